//! What the function is told at its start.

use std::time::Duration;

use anyhow::{Context, Result};

/// The function's environment variables.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `TABLE_NAME`: links, ledger and settings.
    pub table_name: String,
    /// `QUEUE_URL`: where hints go.
    pub queue_url: String,
    /// `BACKFILL_URL`: the queue of full syncs, whose depth is shown.
    pub backfill_url: String,
    /// `DLQ_URL`: whose depth is shown.
    pub dlq_url: String,
    /// `STORE_KEYS_ARN`: the secret with the stores' REST keys.
    pub store_keys_arn: String,
    /// `CRM_TOKEN_ARN`: the secret with Perfex's token.
    pub crm_token_arn: String,
    /// `FULL_SYNC_FUNCTION`: which function begins full syncs.
    pub full_sync_function: String,
    /// `WEBHOOK_URL`: where webhooks deliver to, up to the store's id.
    pub webhook_url: String,
    /// `SIGN_IN_URL`: where people sign in, without a slash at its end.
    pub sign_in_url: String,
    /// `SIGN_IN_CLIENT`: as which application the page signs in.
    pub sign_in_client: String,
    /// How long a call to a store or to Perfex may take. The gateway gives up after 30 s.
    pub call_timeout: Duration,
}

impl Environment {
    /// Reads the variables; the error names the one that is missing.
    pub fn read() -> Result<Self> {
        let sign_in_url = required("SIGN_IN_URL")?;
        Ok(Self {
            table_name: required("TABLE_NAME")?,
            queue_url: required("QUEUE_URL")?,
            backfill_url: required("BACKFILL_URL")?,
            dlq_url: required("DLQ_URL")?,
            store_keys_arn: required("STORE_KEYS_ARN")?,
            crm_token_arn: required("CRM_TOKEN_ARN")?,
            full_sync_function: required("FULL_SYNC_FUNCTION")?,
            webhook_url: required("WEBHOOK_URL")?,
            sign_in_url: sign_in_url.trim_end_matches('/').to_owned(),
            sign_in_client: required("SIGN_IN_CLIENT")?,
            call_timeout: Duration::from_secs(8),
        })
    }
}

fn required(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("the environment variable {name} is missing"))
}
