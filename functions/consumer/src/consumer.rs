//! The wired function.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::SqsBatchResponse;
use futures::future::join_all;
use intake::StoreId;
use jiff::Timestamp;
use metrics::{Figures, Metric};
use secrets::Secret;
use sync::full_sync::Ended;
use sync::outcome::RetryReason;
use sync::ports::SettingsSource;
use sync::stores::{CrmToken, StoreKeys};
use sync::{Reading, read};
use tokio::sync::Mutex;
use tokio::time::Instant;
use transport::{Counting, Seeds};

use crate::batch::{Batch, Message, Verdict};
use crate::event::{Event, Tick};
use crate::health::Health;
use crate::order::{Work, WorkOf};
use crate::outside::{Inbox, Outside, Parts};
use crate::runs::{self, Counted, LookedAt, RunOf};
use crate::sides::{Sides, SidesOf};

/// How long settings and clients are kept before they are read again.
const SIDES_AGE: Duration = Duration::from_mins(1);

/// How long a store's list of statuses is kept.
const STATUSES_AGE: Duration = Duration::from_hours(1);

/// How long a batch waits when our own settings or secrets cannot be read.
const OWN_WAIT: Duration = Duration::from_secs(30);

/// How often a message may make the program fail before it is poison.
const PANICS_ALLOWED: u32 = 10;

/// The clients and when they were made.
type KeptSides<W> = (Instant, Arc<Sides<W>>);

/// The wired function.
pub struct Consumer<O: Outside> {
    pub(crate) table: O::Table,
    pub(crate) queue: O::Queue,
    pub(crate) clock: O::Clock,
    pub(crate) call_timeout: Duration,
    store_wire: Counting<O::Wire>,
    crm_wire: Counting<O::Wire>,
    seeds: Seeds,
    keys: Secret<BTreeMap<StoreId, StoreKeys>, O::Secrets>,
    token: Secret<CrmToken, O::Secrets>,
    sides: Mutex<Option<KeptSides<Counting<O::Wire>>>>,
    statuses: Mutex<BTreeMap<StoreId, (Instant, Vec<String>)>>,
    pub(crate) heard: Mutex<BTreeMap<StoreId, Timestamp>>,
    pub(crate) runs: Mutex<LookedAt>,
}

impl<O: Outside> Consumer<O> {
    /// Wires it. Nothing is called yet.
    pub fn new(parts: Parts<O>) -> Self {
        Self {
            table: parts.table,
            queue: parts.queue,
            clock: parts.clock,
            call_timeout: parts.call_timeout,
            store_wire: Counting::new(parts.store_wire),
            crm_wire: Counting::new(parts.crm_wire),
            seeds: parts.seeds,
            keys: Secret::new("store keys", parts.keys),
            token: Secret::new("CRM token", parts.token),
            sides: Mutex::new(None),
            statuses: Mutex::new(BTreeMap::new()),
            heard: Mutex::new(BTreeMap::new()),
            runs: Mutex::new(LookedAt::new()),
        }
    }

    /// Handles a batch, of which the answer names the messages that must come back, or looks after
    /// the sides that are out of order.
    pub async fn handle(&self, event: Event, deadline_unix_ms: u64) -> SqsBatchResponse {
        let deadline = i64::try_from(deadline_unix_ms)
            .ok()
            .and_then(|ms| Timestamp::from_millisecond(ms).ok())
            .unwrap_or(Timestamp::MAX);
        let mut response = SqsBatchResponse::default();
        match event {
            Event::Tick(Tick::Minute) => self.tick(deadline).await,
            Event::Tick(Tick::Permissions) => self.try_permissions().await,
            Event::Batch(event) => {
                for id in self.batch(Batch::read(event.records), deadline).await {
                    response.add_failure(id);
                }
            }
        }
        response
    }

