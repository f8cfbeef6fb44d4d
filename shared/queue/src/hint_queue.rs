//! The FIFO queue of hints.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use intake::Hint;

use crate::QueueError;
use crate::error::cause;

/// The longest time that a message can be put to sleep.
///
/// SQS keeps a message invisible for at most 12 hours *from its receipt*, and refuses a longer
/// time as a whole. A quarter of an hour is left for what the function did with it before.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html>
pub const LONGEST_SLEEP: Duration = Duration::from_mins(12 * 60 - 15);

/// What one request may send.
const ENTRIES_IN_A_REQUEST: usize = 10;

/// The hint queue, and what may be done to the messages received from it.
#[derive(Debug, Clone)]
pub struct HintQueue {
    client: Client,
    url: String,
}

impl HintQueue {
    /// The queue at `url`, a FIFO queue without content-based deduplication.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        let url = url.into();
        Self { client, url }
    }

    /// Puts `hint` on the queue, in the message group of its resource.
    ///
    /// SQS drops a second message of the same `deduplication_id` (at most 128 letters, digits and
    /// punctuation) for five minutes and says that it took it. So the id must differ wherever
    /// another read of the resource is due, whatever the two deliveries look like.
    pub async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), QueueError> {
        self.client
            .send_message()
            .queue_url(&self.url)
            .message_group_id(hint.group_id())
            .message_deduplication_id(deduplication_id)
            .message_body(hint.to_json())
            .send()
            .await
            .map_err(|error| QueueError::HintNotSent(cause(&error)))?;
        Ok(())
    }

    /// Puts many on the queue, ten to a request. After an error some of them may be there.
    pub async fn send_all(&self, hints: &[(Hint, String)]) -> Result<(), QueueError> {
        let not_sent = |problem: String| QueueError::HintNotSent(problem);
        for ten in hints.chunks(ENTRIES_IN_A_REQUEST) {
            let mut entries = Vec::with_capacity(ten.len());
            for (place, (hint, deduplication_id)) in ten.iter().enumerate() {
                let entry = SendMessageBatchRequestEntry::builder()
                    .id(place.to_string())
                    .message_group_id(hint.group_id())
                    .message_deduplication_id(deduplication_id)
                    .message_body(hint.to_json())
                    .build()
                    .map_err(|error| not_sent(error.to_string()))?;
                entries.push(entry);
            }
            let answer = self
                .client
                .send_message_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries))
                .send()
                .await
                .map_err(|error| not_sent(cause(&error)))?;
            // Each entry is taken or refused by itself.
            if let Some(failed) = answer.failed().first() {
                return Err(not_sent(failed.code().to_owned()));
            }
        }
        Ok(())
    }

    /// Puts a received message to sleep: it comes back after `after`, rounded up to whole seconds
    /// and at most [`LONGEST_SLEEP`]. The rest of its group sleeps with it.
    pub async fn retry_later(
        &self,
        receipt_handle: &str,
        after: Duration,
    ) -> Result<(), QueueError> {
        self.client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(receipt_handle)
            .visibility_timeout(whole_seconds(after))
            .send()
            .await
            .map_err(|error| QueueError::VisibilityNotChanged(cause(&error)))?;
        Ok(())
    }

    /// Sends the body of a message that no retry can cure to the dead-letter queue at `dlq_url`,
    /// with the attribute `reason`. The caller then lets the message itself be deleted.
    ///
    /// With the message's own id as `deduplication_id`, doing this twice leaves one copy there.
    pub async fn poison(
        &self,
        dlq_url: &str,
        body: &str,
        reason: &str,
        group_id: &str,
        deduplication_id: &str,
    ) -> Result<(), QueueError> {
        let attribute = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(reason)
            .build()
            .map_err(|error| QueueError::PoisonNotSent(error.to_string()))?;
        self.client
            .send_message()
            .queue_url(dlq_url)
            .message_group_id(group_id)
            .message_deduplication_id(deduplication_id)
            .message_attributes("reason", attribute)
            .message_body(body)
            .send()
            .await
            .map_err(|error| QueueError::PoisonNotSent(cause(&error)))?;
        Ok(())
    }
}

fn whole_seconds(after: Duration) -> i32 {
    let after = after.min(LONGEST_SLEEP);
    let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_rounded_up_and_stays_below_the_twelve_hours_of_sqs() {
        assert_eq!(whole_seconds(Duration::ZERO), 0);
        assert_eq!(whole_seconds(Duration::from_millis(1)), 1);
        assert_eq!(whole_seconds(Duration::from_secs(90)), 90);
        assert_eq!(whole_seconds(Duration::from_hours(12)), 42_300);
        assert_eq!(whole_seconds(Duration::MAX), 42_300);
    }
}
