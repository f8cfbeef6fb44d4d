//! One hint, from its reading to the log line.

use std::collections::BTreeSet;

use domain::OrderId;
use intake::{Hint, Resource, Source};
use jiff::{SignedDuration, Timestamp};
use metrics::Figures;
use sync::full_sync::Ended;
use sync::outcome::RetryReason;
use sync::ports::Clock as _;
use sync::{Outcome, Reading, Reconciler, read};
use tokio::sync::Mutex;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::batch::{Message, Verdict};
use crate::consumer::{Consumer, Readings};
use crate::figures::{changed_at, count};
use crate::health::Health;
use crate::outside::Outside;
use crate::runs::{self, Counted, RunOf};
use crate::sides::{CountedWire, Sides, SidesOf};

/// A message that the store's answer did not mention, or for which too little time is left.
const SOON: std::time::Duration = std::time::Duration::from_secs(1);

/// A reconciler between these parts.
type ReconcilerOf<'a, O> =
    Reconciler<'a, &'a CountedWire<O>, <O as Outside>::Table, <O as Outside>::Clock>;

/// What the messages of a batch share, between these parts.
pub(crate) type WorkOf<'a, O> = Work<'a, CountedWire<O>>;

/// What the messages of a batch share.
pub(crate) struct Work<'a, W> {
    pub(crate) sides: &'a Sides<W>,
    pub(crate) readings: &'a Readings,
    pub(crate) health: &'a Health,
    /// Runs for which nothing more is done.
    pub(crate) cancelled: &'a BTreeSet<RunOf>,
    /// What ended, of what was sent for runs.
    pub(crate) counted: Counted,
    /// What the batch counts.
    pub(crate) figures: &'a Mutex<Figures>,
    /// When the function is stopped.
    pub(crate) deadline: Timestamp,
}

impl<O: Outside> Consumer<O> {
    /// Handles one message.
    pub(crate) async fn message(&self, message: &Message, work: &WorkOf<'_, O>) -> Verdict {
        let hint = match &message.hint {
            Ok(hint) => hint,
            Err(error) => return self.poison(message, &error.to_string()).await,
        };
        if runs::is_of(hint, work.cancelled) {
            return Verdict::Handled;
        }
        if let Some(side) = work.health.waits_for(&hint.store) {
            return self.keep(hint, side).await;
        }
        let Work {
            sides, deadline, ..
        } = work;
        let (sides, deadline) = (*sides, *deadline);
        // What is told on the way bears the ids too, and the trace by which a delivery is followed.
        let span =
            tracing::info_span!("change", store = %hint.store, id = hint.id, trace = hint.trace);
        let handled = async {
            match hint.resource {
                Resource::Order => self.order(hint, sides, work.readings, deadline).await,
                Resource::Customer => self.customer(hint, sides, deadline).await,
            }
        };
        let outcome = handled.instrument(span).await;
        let changed_at = changed_at(hint, work.readings);
        let lag = self.clock.now().duration_since(changed_at);
        let lag_ms = u64::try_from(lag.as_millis()).unwrap_or(0);
        log(hint, &outcome, lag_ms);
        count(hint, &outcome, lag_ms, &mut *work.figures.lock().await);
        work.health.ended(&hint.store, &outcome);
        work.counted.note(message, hint, Ended::of(&outcome));
        self.tried(hint, &outcome).await;
        let Outcome::Retry { after, reason } = outcome else {
            self.heard(hint).await;
            return Verdict::Handled;
        };
        if matches!(
            reason,
            RetryReason::StoreCredentials
                | RetryReason::CrmCredentials
                | RetryReason::NotConfigured
        ) {
            self.reread_secrets().await;
        }
        Verdict::Again(after)
    }

    async fn order(
        &self,
        hint: &Hint,
        sides: &SidesOf<O>,
        readings: &Readings,
        deadline: Timestamp,
    ) -> Outcome {
        let reading = readings
            .get(&hint.store)
            .and_then(|readings| readings.get(&hint.id))
            .cloned()
            .unwrap_or(Reading::Retry {
                after: SOON,
                reason: RetryReason::StoreUnavailable,
            });
        let changed_in_perfex = match self
            .changed_in_perfex(hint, sides, &reading, deadline)
            .await
        {
            Ok(changed) => changed,
            Err(later) => return later,
        };
        self.reconciling(hint, sides, deadline, async |mut reconciler| {
            reconciler.changed_in_perfex = changed_in_perfex;
            // On the heap: a batch holds many of these.
            Box::pin(reconciler.reconcile(OrderId(hint.id), reading)).await
        })
        .await
    }

    async fn customer(&self, hint: &Hint, sides: &SidesOf<O>, deadline: Timestamp) -> Outcome {
        let Some(store) = sides.stores.get(&hint.store) else {
            return not_configured();
        };
        let reading = read::customer(store, hint.id).await;
        self.reconciling(hint, sides, deadline, async |reconciler| {
            Box::pin(reconciler.reconcile_customer(hint.id, reading)).await
        })
        .await
    }

    /// Hands out a reconciler of the hint's store, if there is time enough left for it.
    async fn reconciling(
        &self,
        hint: &Hint,
        sides: &SidesOf<O>,
        deadline: Timestamp,
        with: impl AsyncFnOnce(ReconcilerOf<'_, O>) -> Outcome,
    ) -> Outcome {
        let call = self.call_timeout;
        let left = deadline.duration_since(self.clock.now());
        if left < SignedDuration::try_from(call * 2).unwrap_or(SignedDuration::MAX) {
            return Outcome::Retry {
                after: SOON,
                reason: RetryReason::OutOfTime,
            };
        }
        let settings = &sides.settings;
        let (Some(rules), Some(store)) = (
            settings.rules(&hint.store),
            settings.stores.get(&hint.store),
        ) else {
            return not_configured();
        };
        let crm = sides.crm.labelled(&label(hint));
        with(Reconciler {
            store: &hint.store,
            rules: &rules,
            customers: store.customers,
            perfex: &settings.perfex,
            crm: &crm,
            table: &self.table,
            clock: &self.clock,
            holder: Uuid::new_v4(),
            deadline,
            call_timeout: call,
            deletions_per_hour: store.deletions_per_hour,
            asked_by_a_person: hint.source == Source::Operator,
            changed_in_perfex: None,
        })
        .await
    }
}

fn not_configured() -> Outcome {
    Outcome::Retry {
        after: std::time::Duration::from_mins(5),
        reason: RetryReason::NotConfigured,
    }
}

/// What the calls to Perfex are labelled with: what they are made for, and the trace of the delivery,
/// so that an operator finds it in the web server's log there. A header takes visible ASCII only.
fn label(hint: &Hint) -> String {
    let group = hint.group_id();
    let fits = !hint.trace.is_empty() && hint.trace.bytes().all(|byte| byte.is_ascii_graphic());
    if fits {
        format!("{group}/{}", hint.trace)
    } else {
        group
    }
}

/// One line an outcome. Ids and codes only.
fn log(hint: &Hint, outcome: &Outcome, lag_ms: u64) {
    tracing::info!(
        store = %hint.store,
        resource = ?hint.resource,
        id = hint.id,
        topic = hint.topic,
        trace = hint.trace,
        outcome = outcome.name(),
        reason = outcome.reason(),
        lag_ms,
        "handled"
    );
}
