//! An invocation's worth of work on a run.

use std::future::Future;
use std::time::Duration;

use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use transport::Transport;
use uuid::Uuid;
use woocommerce::{Client, ErrorKind};

use super::{Compare, Ending, Item, Listing, Pause, Run, Step};
use crate::breaker::Side;
use crate::delta::Lease;
use crate::ports::{Clock, Hints, Known, Runs, TableError};

/// Below this a page is not made smaller.
const SMALLEST_PAGE: usize = 25;

/// Works on the run of one store.
pub struct Worker<'a, T: Transport, R, Q, C, V> {
    /// The store.
    pub store: &'a StoreId,
    /// Its client.
    pub client: &'a Client<T>,
    /// The run, what became of its items, and what is known of orders.
    pub table: &'a R,
    /// The queue of backfills, so that no live order waits behind one.
    pub queue: &'a Q,
    /// What compares orders with Perfex, for the step `verify`.
    pub verifier: &'a V,
    /// The time of day.
    pub clock: &'a C,
    /// Who we are: new for each invocation.
    pub holder: Uuid,
    /// When to stop.
    pub until: Timestamp,
    /// How long after that another worker may take over.
    pub grace: Duration,
    /// How many requests to the store are under way at once.
    pub concurrency: usize,
    /// Under which meta keys the store's customers keep a VAT number.
    pub vat_meta_keys: &'a [String],
}

/// How an invocation's work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// There is no run.
    Idle,
    /// Another worker is at it.
    Busy,
    /// The time is over, the next invocation goes on.
    OutOfTime,
    /// All of a step is sent and not yet handled, the next invocation looks again.
    Waiting,
    /// Something is out of order, the next invocation tries again.
    Paused,
    /// The run ended.
    Ended,
}

/// The work stopped early. The next invocation goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The table did not do as asked.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The queue did not take a hint.
    #[error("the queue did not take a hint: {0}")]
    Queue(String),
}

/// Why no further page is asked for.
pub(super) enum Halt {
    OutOfTime,
    /// For this reason, which people are shown.
    Pause(String),
    /// A person cancelled the run, or another worker took it over.
    NotOurs,
    Failed(WorkError),
}

impl From<TableError> for Halt {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Conflict => Self::NotOurs,
            error => Self::Failed(error.into()),
        }
    }
}

impl From<woocommerce::Error> for Halt {
    fn from(error: woocommerce::Error) -> Self {
        Self::Pause(error.to_string())
    }
}

mod place;

pub(super) use place::Place;

