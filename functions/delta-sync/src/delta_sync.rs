//! The wired function.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use aws::{Outbox, Table};
use futures::future::join_all;
use intake::StoreId;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use queue::HintQueue;
use secrecy::SecretString;
use secrets::{Secret, SecretsManager};
use serde::{Deserialize, Serialize};
use sync::breaker::Side;
use sync::delta::Delta;
use sync::ports::{Breakers, SettingsSource, SystemClock};
use sync::pulse::WebhooksSeen;
use sync::settings::StoreSettings;
use sync::stores::{self, StoreKeys};
use sync::watchdog::{Watched, watch};
use transport::{HttpTransport, Limits};
use uuid::Uuid;
use woocommerce::Client;

use crate::asked::Asked;
use crate::digest::{Digest, Sent};
use crate::environment::{DigestEnvironment, Environment};
use crate::summary::{StoreSummary, Summary};

/// The largest answer that is read: a hundred orders, a line each, with room.
const LARGEST_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// What is left for the last hints and the row after the last request, and how long after the
/// function's end nobody else looks.
const MARGIN: Duration = Duration::from_secs(10);

/// The wired function.
pub struct DeltaSync {
    table: Table,
    queue: Outbox,
    keys: Secret<BTreeMap<StoreId, StoreKeys>>,
    webhook_secrets: Secret<BTreeMap<StoreId, WebhookSecret>>,
    webhook_url: String,
    transport: Arc<HttpTransport>,
    store_timeout: Duration,
    sqs: aws_sdk_sqs::Client,
    sns: aws_sdk_sns::Client,
    queue_url: String,
    digest: DigestEnvironment,
}

/// What an invocation is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To a look.
    Looked(Summary),
    /// To the digest.
    Told(Sent),
}

/// The webhook secret of one store, as the secret holds it.
#[derive(Deserialize)]
struct WebhookSecret {
    current: SecretString,
}

impl DeltaSync {
    /// Makes the clients. Nothing is called yet.
    pub async fn connect(environment: Environment) -> Result<Self> {
        let config = aws::sdk_config().await;
        let manager = aws_sdk_secretsmanager::Client::new(&config);
        let transport = HttpTransport::new(Limits {
            connect_timeout: Duration::from_secs(5),
            timeout: environment.store_timeout,
            max_body_bytes: LARGEST_ANSWER_BYTES,
        })?;
        let sqs = aws_sdk_sqs::Client::new(&config);
        Ok(Self {
            table: Table::new(&config, environment.table_name),
            queue: Outbox(HintQueue::new(sqs.clone(), &environment.queue_url)),
            keys: Secret::new(
                "store keys",
                SecretsManager::new(manager.clone(), &environment.store_keys_arn),
            ),
            webhook_secrets: Secret::new(
                "webhook secrets",
                SecretsManager::new(manager, &environment.webhook_secrets_arn),
            ),
            webhook_url: environment.webhook_url,
            transport: Arc::new(transport),
            store_timeout: environment.store_timeout,
            sqs,
            sns: aws_sdk_sns::Client::new(&config),
            queue_url: environment.queue_url,
            digest: environment.digest,
        })
    }

    /// Does what is asked for.
    pub async fn answer(&self, asked: Asked, deadline_unix_ms: u64) -> Result<Answer> {
        match asked {
            Asked::Look => self.run(deadline_unix_ms).await.map(Answer::Looked),
            Asked::Digest => {
                let digest = Digest {
                    environment: &self.digest,
                    changes_url: &self.queue_url,
                    table: &self.table,
                    sqs: &self.sqs,
                    sns: &self.sns,
                };
                Box::pin(digest.run()).await.map(Answer::Told)
            }
        }
    }

