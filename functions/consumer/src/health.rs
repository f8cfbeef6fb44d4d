//! Whether the stores and the CRM are well: read before a batch, noted after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use intake::{Hint, StoreId};
use jiff::Timestamp;
use sync::breaker::{Breaker, Side};
use sync::outcome::{Outcome, RetryReason};
use sync::ports::{Breakers, Clock as _, TableError, WaitingRoom};
use sync::waiting::Waiting;

use crate::batch::{Batch, Verdict};
use crate::consumer::Consumer;
use crate::outside::Outside;

/// How long a hint sleeps that the table did not keep.
const NOT_KEPT_WAIT: Duration = Duration::from_secs(30);

/// How often a breaker is read again because another worker wrote it in between.
const ATTEMPTS: u32 = 4;

/// The breakers that a batch needs, and what it saw of the sides.
#[derive(Debug)]
pub(crate) struct Health {
    breakers: BTreeMap<Side, Breaker>,
    seen: Mutex<BTreeMap<Side, Seen>>,
}

/// What a batch saw of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Seen {
    answered: bool,
    failures: u32,
    last: Option<(RetryReason, Duration)>,
}

impl Health {
    fn of(breakers: impl IntoIterator<Item = Breaker>) -> Self {
        let by_side = |breaker: Breaker| (breaker.side.clone(), breaker);
        Self {
            breakers: breakers.into_iter().map(by_side).collect(),
            seen: Mutex::default(),
        }
    }

    /// The side for which a change of this store has to wait.
    pub(crate) fn waits_for(&self, store: &StoreId) -> Option<Side> {
        let sides = [Side::Crm, Side::Store(store.clone())];
        let open = |side: &Side| self.breakers.get(side).is_some_and(Breaker::is_open);
        sides.into_iter().find(open)
    }

    /// A change of this store ended. What ended in a wait for ourselves says nothing of the sides.
    pub(crate) fn ended(&self, store: &StoreId, outcome: &Outcome) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let store_side = || Side::Store(store.clone());
        match outcome {
            Outcome::Retry { after, reason } => {
                let Some(side) = Side::at_fault(*reason, store) else {
                    return;
                };
                if side == Side::Crm {
                    // The order was read before.
                    seen.entry(store_side()).or_default().answered = true;
                }
                let seen = seen.entry(side).or_default();
                seen.failures += 1;
                seen.last = Some((*reason, *after));
            }
            Outcome::Done => {
                seen.entry(Side::Crm).or_default().answered = true;
                seen.entry(store_side()).or_default().answered = true;
            }
            // These may have come to their end without a call to the CRM.
            Outcome::Unchanged | Outcome::Skipped(_) | Outcome::Parked(_) => {
                seen.entry(store_side()).or_default().answered = true;
            }
        }
    }
}

impl Seen {
    /// Changes the breaker; tells whether it has to be written. One success among failures is
    /// enough: then it is not the side that is out of order.
    fn note(self, breaker: &mut Breaker, now: Timestamp) -> bool {
        if self.answered {
            return breaker.answered();
        }
        let Some((reason, after)) = self.last else {
            return false;
        };
        breaker.failed(self.failures, reason, after, now);
        true
    }
}

impl<O: Outside> Consumer<O> {
    /// The breakers of the CRM and of the batch's stores.
    pub(crate) async fn health(&self, batch: &Batch) -> Health {
        let hints = batch.groups.iter().flatten();
        let stores: BTreeSet<&StoreId> = hints
            .filter_map(|message| Some(&message.hint.as_ref().ok()?.store))
            .collect();
        let sides = stores.into_iter().cloned().map(Side::Store);
        let breakers = sides.chain([Side::Crm]).map(async |side| {
            let read = self.table.breaker(&side).await;
            read.unwrap_or_else(|error| {
                // Without it we work as if all were well; the table's own outage shows elsewhere.
                tracing::warn!(%error, "the breaker was not read");
                Breaker::closed(side)
            })
        });
        Health::of(join_all(breakers).await)
    }

