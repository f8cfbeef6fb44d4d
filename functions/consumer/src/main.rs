//! The consumer function: makes Perfex agree with what the stores show.

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use consumer::{Consumer, Environment};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let environment = Environment::read()?;
    let consumer = Arc::new(Consumer::connect(environment).await?);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| {
        let consumer = Arc::clone(&consumer);
        async move { Ok::<_, Error>(consumer.handle(event.payload, event.context.deadline).await) }
    }))
    .await
}
