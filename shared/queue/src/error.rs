//! What SQS would not do.

use aws_sdk_sqs::error::DisplayErrorContext;

/// A call to SQS failed after the SDK's own retries. The text is the SDK's, and holds no message.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The hint may or may not be on the queue; sending it again under the same deduplication id
    /// within five minutes is safe.
    #[error("SQS did not take the hint: {0}")]
    HintNotSent(String),
    /// The message may or may not be on the dead-letter queue, and still is on its own.
    #[error("SQS did not take the poison message: {0}")]
    PoisonNotSent(String),
    /// The message comes back when the queue's own visibility timeout runs out.
    #[error("SQS did not change the message's visibility: {0}")]
    VisibilityNotChanged(String),
}

/// The SDK's error with its causes, which its `Display` leaves out.
pub(crate) fn causes(error: impl std::error::Error) -> String {
    DisplayErrorContext(error).to_string()
}
