//! `POST /webhooks/{store}`: verifies a delivery of WooCommerce and puts a hint on the queue.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::timeout::TimeoutConfig;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use queue::HintQueue;
use secrets::{Secret, SecretsManager};
use webhook::{ApiEvent, Config, handle};

/// A call that hangs is sent again. The API waits 30 s for an answer: give up before it does.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);
const CALL_TIMEOUT: Duration = Duration::from_secs(11);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    logs::init(&["webhook"]);
    let config = Config::from_env().map_err(|missing| missing.to_string())?;

    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build();
    let aws = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts)
        .load()
        .await;
    let hints = HintQueue::new(aws_sdk_sqs::Client::new(&aws), config.queue_url);
    let secrets_manager = SecretsManager::new(
        aws_sdk_secretsmanager::Client::new(&aws),
        config.webhook_secrets_arn,
    );
    let keyrings = Secret::new("webhook secrets", secrets_manager);

    lambda_runtime::run(service_fn(async |event: LambdaEvent<ApiEvent>| {
        // Boxed: the compiler cannot lay out futures of the SDK nested any deeper.
        Ok::<_, Error>(Box::pin(handle(&event.payload, &hints, &keyrings)).await)
    }))
    .await
}
