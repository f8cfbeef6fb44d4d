//! A batch of messages: its groups, each message decoded apart.
//!
//! FIFO order holds within a group only. So groups run side by side, and after a failure only the
//! later messages of the same group are held back.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use futures::FutureExt as _;
use futures::future::join_all;
use intake::{Hint, HintError, Resource, Source, StoreId};

/// A received message.
#[derive(Debug)]
pub struct Message {
    /// Its id, by which a failure is reported.
    pub id: String,
    /// Its receipt handle, by which it is put to sleep.
    pub receipt: String,
    /// The name of the queue that it was received from.
    pub queue: String,
    /// Its group.
    pub group: String,
    /// How often it was received, this time included.
    pub receives: u32,
    /// Its body as sent.
    pub body: String,
    /// The hint, or why it cannot be read.
    pub hint: Result<Hint, HintError>,
}

/// A batch, grouped.
#[derive(Debug)]
pub struct Batch {
    /// The groups, each in the order of arrival.
    pub groups: Vec<Vec<Message>>,
}

impl Batch {
    /// Decodes each body apart and groups the messages.
    pub fn read(records: Vec<SqsMessage>) -> Self {
        let mut places = BTreeMap::new();
        let mut groups: Vec<Vec<Message>> = Vec::new();
        for record in records {
            let message = Message::read(&record);
            let place = *places.entry(message.group.clone()).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Vec::new());
            }
            groups[place].push(message);
        }
        Self { groups }
    }

    /// Whether a person or a change of settings or secrets is behind some of it: what was read of them
    /// before that may be just what is out of date.
    pub fn wants_fresh_settings(&self) -> bool {
        let messages = self.groups.iter().flatten();
        let mut hints = messages.filter_map(|message| message.hint.as_ref().ok());
        hints.any(|hint| matches!(hint.source, Source::Settings | Source::Operator))
    }

    /// The orders that are hinted at, by store, of the hints that are wanted: what has to be read.
    pub fn orders(&self, is_wanted: impl Fn(&Hint) -> bool) -> BTreeMap<StoreId, BTreeSet<u64>> {
        let mut orders: BTreeMap<StoreId, BTreeSet<u64>> = BTreeMap::new();
        for hint in self
            .groups
            .iter()
            .flatten()
            .filter_map(|message| message.hint.as_ref().ok())
        {
            if hint.resource == Resource::Order && is_wanted(hint) {
                orders
                    .entry(hint.store.clone())
                    .or_default()
                    .insert(hint.id);
            }
        }
        orders
    }
}

impl Message {
    fn read(record: &SqsMessage) -> Self {
        let attribute = |name: &str| record.attributes.get(name).cloned().unwrap_or_default();
        let id = record.message_id.clone().unwrap_or_default();
        let group = attribute("MessageGroupId");
        let body = record.body.clone().unwrap_or_default();
        let arn = record.event_source_arn.as_deref().unwrap_or_default();
        Self {
            queue: arn.rsplit(':').next().unwrap_or_default().to_owned(),
            // A message without a group is one of its own: nothing has to be held back for it.
            group: if group.is_empty() { id.clone() } else { group },
            receives: attribute("ApproximateReceiveCount").parse().unwrap_or(1),
            receipt: record.receipt_handle.clone().unwrap_or_default(),
            hint: Hint::from_json(&body),
            id,
            body,
        }
    }
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its end is recorded: it may be deleted.
    Handled,
    /// It has to come back after this time.
    Again(Duration),
}

impl Batch {
    /// Handles every message, groups side by side, and tells the ids of those that must come back.
    ///
    /// `sleep` is called for each of them with the time after which it should. A panic in `handle`
    /// is one message's failure; `panicked` says what becomes of that message.
    pub async fn run<H, S, P>(&self, handle: H, panicked: P, sleep: S) -> Vec<String>
    where
        H: AsyncFn(&Message) -> Verdict,
        P: AsyncFn(&Message) -> Verdict,
        S: AsyncFn(&Message, Duration),
    {
        let groups = self.groups.iter().map(async |group| {
            let mut held_for = None;
            let mut held = Vec::new();
            for message in group {
                if held_for.is_none() {
                    let caught = AssertUnwindSafe(handle(message)).catch_unwind().await;
                    let verdict = match caught {
                        Ok(verdict) => verdict,
                        Err(_) => panicked(message).await,
                    };
                    let Verdict::Again(after) = verdict else {
                        continue;
                    };
                    held_for = Some(after);
                }
                if let Some(after) = held_for {
                    sleep(message, after).await;
                    held.push(message.id.clone());
                }
            }
            held
        });
        join_all(groups).await.concat()
    }
}

#[cfg(test)]
mod tests;
