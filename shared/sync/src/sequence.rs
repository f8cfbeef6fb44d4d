//! Numbers without gaps: one sequence for each kind of document and year, given out under a lock.
//!
//! A number is given only when its document stands. A worker that dies leaves the lock to the one
//! after it, who asks Perfex whether the number was used.

use jiff::civil::{Date, date};
use perfex::DocumentKind;
use transport::Transport;

use crate::claim::{Claim, ClaimState};
use crate::client::held_wait;
use crate::outcome::RetryReason;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

/// The number that Perfex gives to every draft.
const DRAFT: u64 = 1_000_000_000;

/// The next number of a sequence, held by this worker.
pub(crate) struct Taken {
    claim: Claim,
    pub(crate) number: u32,
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Takes the lock of the sequence and tells the next number.
    pub(crate) async fn take_number(&self, kind: DocumentKind, day: Date) -> Result<Taken, Stop> {
        let key = format!(
            "numbers-{}-{}",
            kind.to_string().replace(' ', "-"),
            day.year()
        );
        let now = self.clock.now();
        let (mut claim, last, orphaned) = match self.table.claim(&key).await? {
            None => (Claim::new(key, self.held(0), now), None, false),
            Some(claim) => match claim.state {
                ClaimState::Sequence {
                    last,
                    holder,
                    lease_until,
                } => {
                    if holder.is_some_and(|holder| holder != self.holder) && lease_until > now {
                        return Err(Stop::Retry {
                            after: held_wait(&claim, now),
                            reason: RetryReason::Held,
                        });
                    }
                    (claim, Some(last), holder.is_some())
                }
                ClaimState::Held { .. }
                | ClaimState::Linked { .. }
                | ClaimState::Deletions { .. } => {
                    return Err(Stop::missing_step());
                }
            },
        };
        let last = match last {
            Some(last) => last,
            None => self.highest_number(kind, day).await?,
        };
        claim.state = self.held(last);
        claim.updated_at = now;
        self.table.save_claim(&mut claim).await?;
        let mut number = last + 1;
        while orphaned && self.is_used(kind, number, day).await? {
            number += 1;
        }
        Ok(Taken { claim, number })
    }

    /// Lets the lock go. `last` is the number that was given last.
    pub(crate) async fn let_go(&self, taken: Taken, last: u32) {
        let state = ClaimState::Sequence {
            last,
            holder: None,
            lease_until: self.clock.now(),
        };
        self.leave(taken, state).await;
    }

    /// Leaves the lock to whoever comes when nothing that was sent can take effect any more.
    pub(crate) async fn let_lapse(&self, taken: Taken, stop: &Stop) {
        let state = ClaimState::Sequence {
            last: taken.number - 1,
            holder: Some(self.holder),
            lease_until: self.clock.now() + stop.settles_after(),
        };
        self.leave(taken, state).await;
    }

    async fn leave(&self, mut taken: Taken, state: ClaimState) {
        taken.claim.state = state;
        taken.claim.updated_at = self.clock.now();
        // If this write fails the lease runs out, and the next worker asks Perfex.
        let _ = self.table.save_claim(&mut taken.claim).await;
    }

    fn held(&self, last: u32) -> ClaimState {
        ClaimState::Sequence {
            last,
            holder: Some(self.holder),
            lease_until: self.lease_until(),
        }
    }

    /// The highest number of the year in Perfex, or what the settings let a year begin after.
    async fn highest_number(&self, kind: DocumentKind, day: Date) -> Result<u32, Stop> {
        let year = date(day.year(), 1, 1);
        let rows = self.crm.documents_listed(kind, year).await?;
        let numbers = rows
            .iter()
            .filter(|row| row.date.is_some_and(|date| date.year() == day.year()))
            .filter_map(|row| row.number)
            .filter(|number| *number != DRAFT)
            .filter_map(|number| u32::try_from(number).ok());
        Ok(numbers.max().unwrap_or(self.rules.number_offset))
    }

    /// Whether the number stands already this year. A search that finds nothing is no proof, so the
    /// list confirms it.
    async fn is_used(&self, kind: DocumentKind, number: u32, day: Date) -> Result<bool, Stop> {
        let of_year = |date: Date| date.year() == day.year();
        let found = self.crm.documents_by_number(kind, number).await?;
        if found.iter().any(|row| row.date.is_none_or(of_year)) {
            return Ok(true);
        }
        let year = date(day.year(), 1, 1);
        let listed = self.crm.documents_listed(kind, year).await?;
        let same = |row: &perfex::DocumentRow| row.number == Some(u64::from(number));
        Ok(listed
            .iter()
            .any(|row| same(row) && row.date.is_none_or(of_year)))
    }
}
