//! The work on what is under way, an invocation's worth of it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures::future::join_all;
use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sync::Settings;
use sync::full_sync::{Worked, Worker};
use sync::ports::SystemClock;
use sync::stores;
use sync::verify::Verifier;
use tokio::time::{Instant, sleep};
use transport::HttpTransport;
use uuid::Uuid;
use woocommerce::Client;

use crate::full_sync::FullSync;

/// What a client speaks over.
type Wire = Arc<HttpTransport>;

/// What is left for the last hints and the row after the last request, and how long after the
/// function's end nobody else takes over.
const MARGIN: Duration = Duration::from_secs(10);

/// How long an invocation waits for the consumers at the end of a step, and how often it looks. A
/// small store is through with all steps at once; for a large one the next invocation looks again.
const PATIENCE: Duration = Duration::from_secs(45);
const PAUSE: Duration = Duration::from_secs(1);

impl FullSync {
    /// Goes on with the run of every store that has one, side by side.
    pub(crate) async fn work(&self, settings: &Settings, deadline_unix_ms: u64) -> Result<Value> {
        // Another key may be what a run waits for.
        self.keys.refresh().await?;
        self.token.refresh().await?;
        let (keys, token) = (self.keys.get().await?, self.token.get().await?);
        let crm = stores::crm(settings, &token, Arc::clone(&self.crm_transport));
        let clients = stores::clients(settings, &keys, &self.transport);
        let until = self.until(deadline_unix_ms);
        let works = settings.stores.keys().map(async |id| {
            let worked = match clients.get(id) {
                Some(client) => self.work_on(id, settings, client, &crm, until).await,
                None => "no_keys",
            };
            (id.to_string(), json!(worked))
        });
        Ok(Value::Object(join_all(works).await.into_iter().collect()))
    }

    async fn work_on(
        &self,
        id: &StoreId,
        settings: &Settings,
        client: &Client<Wire>,
        crm: &perfex::Client<Wire>,
        until: Timestamp,
    ) -> &'static str {
        let (Some(store), Some(rules)) = (settings.stores.get(id), settings.rules(id)) else {
            return "not_configured";
        };
        let at_once = usize::from(store.full_sync_concurrency);
        let verifier = Verifier {
            id,
            rules: &rules,
            store: client,
            // Only asked for by looks at what is gone.
            statuses: &[],
            crm,
            lists: None,
            table: &self.table,
            at_once,
        };
        let worker = Worker {
            store: id,
            client,
            table: &self.table,
            queue: &self.backfill,
            verifier: &verifier,
            clock: &SystemClock,
            holder: Uuid::new_v4(),
            until,
            grace: self.store_timeout + MARGIN * 2,
            concurrency: at_once,
            vat_meta_keys: &store.vat_meta_keys,
        };
        let mut waits_since = None;
        loop {
            let ended = match worker.work().await {
                Ok(ended) => ended,
                Err(error) => {
                    tracing::warn!(store = %id, %error, "the next invocation goes on from here");
                    return "failed";
                }
            };
            let waited = waits_since.get_or_insert_with(Instant::now).elapsed();
            if ended != Worked::Waiting || waited >= PATIENCE || Timestamp::now() >= until {
                if ended != Worked::Idle {
                    tracing::info!(store = %id, ?ended, "worked on the run");
                }
                return name(ended);
            }
            sleep(PAUSE).await;
        }
    }

    /// When no request is begun any more.
    fn until(&self, deadline_unix_ms: u64) -> Timestamp {
        let deadline = i64::try_from(deadline_unix_ms).ok();
        let deadline = deadline.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let margin = SignedDuration::try_from(self.store_timeout + MARGIN);
        deadline
            .unwrap_or(Timestamp::MAX)
            .saturating_sub(margin.unwrap_or(SignedDuration::ZERO))
            .unwrap_or(Timestamp::MIN)
    }
}

fn name(worked: Worked) -> &'static str {
    match worked {
        Worked::Idle => "idle",
        Worked::Busy => "busy",
        Worked::OutOfTime => "out_of_time",
        Worked::Waiting => "waiting",
        Worked::Paused => "paused",
        Worked::Ended => "ended",
    }
}
