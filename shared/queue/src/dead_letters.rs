//! The dead-letter queue, for a person who looks at it.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};

use crate::QueueError;
use crate::error::cause;

/// How long a received message stays out of other people's sight, in seconds.
const HELD_SECONDS: i32 = 60;

/// How many messages one request may receive.
const BATCH: i32 = 10;

/// A message that could not be handled.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// Its id.
    pub id: String,
    /// Its message group.
    pub group: String,
    /// Why it is here; none if the queue itself moved it, after a thousand receipts.
    pub reason: Option<String>,
    /// When it was sent, in milliseconds of Unix time.
    pub sent_at_ms: i64,
    /// Its body. What is no hint may hold anything.
    pub body: String,
    receipt: String,
}

/// The dead-letter queue of a [`HintQueue`](crate::HintQueue).
#[derive(Debug, Clone)]
pub struct DeadLetters {
    client: Client,
    url: String,
}

impl DeadLetters {
    /// The FIFO queue at `url`.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        let url = url.into();
        Self { client, url }
    }

    /// All messages that can be had, and held for a minute: a group of which another reader holds a
    /// message gives no more of them.
    pub async fn receive(&self) -> Result<Vec<DeadLetter>, QueueError> {
        let mut letters = Vec::new();
        loop {
            let answer = self
                .client
                .receive_message()
                .queue_url(&self.url)
                .max_number_of_messages(BATCH)
                .visibility_timeout(HELD_SECONDS)
                .message_attribute_names("reason")
                .message_system_attribute_names(MessageSystemAttributeName::All)
                .send()
                .await
                .map_err(|error| QueueError::NotReceived(cause(&error)))?;
            let messages = answer.messages.unwrap_or_default();
            if messages.is_empty() {
                return Ok(letters);
            }
            letters.extend(messages.into_iter().map(read));
        }
    }

    /// Puts a message back where the next reader finds it.
    pub async fn put_back(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        self.client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(&letter.receipt)
            .visibility_timeout(0)
            .send()
            .await
            .map_err(|error| QueueError::VisibilityNotChanged(cause(&error)))?;
        Ok(())
    }

    /// Removes a message for good.
    pub async fn remove(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        self.client
            .delete_message()
            .queue_url(&self.url)
            .receipt_handle(&letter.receipt)
            .send()
            .await
            .map_err(|error| QueueError::NotRemoved(cause(&error)))?;
        Ok(())
    }
}

fn read(message: Message) -> DeadLetter {
    let system = message.attributes.unwrap_or_default();
    let text = |name| system.get(&name).cloned().unwrap_or_default();
    let reason = message.message_attributes.unwrap_or_default();
    DeadLetter {
        id: message.message_id.unwrap_or_default(),
        group: text(MessageSystemAttributeName::MessageGroupId),
        reason: reason
            .get("reason")
            .and_then(|reason| reason.string_value.clone()),
        sent_at_ms: text(MessageSystemAttributeName::SentTimestamp)
            .parse()
            .unwrap_or(0),
        body: message.body.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
    }
}
