//! What the function is told at its start.

use std::time::Duration;

use anyhow::{Context, Result};

/// The function's environment variables.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `BACKFILL_URL`: the queue that hints go to.
    pub backfill_url: String,
    /// `TABLE_NAME`: settings, links, and the runs.
    pub table_name: String,
    /// `STORE_KEYS_ARN`: the secret with the stores' REST keys.
    pub store_keys_arn: String,
    /// `STORE_TIMEOUT_SECONDS`: how long a call to a store may take (30).
    pub store_timeout: Duration,
    /// `AWS_LAMBDA_FUNCTION_NAME`: its own name, which Lambda sets.
    pub function_name: String,
}

impl Environment {
    /// Reads the variables; the error names the one that is missing or wrong.
    pub fn read() -> Result<Self> {
        Ok(Self {
            backfill_url: required("BACKFILL_URL")?,
            table_name: required("TABLE_NAME")?,
            store_keys_arn: required("STORE_KEYS_ARN")?,
            store_timeout: store_timeout()?,
            function_name: required("AWS_LAMBDA_FUNCTION_NAME")?,
        })
    }
}

fn required(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("the environment variable {name} is missing"))
}

fn store_timeout() -> Result<Duration> {
    let Ok(text) = std::env::var("STORE_TIMEOUT_SECONDS") else {
        return Ok(Duration::from_secs(30));
    };
    let seconds = text
        .parse()
        .ok()
        .filter(|seconds| (1..=300).contains(seconds));
    let seconds = seconds.with_context(|| {
        format!("STORE_TIMEOUT_SECONDS is `{text}`, it must be whole seconds from 1 to 300")
    })?;
    Ok(Duration::from_secs(seconds))
}
