//! The wired function.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws::{Outbox, Table};
use intake::StoreId;
use invoke::Function;
use jiff::Timestamp;
use queue::HintQueue;
use secrets::{Secret, SecretsManager};
use serde_json::{Value, json};
use sync::Settings;
use sync::full_sync::{self, Asked, Kind, Refused, Run};
use sync::ports::{SettingsSource, SystemClock};
use sync::stores::{CrmToken, StoreKeys};
use transport::{HttpTransport, Limits};

use crate::call::Call;
use crate::environment::Environment;

/// The largest answer that is read: a hundred orders of fifty kilobytes, with room.
const LARGEST_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// The wired function.
pub struct FullSync {
    pub(crate) table: Table,
    pub(crate) backfill: Outbox,
    pub(crate) keys: Secret<BTreeMap<StoreId, StoreKeys>>,
    pub(crate) token: Secret<CrmToken>,
    pub(crate) transport: Arc<HttpTransport>,
    pub(crate) crm_transport: Arc<HttpTransport>,
    pub(crate) store_timeout: Duration,
    own: Function,
}

impl FullSync {
    /// Makes the clients. Nothing is called yet.
    pub async fn connect(environment: Environment) -> Result<Self> {
        let config = aws::sdk_config().await;
        let manager = aws_sdk_secretsmanager::Client::new(&config);
        let sqs = aws_sdk_sqs::Client::new(&config);
        let lambda = aws_sdk_lambda::Client::new(&config);
        Ok(Self {
            table: Table::new(&config, environment.table_name),
            backfill: Outbox(HintQueue::new(sqs, environment.backfill_url)),
            keys: Secret::new(
                "store keys",
                SecretsManager::new(manager.clone(), &environment.store_keys_arn),
            ),
            token: Secret::new(
                "CRM token",
                SecretsManager::new(manager, &environment.crm_token_arn),
            ),
            transport: wire(environment.store_timeout)?,
            crm_transport: wire(environment.perfex_timeout)?,
            store_timeout: environment.store_timeout,
            own: Function::new(lambda, environment.function_name),
        })
    }

    /// Answers a call.
    pub async fn answer(&self, event: Value, deadline_unix_ms: u64) -> Result<Value> {
        let call = Call::read(&event)?;
        let settings = self
            .table
            .settings()
            .await?
            .context("no settings yet: push them with `woosync settings push woosync.toml`")?;
        match call {
            Call::Start { store, asked } => self.start(&settings, store, &asked).await,
            Call::Cancel { store, run } => {
                let store = one_store(&settings, store)?;
                full_sync::cancel(&self.table, &store, &run, &SystemClock).await?;
                Ok(json!({"store": store, "run": run, "cancelled": true}))
            }
            Call::Show { store, run } => {
                let store = one_store(&settings, store)?;
                let now = Timestamp::now();
                let (_, progress) = full_sync::show(&self.table, &store, &run, now).await?;
                Ok(serde_json::to_value(progress)?)
            }
            Call::Minute => self.work(&settings, deadline_unix_ms).await,
            Call::Night => {
                self.night(&settings).await;
                self.work(&settings, deadline_unix_ms).await
            }
        }
    }

    async fn start(
        &self,
        settings: &Settings,
        store: Option<StoreId>,
        asked: &Asked,
    ) -> Result<Value> {
        let stores: Vec<StoreId> = match store {
            Some(store) => vec![known(settings, store)?],
            None => settings.stores.keys().cloned().collect(),
        };
        let mut begun = Vec::new();
        let mut refused = Vec::new();
        for store in stores {
            let started =
                full_sync::start(&self.table, &store, Kind::Full, asked.clone(), &SystemClock);
            match started.await {
                Ok(run) => begun.push(told(&store, &run)),
                Err(error) => refused.push(format!("{store}: {error}")),
            }
        }
        if begun.is_empty() {
            bail!("{}", refused.join("; "));
        }
        // Without it the run begins within a minute, by the schedule.
        if let Err(error) = self.own.send(&json!({"tick": "minute"})).await {
            tracing::warn!(%error, "the run waits for the schedule");
        }
        Ok(json!({"runs": begun, "refused": refused}))
    }

    /// Begins the nightly runs: what moves no date in the store, and what was changed in Perfex.
    async fn night(&self, settings: &Settings) {
        let now = Timestamp::now();
        for (store, of_store) in &settings.stores {
            let Some(asked) = Asked::of_a_night(of_store.nightly_days, now) else {
                continue;
            };
            let begun = full_sync::start(&self.table, store, Kind::Nightly, asked, &SystemClock);
            match begun.await {
                Ok(run) => tracing::info!(%store, run = %run.id, "the nightly run begins"),
                Err(Refused::UnderWay(other)) => {
                    tracing::info!(%store, run = %other, "the night is left to the run under way");
                }
                Err(error) => tracing::error!(%store, %error, "no nightly run"),
            }
        }
    }
}

fn wire(timeout: Duration) -> Result<Arc<HttpTransport>> {
    Ok(Arc::new(HttpTransport::new(Limits {
        connect_timeout: Duration::from_secs(5),
        timeout,
        max_body_bytes: LARGEST_ANSWER_BYTES,
    })?))
}

fn told(store: &StoreId, run: &Run) -> Value {
    json!({
        "store": store,
        "run": run.id,
        "understood": run.asked,
        "watch": format!("woosync runs show {} --store {store} --watch", run.id),
    })
}

fn known(settings: &Settings, store: StoreId) -> Result<StoreId> {
    if settings.stores.contains_key(&store) {
        return Ok(store);
    }
    bail!(
        "the settings know no store {store}; they know {}",
        names(settings)
    );
}

fn one_store(settings: &Settings, store: Option<StoreId>) -> Result<StoreId> {
    match (store, settings.stores.keys().next()) {
        (Some(store), _) => known(settings, store),
        (None, Some(only)) if settings.stores.len() == 1 => Ok(only.clone()),
        _ => bail!("store must be one of {}", names(settings)),
    }
}

fn names(settings: &Settings) -> String {
    let names: Vec<String> = settings.stores.keys().map(ToString::to_string).collect();
    names.join(", ")
}
