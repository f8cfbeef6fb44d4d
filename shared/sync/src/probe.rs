//! Whether a side answers again: one request that writes nothing, without a second try.

use std::time::Duration;

use transport::Transport;

use crate::outcome::RetryReason;
use crate::read::{Reading, failed};
use crate::stop::Stop;

/// Asks the CRM for its taxes. A refusal that concerns only this call is an answer all the same.
pub async fn crm<T: Transport>(client: &perfex::Client<T>) -> Result<(), RetryReason> {
    let client = client.labelled("probe").with_read_budget(Duration::ZERO);
    match client.taxes().await.map_err(Stop::from) {
        Err(Stop::Retry { reason, .. }) => Err(reason),
        Ok(_) | Err(Stop::Park(_) | Stop::InDoubt(_)) => Ok(()),
    }
}

/// Asks a store for its statuses.
pub async fn store<T: Transport>(client: &woocommerce::Client<T>) -> Result<(), RetryReason> {
    match client.answers().await.as_ref().map_err(failed) {
        Err(Reading::Retry { reason, .. }) => Err(reason),
        Ok(()) | Err(_) => Ok(()),
    }
}
