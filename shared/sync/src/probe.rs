//! Whether a side answers again: one read that writes nothing.

use transport::Transport;

use crate::outcome::RetryReason;
use crate::read::{self, Reading};
use crate::stop::Stop;

/// Asks the CRM for its taxes. A refusal that concerns only this call is an answer all the same.
pub async fn crm<T: Transport>(client: &perfex::Client<T>) -> Result<(), RetryReason> {
    match client.taxes().await.map_err(Stop::from) {
        Err(Stop::Retry { reason, .. }) => Err(reason),
        Ok(_) | Err(Stop::Park(_) | Stop::InDoubt(_)) => Ok(()),
    }
}

/// Asks a store for its statuses.
pub async fn store<T: Transport>(client: &woocommerce::Client<T>) -> Result<(), RetryReason> {
    match read::statuses(client).await {
        Err(Reading::Retry { reason, .. }) => Err(reason),
        Ok(_) | Err(_) => Ok(()),
    }
}
