//! The bare floor of a webhook: `lambda_http` and the SDK, one message sent for a request. It verifies
//! nothing, reads nothing of the body and logs nothing.

use aws_config::BehaviorVersion;
use lambda_http::{Body, Error, Request, RequestExt as _, Response, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let queue_url = std::env::var("QUEUE_URL")?;
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let queue = aws_sdk_sqs::Client::new(&aws);
    run(service_fn(async |request: Request| {
        let id = request.lambda_context().request_id;
        queue
            .send_message()
            .queue_url(&queue_url)
            .message_group_id("main.order.1")
            .message_deduplication_id(id)
            .message_body(r#"{"store":"main","resource":"order","id":1}"#)
            .send()
            .await?;
        Ok::<_, Error>(Response::new(Body::from("queued")))
    }))
    .await
}
