//! What SQS would not do.

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};

/// A call to SQS failed after the SDK's own retries. The text holds no message.
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
    /// Nothing was changed.
    #[error("SQS did not hand out messages: {0}")]
    NotReceived(String),
    /// The message may or may not be gone.
    #[error("SQS did not delete the message: {0}")]
    NotRemoved(String),
    /// Nothing was changed.
    #[error("SQS did not tell how much is in the queue: {0}")]
    NotCounted(String),
}

/// What went wrong, in one line. The SDK's own texts are not passed on: they quote the answer.
pub(crate) fn cause<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(answer) => format!(
            "{}: {}",
            answer.err().code().unwrap_or("an error without a code"),
            answer.err().message().unwrap_or("no reason given")
        ),
        SdkError::TimeoutError(_) => "no answer in time".to_owned(),
        SdkError::DispatchFailure(_) => "no connection, or no credentials".to_owned(),
        SdkError::ResponseError(_) => "an answer that is not of SQS".to_owned(),
        _ => "the request could not be made".to_owned(),
    }
}
