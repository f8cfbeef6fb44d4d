//! Many orders deleted at once: a person says whether that was meant before more documents are called
//! off. A shop that was emptied by mistake can be restored; what the office was told is done.

use domain::{ParkReason, Parked};
use jiff::SignedDuration;
use transport::Transport;

use crate::claim::{Claim, ClaimState};
use crate::link::Link;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

/// For how long a deletion counts.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Counts an order whose documents are about to be called off because it is gone or in the
    /// trash. Beyond the store's limit for an hour it is parked, unless a person asked for it. One
    /// that is tried again counts once.
    pub(crate) async fn count_deletion(&self, link: &Link) -> Result<(), Stop> {
        let is_deleted = ["trash", "deleted"].contains(&link.status.as_str());
        if !is_deleted || self.asked_by_a_person {
            return Ok(());
        }
        let key = format!("deletions-{}", self.store);
        let now = self.clock.now();
        let none = || {
            let recent = Vec::new();
            Claim::new(key.clone(), ClaimState::Deletions { recent }, now)
        };
        let mut claim = self.table.claim(&key).await?.unwrap_or_else(none);
        let ClaimState::Deletions { recent } = &mut claim.state else {
            return Err(Stop::missing_step());
        };
        recent.retain(|(_, at)| now.duration_since(*at) < WINDOW);
        if recent.iter().any(|(order, _)| *order == link.order) {
            return Ok(());
        }
        let limit = self.deletions_per_hour;
        if recent.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            return Err(Parked::new(
                ParkReason::ManyDeletions,
                format!(
                    "more than {limit} orders of the store were deleted within an hour: restore them \
                     in the shop, or run `woosync parked retry --reason many_deletions` if it was \
                     meant; the limit is the store's deletions_per_hour"
                ),
            )
            .into());
        }
        recent.push((link.order, now));
        claim.updated_at = now;
        Ok(self.table.save_claim(&mut claim).await?)
    }
}
