//! The function's environment.

use std::env;

/// What the template sets for this function.
#[derive(Debug)]
pub struct Config {
    /// The queue of hints.
    pub queue_url: String,
    /// The webhook secrets in Secrets Manager.
    pub webhook_secrets_arn: String,
}

/// A variable that the function cannot start without.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is not set; the function's template sets it")]
pub struct Missing(&'static str);

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, Missing> {
        Ok(Self {
            queue_url: required("QUEUE_URL")?,
            webhook_secrets_arn: required("WEBHOOK_SECRETS_ARN")?,
        })
    }
}

fn required(name: &'static str) -> Result<String, Missing> {
    env::var(name)
        .ok()
        .filter(|value| !value.is_empty())
        .ok_or(Missing(name))
}
