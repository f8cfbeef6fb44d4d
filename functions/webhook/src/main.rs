//! `POST /webhooks/{store}`: verifies a delivery of WooCommerce and puts a hint on the queue.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::timeout::TimeoutConfig;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use queue::HintQueue;
use secrets::{Secret, SecretsManager};
use webhook::{ApiEvent, Config, Keyrings, handle};

/// A call that hangs is sent again. The API waits 30 s for an answer: give up before it does.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);
const CALL_TIMEOUT: Duration = Duration::from_secs(11);

/// Lambda gives a function 10 s to start.
const READ_AHEAD_TIMEOUT: Duration = Duration::from_secs(3);

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

    read_ahead(&keyrings).await;

    lambda_runtime::run(service_fn(async |event: LambdaEvent<ApiEvent>| {
        // Boxed: the compiler cannot lay out futures of the SDK nested any deeper.
        Ok::<_, Error>(Box::pin(handle(&event.payload, &hints, &keyrings)).await)
    }))
    .await
}

/// Reads the secrets before the first delivery. While it starts a function has a whole processor, whatever its
/// memory; certificates and keys of a connection at the share of 128 MB would be most of the first answer's time.
/// Where it fails the first delivery reads them, and says why it could not.
async fn read_ahead(keyrings: &impl Keyrings) {
    let read = tokio::time::timeout(READ_AHEAD_TIMEOUT, Box::pin(keyrings.get())).await;
    if !matches!(read, Ok(Ok(_))) {
        tracing::warn!("the webhook secrets could not be read at the start");
    }
}
