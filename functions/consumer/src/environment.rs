//! What the function is told at its start.

use std::time::Duration;

use anyhow::{Context, Result};

/// The function's environment variables.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `QUEUE_URL`: the queue of changes, whose messages this function gets.
    pub queue_url: String,
    /// `BACKFILL_URL`: the queue of full syncs, whose messages it gets too.
    pub backfill_url: String,
    /// `DLQ_URL`: where poison goes.
    pub dlq_url: String,
    /// `TABLE_NAME`: links, claims and settings.
    pub table_name: String,
    /// `STORE_KEYS_ARN`: the secret with the stores' REST keys.
    pub store_keys_arn: String,
    /// `CRM_TOKEN_ARN`: the secret with Perfex's token.
    pub crm_token_arn: String,
    /// `PERFEX_TIMEOUT_SECONDS`: how long a call to Perfex may take (20).
    pub perfex_timeout: Duration,
    /// `STORE_TIMEOUT_SECONDS`: how long a call to a store may take (30).
    pub store_timeout: Duration,
}

impl Environment {
    /// Reads the variables; the error names the one that is missing or wrong.
    pub fn read() -> Result<Self> {
        Ok(Self {
            queue_url: required("QUEUE_URL")?,
            backfill_url: required("BACKFILL_URL")?,
            dlq_url: required("DLQ_URL")?,
            table_name: required("TABLE_NAME")?,
            store_keys_arn: required("STORE_KEYS_ARN")?,
            crm_token_arn: required("CRM_TOKEN_ARN")?,
            perfex_timeout: seconds("PERFEX_TIMEOUT_SECONDS", 20)?,
            store_timeout: seconds("STORE_TIMEOUT_SECONDS", 30)?,
        })
    }
}

fn required(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("the environment variable {name} is missing"))
}

fn seconds(name: &str, default: u64) -> Result<Duration> {
    let Ok(text) = std::env::var(name) else {
        return Ok(Duration::from_secs(default));
    };
    let seconds: u64 = text
        .parse()
        .with_context(|| format!("{name} is `{text}`, it must be whole seconds"))?;
    anyhow::ensure!(
        (1..=900).contains(&seconds),
        "{name} must be 1 to 900 seconds"
    );
    Ok(Duration::from_secs(seconds))
}
