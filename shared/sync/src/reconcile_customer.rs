//! One registered customer: from what the store shows now to the saved link.

use domain::{Card, SkipReason};
use transport::Transport;

use crate::claim::ClaimState;
use crate::customer_link::CustomerLink;
use crate::outcome::{Outcome, RetryReason};
use crate::ports::{Clock, Rows};
use crate::read::CustomerReading;
use crate::reconcile::Reconciler;
use crate::settings::CustomersSetting;
use crate::stop::Stop;
use crate::translate::card;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Handles one change of a registered customer.
    pub async fn reconcile_customer(&self, customer: u64, reading: CustomerReading) -> Outcome {
        let card = match reading {
            CustomerReading::Found(found) => card(&found, &self.rules.vat_meta_keys),
            // Documents name the client, so it stays.
            CustomerReading::Deleted => return Outcome::Skipped(SkipReason::AccountGone),
            CustomerReading::Retry { after, reason } => return Outcome::Retry { after, reason },
        };
        let Some(key) = card.email_key() else {
            return Outcome::Skipped(SkipReason::NoEmail);
        };
        let found = match self.table.customer(self.store, customer).await {
            Ok(found) => found,
            Err(error) => return Stop::from(error).into(),
        };
        let mut link = found
            .unwrap_or_else(|| CustomerLink::new(self.store.clone(), customer, self.clock.now()));
        if link.holds(&card) {
            return Outcome::Unchanged;
        }
        let outcome = match self.client_of(&mut link, &key, &card).await {
            Ok(outcome) => outcome,
            Err(Stop::Retry { after, reason }) => return Outcome::Retry { after, reason },
            Err(stop) => stop.into(),
        };
        let now = self.clock.now();
        link.outcome = link.outcome.then(&outcome, now);
        link.updated_at = now;
        match self.table.save_customer(&mut link).await {
            Ok(()) => outcome,
            Err(error) => Stop::from(error).into(),
        }
    }

    async fn client_of(
        &self,
        link: &mut CustomerLink,
        key: &str,
        card: &Card,
    ) -> Result<Outcome, Stop> {
        let wanted = self.customers == CustomersSetting::All || link.client.is_some();
        if !wanted && !self.is_known(key).await? {
            return Ok(Outcome::Skipped(SkipReason::NotABuyer));
        }
        let known = self.claimed_client(key, card).await?;
        // The account's row may have been made while the client was.
        if let Some(standing) = self.table.customer(self.store, link.customer).await? {
            *link = standing;
        }
        link.client = Some(known.client);
        link.card = card.digest();
        Ok(Outcome::Done)
    }

    /// Whether an order brought the client already, as a guest's.
    async fn is_known(&self, key: &str) -> Result<bool, Stop> {
        let claim = self.table.claim(key).await?;
        match claim.map(|claim| claim.state) {
            Some(ClaimState::Linked { .. }) => Ok(true),
            Some(ClaimState::Held { .. }) => Err(Stop::Retry {
                after: std::time::Duration::from_secs(30),
                reason: RetryReason::Held,
            }),
            Some(ClaimState::Sequence { .. } | ClaimState::Deletions { .. }) | None => Ok(false),
        }
    }
}
