//! Reads what the digest speaks of, and sends it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use aws::{Problem, StoreHealth, Table};
use futures::future::join_all;
use intake::StoreId;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use queue::{Depth, QueueError};
use serde::Serialize;
use sync::breaker::State;
use sync::ports::{SettingsSource, TableError};

use super::facts::{Facts, Late, Queues, StoreFacts};
use super::message::Message;
use crate::environment::DigestEnvironment;

/// What the digest is put together of.
pub(crate) struct Digest<'a> {
    pub(crate) environment: &'a DigestEnvironment,
    pub(crate) changes_url: &'a str,
    pub(crate) table: &'a Table,
    pub(crate) sqs: &'a aws_sdk_sqs::Client,
    pub(crate) sns: &'a aws_sdk_sns::Client,
}

/// What became of the digest: the function's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// `sent`, `not_wanted` (the settings say so, or all is well) or `no_settings`.
    pub digest: &'static str,
    /// How many things need somebody.
    pub needed: usize,
}

impl Digest<'_> {
    /// Reads, and sends the message if it is wanted. If the topic's answer is lost the message may
    /// come twice.
    pub(crate) async fn run(&self) -> Result<Sent> {
        let Some(settings) = self.table.settings().await? else {
            return Ok(Sent {
                digest: "no_settings",
                needed: 0,
            });
        };
        let stores: Vec<&StoreId> = settings.stores.keys().collect();
        let message = Message::of(&Box::pin(self.facts(&stores)).await);
        let is_wanted = message.is_wanted(settings.digest);
        if is_wanted {
            self.send(&message).await?;
        }
        let sent = Sent {
            digest: if is_wanted { "sent" } else { "not_wanted" },
            needed: message.needed,
        };
        tracing::info!(digest = sent.digest, needed = sent.needed, "digest");
        Ok(sent)
    }

    async fn send(&self, message: &Message) -> Result<()> {
        let answer = self
            .sns
            .publish()
            .topic_arn(&self.environment.topic_arn)
            .subject(&message.subject)
            .message(&message.text)
            .send()
            .await;
        answer
            .map_err(|error| anyhow!("{}", Problem::of(&error)))
            .context("the topic of the alarms did not take the digest")?;
        Ok(())
    }

    async fn facts(&self, stores: &[&StoreId]) -> Facts {
        let at = Timestamp::now();
        let read = join_all(stores.iter().map(async |id| {
            let store = self.store(id, at).await;
            ((*id).clone(), store)
        }));
        let (read, queues) = tokio::join!(read, self.queues());
        let mut crm = None;
        let mut facts = BTreeMap::new();
        for (id, store) in read {
            let store = store.map_err(|error| error.to_string());
            facts.insert(
                id,
                store.map(|(of_crm, store)| {
                    crm = Some(of_crm);
                    store
                }),
            );
        }
        Facts {
            stack: self.environment.stack.clone(),
            console_url: self.environment.console_url.clone(),
            at,
            late: Late {
                look: self.environment.late_look,
                delivery: self.environment.late_delivery,
            },
            queues: queues.map_err(|error| error.to_string()),
            crm,
            stores: facts,
        }
    }

    /// The breaker of the CRM, which comes along, and the store.
    async fn store(&self, id: &StoreId, at: Timestamp) -> Result<(State, StoreFacts), TableError> {
        let today = at.to_zoned(TimeZone::UTC).date();
        let StoreHealth {
            pulse,
            delta,
            crm,
            store: breaker,
            ..
        } = self.table.store_health(id, &[], today, today).await?;
        let (rows, more_parked) = self.table.parked_at_first(id).await?;
        let mut parked = BTreeMap::new();
        for row in rows {
            *parked.entry(row.reason).or_default() += 1;
        }
        let store = StoreFacts {
            pulse,
            looked_at: delta.finished_at,
            breaker,
            parked,
            more_parked,
        };
        Ok((crm, store))
    }

    async fn queues(&self) -> Result<Queues, QueueError> {
        let environment = self.environment;
        let (changes, backfill, dead) = tokio::try_join!(
            Depth::of(self.sqs, self.changes_url),
            Depth::of(self.sqs, &environment.backfill_url),
            Depth::of(self.sqs, &environment.dlq_url),
        )?;
        Ok(Queues {
            changes,
            backfill,
            dead,
        })
    }
}
