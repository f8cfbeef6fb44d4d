//! One order: from what the store shows now to the saved link.

use std::time::Duration;

use domain::{
    Card, Decision, OrderId, ParkReason, Parked, Rules, SkipReason, decide, decide_deleted,
};
use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use transport::Transport;
use uuid::Uuid;

use crate::book::book;
use crate::intent::Intent;
use crate::link::Link;
use crate::outcome::{Outcome, RetryReason};
use crate::ports::{Clock, Rows};
use crate::read::Reading;
use crate::seen::see;
use crate::settings::{CustomersSetting, PerfexSettings};
use crate::stand::Stood;
use crate::stop::Stop;
use crate::translate::translate;

/// How often in a row the store may show an older state before a person has to look.
const OLDER_READS_ALLOWED: u32 = 5;

/// How long to wait before reading a store again that showed an older state.
const OLDER_READ_WAIT: Duration = Duration::from_mins(1);

/// Makes Perfex agree with one order at a time.
pub struct Reconciler<'a, T: Transport, B, C> {
    /// The order's store.
    pub store: &'a StoreId,
    /// The store's rules.
    pub rules: &'a Rules,
    /// Which registered customers get a client.
    pub customers: CustomersSetting,
    /// The CRM's settings.
    pub perfex: &'a PerfexSettings,
    /// The CRM.
    pub crm: &'a perfex::Client<T>,
    /// Links and claims.
    pub table: &'a B,
    /// The time of day.
    pub clock: &'a C,
    /// Who we are: new for each handling of a change.
    pub holder: Uuid,
    /// When this function is stopped, whatever it does.
    pub deadline: Timestamp,
    /// The CRM client's timeout for a call.
    pub call_timeout: Duration,
    /// Of how many deleted orders documents are called off within an hour before a person is asked.
    pub deletions_per_hour: u32,
    /// Whether a person asked for this handling, who then is not asked.
    pub asked_by_a_person: bool,
    /// What staff changed in Perfex, if that was looked at before. Where there is something to be
    /// written, that look is outdated.
    pub changed_in_perfex: Option<Parked>,
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Handles one change of an order.
    pub async fn reconcile(&self, order: OrderId, reading: Reading) -> Outcome {
        match reading {
            Reading::Retry { after, reason } => return Outcome::Retry { after, reason },
            // A cart is not an order: it leaves no trace, not even a row.
            Reading::Found(found) if is_draft(&found.order) => {
                return Outcome::Skipped(SkipReason::Draft);
            }
            _ => {}
        }
        let mut link = match self.table.link(self.store, order).await {
            Ok(link) => {
                link.unwrap_or_else(|| Link::new(self.store.clone(), order, self.clock.now()))
            }
            Err(error) => return Stop::from(error).into(),
        };
        let before = link.clone();
        let ended = match self.handle(&mut link, reading).await {
            Ok(Outcome::Unchanged) => match &self.changed_in_perfex {
                Some(parked) => Err(parked.clone().into()),
                None => Ok(Outcome::Unchanged),
            },
            ended => ended,
        };
        self.conclude(link, &before, ended).await
    }

    async fn handle(&self, link: &mut Link, reading: Reading) -> Result<Outcome, Stop> {
        let settled = self.settle(link).await.map_err(Stop::in_doubt);
        // A worker that steps back leaves the row to the one that is at work on it.
        if !matches!(settled, Err(Stop::Retry { .. })) {
            book(link, &reading, self.rules);
            see(link, &reading);
        }
        settled?;
        let order = match reading {
            Reading::Found(found) => {
                let order = translate(&found.order, &found.refunds)?;
                refuse_older(link, order.modified_gmt)?;
                order.status.slug().clone_into(&mut link.status);
                Some(order)
            }
            Reading::Unreadable(detail) => {
                return Err(Parked::new(ParkReason::Unreadable, detail).into());
            }
            Reading::Deleted => {
                "deleted".clone_into(&mut link.status);
                None
            }
            Reading::Retry { after, reason } => return Err(Stop::Retry { after, reason }),
        };
        loop {
            let decision = match &order {
                Some(order) => decide(order, &link.standing(), self.rules),
                None => decide_deleted(&link.standing()),
            };
            return match (decision, &order) {
                (Decision::Skip(reason), _) => Ok(Outcome::Skipped(reason)),
                (Decision::Park(parked), _) => Err(parked.into()),
                (Decision::Withdraw(withdrawal), _) => self.withdraw(link, withdrawal).await,
                (Decision::Stand(plan), Some(order)) => {
                    match self
                        .stand(link, &plan, &Card::of_order(order, self.rules))
                        .await?
                    {
                        Stood::Ended(outcome) => Ok(outcome),
                        Stood::Replaced => continue,
                    }
                }
                (Decision::Stand(_), None) => Err(Stop::missing_step()),
            };
        }
    }

    /// Records how the handling ended. A row that would say the same is not written again.
    async fn conclude(
        &self,
        mut link: Link,
        before: &Link,
        ended: Result<Outcome, Stop>,
    ) -> Outcome {
        let mut in_doubt = false;
        let outcome = match ended {
            Ok(outcome) => outcome,
            Err(Stop::Park(parked)) => Outcome::Parked(self.suggest(before, parked).await),
            Err(Stop::InDoubt(parked)) => {
                in_doubt = true;
                Outcome::Parked(parked)
            }
            Err(Stop::Retry { after, reason }) => {
                return self.step_back(link, before, after, reason).await;
            }
        };
        if !in_doubt {
            link.intent = None;
        } else if let Some(intent) = &mut link.intent {
            intent.lease_until = self.clock.now() + self.call_timeout * 2;
        }
        let recorded = match &outcome {
            Outcome::Unchanged => &Outcome::Done,
            outcome => outcome,
        };
        let now = self.clock.now();
        link.ended(before.outcome.then(recorded, now), now);
        if link != *before
            && let Err(stop) = self.save(&mut link).await
        {
            return stop.into();
        }
        outcome
    }

    /// Leaves the order to a later try. Our own lease is cut to the wait, since nothing that we
    /// sent can take effect after that.
    async fn step_back(
        &self,
        mut link: Link,
        before: &Link,
        after: Duration,
        reason: RetryReason,
    ) -> Outcome {
        if let Some(intent) = &mut link.intent
            && intent.holder == self.holder
        {
            let wait = SignedDuration::try_from(after).unwrap_or(SignedDuration::ZERO);
            intent.lease_until = self.clock.now() + wait;
        }
        if link != *before {
            // If this write fails, the longer lease stays: later, never twice.
            let _ = self.save(&mut link).await;
        }
        Outcome::Retry { after, reason }
    }

    /// Writes the link, conditional on the version that was read.
    pub(crate) async fn save(&self, link: &mut Link) -> Result<(), Stop> {
        link.updated_at = self.clock.now();
        self.table.save_link(link).await.map_err(Stop::from)
    }

    /// The intent to send something that is found by its id.
    pub(crate) fn nothing_intended(&self, link: &Link) -> Intent {
        let now = self.clock.now();
        Intent {
            since: link.unknown_since.unwrap_or(now),
            ..Intent::nothing(self.holder, self.lease_until(), now)
        }
    }

    /// Until when a call that is made now may still take effect: the function may live to its
    /// deadline, and a slow host may carry out a call long after we stopped waiting for it.
    pub(crate) fn lease_until(&self) -> Timestamp {
        let calls = SignedDuration::try_from(self.call_timeout * 2).unwrap_or(SignedDuration::MAX);
        self.deadline
            .max(self.clock.now())
            .saturating_add(calls)
            .unwrap_or(Timestamp::MAX)
    }

    /// How long to wait after a call whose outcome is unknown.
    pub(crate) fn answer_lost(&self) -> Stop {
        Stop::Retry {
            after: self.call_timeout * 2,
            reason: RetryReason::AnswerLost,
        }
    }
}

fn is_draft(order: &woocommerce::Order) -> bool {
    domain::OrderStatus::from(order.status.clone()).is_draft()
}

/// A store behind a cache can show yesterday's order. Nothing newer is overwritten with it.
fn refuse_older(link: &mut Link, read: Option<Timestamp>) -> Result<(), Stop> {
    if read >= link.modified_gmt {
        link.modified_gmt = read;
        link.older_reads = 0;
        return Ok(());
    }
    link.older_reads += 1;
    if link.older_reads <= OLDER_READS_ALLOWED {
        return Err(Stop::Retry {
            after: OLDER_READ_WAIT,
            reason: RetryReason::StoreWentBack,
        });
    }
    Err(Parked::new(
        ParkReason::StoreWentBack,
        "the store keeps showing an older state of the order than before: \
         look for a page cache in front of /wp-json, or a restored backup",
    )
    .into())
}
