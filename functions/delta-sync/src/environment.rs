//! What the function is told at its start.

use std::time::Duration;

use anyhow::{Context, Result};

/// The function's environment variables.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `QUEUE_URL`: where hints go.
    pub queue_url: String,
    /// `TABLE_NAME`: settings, links, and where the looks are.
    pub table_name: String,
    /// `STORE_KEYS_ARN`: the secret with the stores' REST keys.
    pub store_keys_arn: String,
    /// `WEBHOOK_SECRETS_ARN`: the secret with the stores' webhook secrets.
    pub webhook_secrets_arn: String,
    /// `WEBHOOK_URL`: where webhooks deliver to, up to the store's id.
    pub webhook_url: String,
    /// `STORE_TIMEOUT_SECONDS`: how long a call to a store may take (30).
    pub store_timeout: Duration,
    /// What only the digest needs.
    pub digest: DigestEnvironment,
}

/// What only the digest needs.
#[derive(Debug, Clone)]
pub struct DigestEnvironment {
    /// `BACKFILL_URL`: the queue of full syncs, to say how much is in it.
    pub backfill_url: String,
    /// `DLQ_URL`: the dead-letter queue.
    pub dlq_url: String,
    /// `ALARM_TOPIC_ARN`: where the message goes.
    pub topic_arn: String,
    /// `CONSOLE_URL`: the page that the message leads to.
    pub console_url: String,
    /// `STACK_NAME`: which stack speaks.
    pub stack: String,
    /// `LOOK_LATE_HOURS`: after how long without a finished look one is late (3).
    pub late_look: Duration,
    /// `DELIVERY_LATE_SECONDS`: how long a delivery may take to be handled (1800).
    pub late_delivery: Duration,
}

impl Environment {
    /// Reads the variables; the error names the one that is missing or wrong.
    pub fn read() -> Result<Self> {
        Ok(Self {
            queue_url: required("QUEUE_URL")?,
            table_name: required("TABLE_NAME")?,
            store_keys_arn: required("STORE_KEYS_ARN")?,
            webhook_secrets_arn: required("WEBHOOK_SECRETS_ARN")?,
            webhook_url: required("WEBHOOK_URL")?,
            store_timeout: Duration::from_secs(whole("STORE_TIMEOUT_SECONDS", 30, 300)?),
            digest: DigestEnvironment {
                backfill_url: required("BACKFILL_URL")?,
                dlq_url: required("DLQ_URL")?,
                topic_arn: required("ALARM_TOPIC_ARN")?,
                console_url: required("CONSOLE_URL")?,
                stack: required("STACK_NAME")?,
                late_look: Duration::from_secs(3600 * whole("LOOK_LATE_HOURS", 3, 24)?),
                late_delivery: Duration::from_secs(whole("DELIVERY_LATE_SECONDS", 1800, 86_400)?),
            },
        })
    }
}

fn required(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("the environment variable {name} is missing"))
}

fn whole(name: &str, default: u64, most: u64) -> Result<u64> {
    let Ok(text) = std::env::var(name) else {
        return Ok(default);
    };
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number));
    number
        .with_context(|| format!("{name} is `{text}`, it must be a whole number from 1 to {most}"))
}