impl<T: Transport, R: Runs + Known, Q: Hints, C: Clock, V: Compare> Worker<'_, T, R, Q, C, V> {
    /// Works on the run of the store, if there is one, until it ends, has to wait, or the time is over.
    pub async fn work(&self) -> Result<Worked, WorkError> {
        let row = self.table.active_run(self.store).await?;
        let Some(place) = Place::of(row) else {
            return Ok(Worked::Idle);
        };
        let now = self.clock.now();
        let is_busy = |run: &Run| {
            let held = run.lease.as_ref();
            held.is_some_and(|lease| lease.holder != self.holder && now < lease.until)
        };
        if place.read(is_busy).await {
            return Ok(Worked::Busy);
        }
        let grace = SignedDuration::try_from(self.grace).unwrap_or(SignedDuration::MAX);
        let lease = Lease {
            holder: self.holder,
            until: self.until.saturating_add(grace).unwrap_or(Timestamp::MAX),
        };
        let taken = place.write(self.table, |run| run.lease = Some(lease)).await;
        let halted = match taken {
            Ok(()) => self.steps(&place).await,
            Err(Halt::NotOurs) => return Ok(Worked::Busy),
            Err(halt) => Err(halt),
        };
        self.stop(&place, halted).await
    }

    /// The steps one after the other. Gives whether all are done; if not, one waits for consumers.
    async fn steps(&self, place: &Place) -> Result<bool, Halt> {
        let asked = place.read(|run| run.asked.clone()).await;
        for step in &asked.steps {
            let begun = place.read(|run| run.steps.iter().any(|begun| begun.step == *step));
            if !begun.await {
                self.may_go_on().await?;
                let begun = match step {
                    Step::Customers => self.begin_customers().await?,
                    Step::Orders => self.begin_orders(place).await?,
                    Step::Refunds => self.begin_refunds().await?,
                    Step::Verify => self.begin_verify(place).await?,
                };
                place.write(self.table, |run| run.steps.push(begun)).await?;
            }
            if !self.step(place, *step, asked.dry_run).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Goes on with a step that was begun; whether it is done.
    async fn step(&self, place: &Place, step: Step, dry_run: bool) -> Result<bool, Halt> {
        let of = |run: &Run| run.steps.iter().find(|begun| begun.step == step).cloned();
        let Some(begun) = place.read(of).await else {
            return Ok(true);
        };
        if begun.ended_at.is_some() {
            return Ok(true);
        }
        match begun.listing {
            Listing::Spans(spans) => self.walk_spans(place, spans.len()).await?,
            Listing::Ids { .. } => self.walk_ids(place, step).await?,
            Listing::Beside { .. } | Listing::InPerfex { .. } => self.verify(place).await?,
            Listing::Named { outbox } => {
                self.send(place, &outbox).await?;
            }
        }
        let id = place.read(|run| run.id.clone()).await;
        let queued = place
            .read(|run| run.steps.last().map_or(0, |step| step.queued))
            .await;
        let tally = self.table.tally(self.store, &id).await?;
        if !dry_run && tally.of(step).sum() < queued {
            return Ok(false);
        }
        let now = self.clock.now();
        let end = |run: &mut Run| {
            if let Some(step) = run.steps.last_mut() {
                step.ended_at = Some(now);
            }
        };
        place.write(self.table, end).await?;
        Ok(true)
    }

    /// Leaves the run to the next invocation, or ends it.
    async fn stop(&self, place: &Place, halted: Result<bool, Halt>) -> Result<Worked, WorkError> {
        let now = self.clock.now();
        let mut pause = None;
        let worked = match halted {
            Ok(true) => Worked::Ended,
            Ok(false) => Worked::Waiting,
            Err(Halt::OutOfTime) => Worked::OutOfTime,
            Err(Halt::Pause(reason)) => {
                pause = Some(Pause { reason, since: now });
                Worked::Paused
            }
            // Whoever wrote the row knows better.
            Err(Halt::NotOurs) => return Ok(Worked::Busy),
            Err(Halt::Failed(error)) => {
                // If this fails too, the lease runs out.
                let _ = place.write(self.table, |run| run.lease = None).await;
                return Err(error);
            }
        };
        let note = |run: &mut Run| {
            run.lease = None;
            let since = run
                .pause
                .take()
                .filter(|_| pause.is_some())
                .map(|pause| pause.since);
            run.pause = pause.map(|pause| Pause {
                since: since.unwrap_or(pause.since),
                ..pause
            });
            if worked == Worked::Ended {
                run.ended = Some((Ending::Finished, now));
            }
        };
        match place.end(self.store, self.table, note).await {
            Ok(()) => Ok(worked),
            Err(Halt::Failed(error)) => Err(error),
            Err(_) => Ok(Worked::Busy),
        }
    }

    /// Whether a further page may be asked for. While the CRM is out of order, all that is sent would
    /// only wait.
    pub(super) async fn may_go_on(&self) -> Result<(), Halt> {
        if self.clock.now() >= self.until {
            return Err(Halt::OutOfTime);
        }
        for side in [Side::Crm, Side::Store(self.store.clone())] {
            let breaker = self.table.breaker(&side).await?;
            if let Some(open) = breaker.state.open {
                let reason = format!("{side} is out of order: {}", open.reason.code());
                return Err(Halt::Pause(reason));
            }
        }
        Ok(())
    }

    /// One request for a page. A store that cannot bear the size is asked for less: then there is no
    /// page.
    pub(super) async fn page<A>(
        &self,
        place: &Place,
        asked: impl Future<Output = Result<A, woocommerce::Error>>,
    ) -> Result<Option<A>, Halt> {
        let error = match asked.await {
            Ok(page) => return Ok(Some(page)),
            Err(error) => error,
        };
        let size = place.read(|run| run.page_size).await;
        let too_much = matches!(error.kind(), ErrorKind::Outage { retry_after: None });
        if !too_much || size <= SMALLEST_PAGE {
            return Err(error.into());
        }
        tracing::warn!(store = %self.store, size, %error, "pages are made smaller");
        let smaller = (size / 2).max(SMALLEST_PAGE);
        // Of several walks that failed together, one makes them smaller.
        place
            .write(self.table, |run| run.page_size = run.page_size.min(smaller))
            .await?;
        Ok(None)
    }

    /// Sends what was noted as queued.
    pub(super) async fn send(&self, place: &Place, items: &[Item]) -> Result<(), Halt> {
        let (kind, run) = place.read(|run| (run.kind, run.id.clone())).await;
        let now = self.clock.now();
        let hints: Vec<_> = items
            .iter()
            .map(|item| {
                let hint = item.hint(self.store, kind, &run, now);
                (hint, item.deduplication_id(&run))
            })
            .collect();
        let sent = self.queue.send_all(&hints).await;
        sent.map_err(|error| Halt::Failed(WorkError::Queue(error)))
    }
}