    /// Looks at every store of the settings. A slow or broken one delays and breaks no other.
    pub async fn run(&self, deadline_unix_ms: u64) -> Result<Summary> {
        let settings = self
            .table
            .settings()
            .await?
            .context("no settings yet: push them with `woosync settings push woosync.toml`")?;
        // Once a run: another key may be what cures a store.
        self.keys.refresh().await?;
        let keys = self.keys.get().await?;
        let clients = stores::clients(&settings, &keys, &self.transport);
        let until = self.until(deadline_unix_ms);
        let looks = settings.stores.iter().map(async |(id, store)| {
            let summary = match clients.get(id) {
                Some(client) => self.look(id, store, client, until).await,
                None => StoreSummary::not_asked("no_keys"),
            };
            let StoreSummary {
                outcome,
                listed,
                queued,
                requests,
                ..
            } = summary;
            tracing::info!(store = %id, outcome, listed, queued, requests, "looked");
            (id.clone(), summary)
        });
        let summary = Summary {
            stores: join_all(looks).await.into_iter().collect(),
        };
        summary.figures().write();
        Ok(summary)
    }

    async fn look(
        &self,
        id: &StoreId,
        store: &StoreSettings,
        client: &Client<Arc<HttpTransport>>,
        until: Timestamp,
    ) -> StoreSummary {
        let breaker = self.table.breaker(&Side::Store(id.clone())).await;
        if breaker.is_ok_and(|breaker| breaker.is_open()) {
            return StoreSummary::not_asked("out_of_order");
        }
        let delta = Delta {
            store: id,
            client,
            table: &self.table,
            queue: &self.queue,
            clock: &SystemClock,
            run: Uuid::new_v4(),
            until,
            grace: self.store_timeout + MARGIN * 2,
            begins_at: begins_at(store, Timestamp::now()),
        };
        let looked = delta.run().await;
        if let Err(error) = &looked {
            tracing::warn!(store = %id, %error, "the next look goes on from here");
        }
        StoreSummary {
            webhooks: self.watch(id, client).await,
            ..StoreSummary::of_look(&looked)
        }
    }

    /// Mends the store's webhooks. What goes wrong with it spoils no look.
    async fn watch(&self, id: &StoreId, client: &Client<Arc<HttpTransport>>) -> Option<Watched> {
        let url = format!("{}{id}", self.webhook_url);
        let secrets = self.webhook_secrets.get().await;
        let secrets = secrets
            .inspect_err(|error| tracing::warn!(%error, "webhooks cannot be made afresh"))
            .ok();
        let secret = secrets.as_ref().and_then(|secrets| secrets.get(id));
        let watched = watch(client, &url, secret.map(|secret| &secret.current)).await;
        match watched {
            Ok(watched) => {
                self.note(id, &watched).await;
                if watched.is_healthy() && watched.mended.is_empty() {
                    return Some(watched);
                }
                tracing::warn!(
                    store = %id,
                    set_up = watched.set_up,
                    mended = ?watched.mended,
                    paused = ?watched.paused,
                    broken = ?watched.broken,
                    "webhooks"
                );
                Some(watched)
            }
            Err(error) => {
                tracing::warn!(store = %id, %error, "the webhooks were not looked at");
                None
            }
        }
    }

    /// For whoever looks at the store's health; if it fails, the next look tells as much.
    async fn note(&self, id: &StoreId, watched: &Watched) {
        let seen = WebhooksSeen {
            at: Timestamp::now(),
            healthy: watched.is_healthy(),
            problem: watched.problem(),
        };
        if let Err(error) = self.table.note_webhooks(id, &seen).await {
            tracing::warn!(store = %id, %error, "how its webhooks are was not noted");
        }
    }

    /// When no request is begun any more.
    fn until(&self, deadline_unix_ms: u64) -> Timestamp {
        let deadline = i64::try_from(deadline_unix_ms).ok();
        let deadline = deadline.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let margin = SignedDuration::try_from(self.store_timeout + MARGIN);
        let margin = margin.unwrap_or(SignedDuration::ZERO);
        deadline
            .unwrap_or(Timestamp::MAX)
            .saturating_sub(margin)
            .unwrap_or(Timestamp::MIN)
    }
}

/// Where the very first look begins: with the day before the store's first day, wherever on earth it
/// is. What is older is a matter of the full sync.
fn begins_at(store: &StoreSettings, now: Timestamp) -> Timestamp {
    let day = store
        .go_live
        .unwrap_or_else(|| now.to_zoned(TimeZone::UTC).date());
    day.checked_sub(1.day())
        .and_then(|day| day.to_zoned(TimeZone::UTC))
        .map_or(now, |begin| begin.timestamp())
}