    /// Keeps a hint in the table until its side is back.
    pub(crate) async fn keep(&self, hint: &Hint, side: Side) -> Verdict {
        tracing::info!(store = %hint.store, id = hint.id, trace = hint.trace, %side, "waits");
        let waiting = Waiting {
            side,
            hint: hint.clone(),
            since: self.clock.now(),
        };
        match self.table.keep(&waiting).await {
            Ok(()) => Verdict::Handled,
            Err(error) => {
                tracing::warn!(%error, "the hint sleeps in the queue instead");
                Verdict::Again(NOT_KEPT_WAIT)
            }
        }
    }

    /// Notes what a batch saw. If that fails, the next batch sees it again.
    pub(crate) async fn note(&self, health: Health) {
        let seen = health.seen.into_inner();
        let mut breakers = health.breakers;
        for (side, seen) in seen.unwrap_or_else(PoisonError::into_inner) {
            let read = breakers.remove(&side);
            let read = read.unwrap_or_else(|| Breaker::closed(side));
            let change = |breaker: &mut Breaker| seen.note(breaker, self.clock.now());
            if let Err(error) = self.change(read, change).await {
                tracing::warn!(%error, "the breaker was not written");
            }
        }
    }

    /// Writes a change of a breaker, again on what stands if another worker was faster.
    pub(crate) async fn change(
        &self,
        mut breaker: Breaker,
        change: impl Fn(&mut Breaker) -> bool,
    ) -> Result<(), TableError> {
        for _ in 0..ATTEMPTS {
            let was_open = breaker.is_open();
            if !change(&mut breaker) {
                return Ok(());
            }
            match self.table.save_breaker(&mut breaker).await {
                Ok(()) => {
                    if breaker.is_open() != was_open {
                        let (side, open) = (&breaker.side, breaker.is_open());
                        tracing::warn!(%side, open, "the breaker turned");
                    }
                    return Ok(());
                }
                Err(TableError::Conflict) => {
                    breaker = self.table.breaker(&breaker.side).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(TableError::Conflict)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;
    use sync::breaker::FAILURES_TO_OPEN;

    fn store() -> StoreId {
        "main".parse().unwrap()
    }

    fn retry(reason: RetryReason) -> Outcome {
        Outcome::Retry {
            after: Duration::from_mins(1),
            reason,
        }
    }

    /// The breaker of a side after a batch that ended in this way, if it has to be written.
    fn after(side: &Side, outcomes: &[Outcome]) -> Option<Breaker> {
        let health = Health::of([]);
        for outcome in outcomes {
            health.ended(&store(), outcome);
        }
        let seen = *health.seen.lock().unwrap().get(side)?;
        let mut breaker = Breaker::closed(side.clone());
        seen.note(&mut breaker, Timestamp::UNIX_EPOCH)
            .then_some(breaker)
    }

    #[test]
    fn a_batch_of_failures_opens_the_breaker_of_the_side_at_fault_only() {
        let down = vec![retry(RetryReason::CrmUnavailable); FAILURES_TO_OPEN as usize];
        assert!(after(&Side::Crm, &down).unwrap().is_open());
        assert_eq!(after(&Side::Store(store()), &down), None);
    }

    #[test]
    fn one_success_among_failures_keeps_it_closed() {
        let mut mixed = vec![retry(RetryReason::AnswerLost); 9];
        mixed.push(Outcome::Done);
        assert_eq!(after(&Side::Crm, &mixed), None);
    }

    #[test]
    fn what_needed_no_call_says_nothing_of_the_crm() {
        let mut mixed = vec![retry(RetryReason::CrmUnavailable); 9];
        mixed.push(Outcome::Unchanged);
        assert!(after(&Side::Crm, &mixed).unwrap().is_open());
        assert_eq!(after(&Side::Crm, &[retry(RetryReason::Held)]), None);
    }

    #[test]
    fn changes_wait_for_the_crm_and_for_their_own_store() {
        let mut broken = Breaker::closed(Side::Store(store()));
        let wait = Duration::from_mins(1);
        broken.failed(
            9,
            RetryReason::StoreUnavailable,
            wait,
            Timestamp::UNIX_EPOCH,
        );
        let health = Health::of([broken.clone(), Breaker::closed(Side::Crm)]);
        assert_eq!(health.waits_for(&store()), Some(broken.side.clone()));
        assert_eq!(health.waits_for(&"other".parse().unwrap()), None);
        broken.side = Side::Crm;
        let health = Health::of([broken]);
        assert_eq!(health.waits_for(&store()), Some(Side::Crm));
    }
}
