//! One configuration for every AWS client of a process.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};

/// Credentials, region and endpoint from the environment, as every AWS tool reads them.
///
/// A call that hangs is given up early and sent again: all services answer within milliseconds,
/// and a function that waits for one of them has no time left for Perfex. A call takes 10 s at
/// most, with up to 4 attempts of 3 s each.
pub async fn sdk_config() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(1))
                .read_timeout(Duration::from_secs(3))
                .operation_attempt_timeout(Duration::from_secs(3))
                .operation_timeout(Duration::from_secs(10))
                .build(),
        )
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(4)
                .with_initial_backoff(Duration::from_millis(50)),
        )
        .load()
        .await
}
