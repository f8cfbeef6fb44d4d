//! A FIFO queue as SQS keeps it: groups, visibility, deduplication, receipt handles.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html>

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use consumer::Inbox;
use intake::Hint;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sync::ports::{Clock as _, Hints};

use crate::clock::SimulatedClock;

/// For so long a second message of the same deduplication id is dropped.
const DEDUPLICATION: SignedDuration = SignedDuration::from_mins(5);

/// How long a message may be on the queue.
const RETENTION: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The queue and its dead-letter queue. A clone is the same queue.
#[derive(Debug, Clone)]
pub struct FifoQueue {
    state: Arc<Mutex<State>>,
    clock: SimulatedClock,
}

#[derive(Debug, Default)]
struct State {
    messages: Vec<Message>,
    seen: BTreeMap<String, Timestamp>,
    receipts: u64,
    sent: u64,
    buried: Vec<(String, String)>,
    expired: usize,
}

#[derive(Debug)]
struct Message {
    id: String,
    group: String,
    body: String,
    sent_at: Timestamp,
    visible_at: Timestamp,
    receives: u32,
    receipt: String,
}

impl State {
    fn add(&mut self, group: &str, body: &str, now: Timestamp) {
        self.sent += 1;
        self.messages.push(Message {
            id: format!("message-{}", self.sent),
            group: group.to_owned(),
            body: body.to_owned(),
            sent_at: now,
            visible_at: now,
            receives: 0,
            receipt: String::new(),
        });
    }
}

/// A received message.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its id.
    pub id: String,
    /// Its receipt handle.
    pub receipt: String,
    /// The record as Lambda hands it to the function.
    pub record: Value,
}

impl FifoQueue {
    /// An empty queue.
    pub fn new(clock: SimulatedClock) -> Self {
        Self {
            state: Arc::default(),
            clock,
        }
    }

    /// At most ten messages, which nobody else gets for this time. While one of a group is out, no
    /// later one of it is given.
    pub fn receive(&self, visibility: SignedDuration) -> Vec<Received> {
        self.receive_some(visibility.unsigned_abs(), 10)
    }

    /// The same, but at most so many.
    pub fn receive_some(&self, visibility: Duration, limit: usize) -> Vec<Received> {
        let now = self.clock.now();
        let mut state = self.state();
        let kept = state.messages.len();
        state
            .messages
            .retain(|message| now < message.sent_at + RETENTION);
        state.expired += kept - state.messages.len();
        let mut blocked = BTreeSet::new();
        let mut received = Vec::new();
        let mut receipts = state.receipts;
        for message in &mut state.messages {
            if message.visible_at > now {
                blocked.insert(message.group.clone());
            }
            if received.len() == limit || blocked.contains(&message.group) {
                continue;
            }
            receipts += 1;
            message.receives += 1;
            message.visible_at = now + visibility;
            message.receipt = format!("receipt-{receipts}");
            received.push(Received {
                id: message.id.clone(),
                receipt: message.receipt.clone(),
                record: json!({
                    "messageId": message.id,
                    "receiptHandle": message.receipt,
                    "body": message.body,
                    "attributes": {
                        "ApproximateReceiveCount": message.receives.to_string(),
                        "MessageGroupId": message.group,
                    },
                    "messageAttributes": {},
                }),
            });
        }
        state.receipts = receipts;
        received
    }

    /// Puts a message on it that nobody wrote as a hint.
    pub fn plant(&self, group: &str, body: &str) {
        let now = self.clock.now();
        self.state().add(group, body, now);
    }

    /// Deletes a message, unless it was given out again since.
    pub fn delete(&self, receipt: &str) {
        let mut state = self.state();
        state.messages.retain(|message| message.receipt != receipt);
    }

    /// How many messages are on it, those that sleep or are out too.
    pub fn len(&self) -> usize {
        self.state().messages.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is on the dead-letter queue: bodies and reasons.
    pub fn buried(&self) -> Vec<(String, String)> {
        self.state().buried.clone()
    }

    /// How many messages the queue dropped because they were there too long.
    pub fn expired(&self) -> usize {
        self.state().expired
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hints for FifoQueue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        let now = self.clock.now();
        let mut state = self.state();
        let seen = state.seen.get(deduplication_id);
        if seen.is_some_and(|at| now < *at + DEDUPLICATION) {
            return Ok(());
        }
        state.seen.insert(deduplication_id.to_owned(), now);
        state.add(&hint.group_id(), &hint.to_json(), now);
        Ok(())
    }
}

impl Inbox for FifoQueue {
    async fn retry_later(
        &self,
        _queue: &str,
        receipt: &str,
        after: Duration,
    ) -> Result<(), String> {
        let now = self.clock.now();
        let after = SignedDuration::try_from(after).map_err(|error| error.to_string())?;
        let mut state = self.state();
        let mut messages = state.messages.iter_mut();
        let message =
            messages.find(|message| message.receipt == receipt && message.visible_at > now);
        let message = message.ok_or("the message is not in flight")?;
        message.visible_at = now + after;
        Ok(())
    }

    async fn bury(&self, body: &str, reason: &str, _: &str, _: &str) -> Result<(), String> {
        let mut state = self.state();
        state.buried.push((body.to_owned(), reason.to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    const VISIBILITY: SignedDuration = SignedDuration::from_secs(720);

    fn hint(id: u64) -> Hint {
        let json = json!({
            "v": 1, "store": "main", "resource": "order", "id": id, "topic": "order.updated",
            "source": "webhook", "run": null, "received_at": "2026-11-27T00:00:00Z", "trace": "t",
        });
        Hint::from_json(&json.to_string()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_group_is_held_back_while_its_first_is_out() {
        let queue = FifoQueue::new(SimulatedClock::at(Timestamp::UNIX_EPOCH));
        queue.send(&hint(1), "a").await.unwrap();
        let first = queue.receive(VISIBILITY);
        queue.send(&hint(1), "b").await.unwrap();
        queue.send(&hint(2), "c").await.unwrap();
        queue.send(&hint(2), "c").await.unwrap();
        assert_eq!(queue.receive(VISIBILITY).len(), 1, "the second group only");
        queue.delete(&first[0].receipt);
        let second = queue.receive(VISIBILITY);
        assert_eq!(second.len(), 1);
        queue
            .retry_later("changes.fifo", &second[0].receipt, Duration::from_secs(9))
            .await
            .unwrap();
        assert!(
            queue
                .retry_later("changes.fifo", "receipt-0", Duration::ZERO)
                .await
                .is_err()
        );
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(queue.receive(VISIBILITY).len(), 1);
    }
}
