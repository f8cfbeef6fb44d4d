//! How much is in a queue.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;

use crate::QueueError;
use crate::error::cause;

/// How many messages a queue holds. Both are estimates of SQS, right within a minute or so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depth {
    /// Messages that can be received.
    pub waiting: u64,
    /// Messages at work, or asleep until their next try.
    pub at_work: u64,
}

impl Depth {
    /// Asks the queue at `url`.
    pub async fn of(client: &Client, url: &str) -> Result<Self, QueueError> {
        let (waiting, at_work) = (
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        );
        let answer = client
            .get_queue_attributes()
            .queue_url(url)
            .attribute_names(waiting.clone())
            .attribute_names(at_work.clone())
            .send()
            .await
            .map_err(|error| QueueError::NotCounted(cause(&error)))?;
        let attributes = answer.attributes.unwrap_or_default();
        let count = |name| {
            let count = attributes
                .get(&name)
                .and_then(|count: &String| count.parse().ok());
            count.ok_or_else(|| QueueError::NotCounted("an answer without a number".to_owned()))
        };
        Ok(Self {
            waiting: count(waiting)?,
            at_work: count(at_work)?,
        })
    }

    /// All of them.
    pub fn total(self) -> u64 {
        self.waiting + self.at_work
    }
}