    async fn batch(&self, batch: Batch, deadline: Timestamp) -> Vec<String> {
        if batch.wants_fresh_settings() {
            self.reread_secrets().await;
        }
        let sides = match self.sides().await {
            Ok(sides) => sides,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the batch waits");
                return batch
                    .run(
                        async |_| Verdict::Again(OWN_WAIT),
                        async |_| Verdict::Again(OWN_WAIT),
                        async |message, after| self.sleep(message, after).await,
                    )
                    .await;
            }
        };
        let health = self.health(&batch).await;
        let cancelled = self.cancelled(&batch).await;
        let readings = self.read_orders(&batch, &sides, &health, &cancelled).await;
        let figures = Mutex::default();
        let work = Work {
            sides: &sides,
            readings: &readings,
            health: &health,
            cancelled: &cancelled,
            counted: Counted::default(),
            figures: &figures,
            deadline,
        };
        let mut failed = batch
            .run(
                async |message| self.message(message, &work).await,
                async |message| self.panicked(message, &work).await,
                async |message, after| self.sleep(message, after).await,
            )
            .await;
        failed.extend(self.count(work.counted).await);
        self.note(health).await;
        Figures::write(&self.with_calls(figures.into_inner()));
        failed
    }

    /// The calls to both sides since the last batch, which a function handles one after the other.
    fn with_calls(&self, mut figures: Figures) -> Figures {
        for (metric, wire) in [
            (Metric::PerfexCalls, &self.crm_wire),
            (Metric::StoreCalls, &self.store_wire),
        ] {
            let calls = wire.take();
            if calls > 0 {
                figures.add(metric, calls);
            }
        }
        figures
    }

    /// The clients of both sides, read again once a minute.
    pub(crate) async fn sides(&self) -> Result<Arc<SidesOf<O>>> {
        let mut sides = self.sides.lock().await;
        if let Some((made_at, sides)) = &*sides
            && made_at.elapsed() < SIDES_AGE
        {
            return Ok(Arc::clone(sides));
        }
        let settings = self
            .table
            .settings()
            .await?
            .context("no settings yet: push them with `woosync settings push woosync.toml`")?;
        let keys = self.keys.get().await?;
        let token = self.token.get().await?;
        let made = Arc::new(Sides::new(
            settings,
            &keys,
            &token,
            &self.store_wire,
            &self.crm_wire,
            &self.seeds,
        ));
        *sides = Some((Instant::now(), Arc::clone(&made)));
        Ok(made)
    }

    /// What follows uses the settings and, unless they were read within the minute, the secrets as they
    /// are now.
    pub(crate) async fn reread_secrets(&self) {
        for error in [
            self.keys.refresh().await.err(),
            self.token.refresh().await.err(),
        ]
        .into_iter()
        .flatten()
        {
            tracing::warn!(%error, "the secrets were not read again");
        }
        *self.sides.lock().await = None;
    }

    /// One list request for each store, the stores side by side. Nothing is read of what will wait.
    async fn read_orders(
        &self,
        batch: &Batch,
        sides: &SidesOf<O>,
        health: &Health,
        cancelled: &BTreeSet<RunOf>,
    ) -> Readings {
        let orders = batch
            .orders(|hint| !runs::is_of(hint, cancelled))
            .into_iter();
        let orders = orders.filter(|(store, _)| health.waits_for(store).is_none());
        let stores = orders.map(async |(store, ids)| {
            let ids: Vec<u64> = ids.into_iter().collect();
            let readings = self.read_store(&store, &ids, sides).await;
            (store, readings)
        });
        join_all(stores).await.into_iter().collect()
    }

    async fn read_store(
        &self,
        store: &StoreId,
        ids: &[u64],
        sides: &SidesOf<O>,
    ) -> BTreeMap<u64, Reading> {
        let Some(client) = sides.stores.get(store) else {
            let missing = Reading::Retry {
                after: OWN_WAIT,
                reason: RetryReason::NotConfigured,
            };
            return ids.iter().map(|id| (*id, missing.clone())).collect();
        };
        let mut known = self.statuses.lock().await.get(store).cloned();
        if known
            .as_ref()
            .is_none_or(|(read_at, _)| read_at.elapsed() > STATUSES_AGE)
        {
            match read::statuses(client).await {
                Ok(statuses) => {
                    let read = (Instant::now(), statuses);
                    self.statuses
                        .lock()
                        .await
                        .insert(store.clone(), read.clone());
                    known = Some(read);
                }
                Err(reading) => {
                    return ids.iter().map(|id| (*id, reading.clone())).collect();
                }
            }
        }
        let statuses = known.map(|(_, statuses)| statuses).unwrap_or_default();
        read::orders(client, &statuses, ids).await
    }

    async fn panicked(&self, message: &Message, work: &WorkOf<'_, O>) -> Verdict {
        tracing::error!(
            message = message.id,
            receives = message.receives,
            "panicked"
        );
        if message.receives < PANICS_ALLOWED {
            return Verdict::Again(OWN_WAIT);
        }
        let verdict = self
            .poison(message, "it made the program fail ten times")
            .await;
        if let (Verdict::Handled, Ok(hint)) = (verdict, &message.hint) {
            work.counted.note(message, hint, Some(Ended::Failed));
        }
        verdict
    }

    /// To the dead-letter queue, with the reason. If that fails the message comes back.
    pub(crate) async fn poison(&self, message: &Message, reason: &str) -> Verdict {
        tracing::error!(message = message.id, reason, "poison");
        let sent = self
            .queue
            .bury(&message.body, reason, &message.group, &message.id)
            .await;
        match sent {
            Ok(()) => Verdict::Handled,
            Err(error) => {
                tracing::error!(%error, "the dead-letter queue did not take it");
                Verdict::Again(OWN_WAIT)
            }
        }
    }

    async fn sleep(&self, message: &Message, after: Duration) {
        // Without it the message comes back when the queue's own visibility timeout is over.
        let Message { queue, receipt, .. } = message;
        if let Err(error) = self.queue.retry_later(queue, receipt, after).await {
            tracing::warn!(%error, "the message keeps the queue's visibility timeout");
        }
    }
}

/// What the stores show for the orders of a batch.
pub(crate) type Readings = BTreeMap<StoreId, BTreeMap<u64, Reading>>;
