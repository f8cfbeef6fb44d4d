//! What can come of a call besides success.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::UnexpectedAnswer;

/// What can come of a call besides success. [`Error::disposition`] says what to do about it.
///
/// No variant holds a token, a name or an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection was made; Perfex has seen nothing.
    #[error("Perfex was not reached: {0}")]
    NotSent(String),
    /// This side would not send: the address or the token in the settings cannot be used.
    #[error("not sent to Perfex: {0}")]
    Refused(String),
    /// This side would not send: the content cannot stand in Perfex as it is.
    #[error("cannot stand in Perfex: {0}")]
    Unsendable(String),
    /// A read got no usable answer. Time cures it.
    #[error("Perfex is not available: {0}")]
    Unavailable(Cause),
    /// A write whose outcome is unknown: look for its marker before it is sent again.
    #[error("the outcome is unknown: {0}")]
    Ambiguous(Cause),
    /// Perfex refused the content; nothing was written and nothing will be without a change.
    #[error("Perfex refused the content: {message}")]
    Validation {
        /// Field name to reason, without HTML. Empty when Perfex named no field.
        fields: BTreeMap<String, String>,
        /// The reasons in one line.
        message: String,
    },
    /// The document number is taken in its year, by this very document or another.
    #[error("the document number is already in use")]
    NumberTaken,
    /// A contact with this e-mail exists, perhaps of an inactive client.
    #[error("a contact with this e-mail exists")]
    EmailTaken,
    /// The token is missing, wrong or expired, or the API module is off.
    #[error("Perfex does not accept the token: {message}")]
    Auth {
        /// Perfex's words.
        message: String,
    },
    /// The token lacks a permission for this feature and verb.
    #[error("the token lacks a permission: {message}")]
    Forbidden {
        /// Perfex's words.
        message: String,
    },
    /// Too many calls.
    #[error("Perfex limits the rate of calls")]
    RateLimited {
        /// When calls are taken again, where Perfex says so.
        retry_at: Option<Timestamp>,
    },
    /// An update was answered "Update Fail": mostly because everything already stood so. Read to tell.
    #[error("Perfex says that the update changed nothing")]
    NothingChanged,
    /// A list is larger than the transport takes, in bytes.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// A write was refused in words outside the documented ones, or a record does not decode.
    #[error("unexpected answer: {0}")]
    Unexpected(UnexpectedAnswer),
}

/// Why an answer is missing or of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// No complete answer in time.
    #[error("no complete answer in time")]
    TimedOut,
    /// The connection broke.
    #[error("connection lost: {0}")]
    Lost(String),
    /// The answer to a write was larger than the transport takes.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// "Add Fail": the database took nothing, or reported no row.
    #[error("Perfex says that the insert failed")]
    SaysFailed,
    /// An answer that is not the API's.
    #[error("{0}")]
    Answer(UnexpectedAnswer),
}

/// What to do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Nothing was written; the same call may succeed later.
    Retry,
    /// Something may have been written: read before anything is sent again.
    Verify,
    /// Something with this number or e-mail exists: look it up.
    LookUp,
    /// This content will not pass; a person or a setting cures it.
    Park,
    /// No call will pass until the token, its permissions or the address are put right.
    Stop,
}

impl Error {
    /// What to do about it.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::NotSent(_) | Self::Unavailable(_) | Self::RateLimited { .. } => {
                Disposition::Retry
            }
            Self::Ambiguous(_) | Self::NothingChanged => Disposition::Verify,
            Self::NumberTaken | Self::EmailTaken => Disposition::LookUp,
            Self::Unsendable(_)
            | Self::Validation { .. }
            | Self::TooLarge { .. }
            | Self::Unexpected(_) => Disposition::Park,
            Self::Refused(_) | Self::Auth { .. } | Self::Forbidden { .. } => Disposition::Stop,
        }
    }

    /// Whether a read is worth another try at once.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Unavailable(Cause::TimedOut | Cause::Lost(_)) => true,
            Self::Unavailable(Cause::Answer(answer)) => answer.status >= 500,
            _ => false,
        }
    }
}
