//! What can come of a call besides success.

use std::time::Duration;

use transport::TransportError;

use crate::advice::Oddity;
use crate::refusal::Refusal;

/// How long a read waits at most before it is tried again at once.
const SHORT_WAIT: Duration = Duration::from_secs(2);

/// What can come of a call besides success. No variant holds a key; texts of answers are cut and
/// their e-mails masked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The store was not reached, or its answer did not arrive.
    #[error("the store does not answer: {0}")]
    Unreachable(String),
    /// This side refuses to send, for example a key over plain http to another machine.
    #[error("the store cannot be asked: {0}")]
    Unsendable(String),
    /// The store, or a host in front of it, answered with something else than the API's JSON.
    #[error(
        "{oddity}{to} (status {status}, {content_type}: {beginning}). {advice}",
        to = redirects_to.as_ref().map(|host| format!(" to {host}")).unwrap_or_default(),
        advice = oddity.advice()
    )]
    Odd {
        /// What it looks like.
        oddity: Oddity,
        /// The HTTP status.
        status: u16,
        /// The content type, empty if none was told.
        content_type: String,
        /// How the body begins.
        beginning: String,
        /// Scheme and host that it redirects to, if to another.
        redirects_to: Option<String>,
        /// When the host wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// WooCommerce answered with an error of its own.
    #[error("the store refuses: {code}, {message} (status {status}). {advice}", advice = refusal.advice())]
    Refused {
        /// What it means.
        refusal: Refusal,
        /// The HTTP status.
        status: u16,
        /// WooCommerce's code.
        code: String,
        /// WooCommerce's words, cut.
        message: String,
        /// When the host wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// The answer is JSON, but not what it should be.
    #[error("the store's answer cannot be read at {path}: {problem}")]
    Unreadable {
        /// Where, as a JSON path.
        path: String,
        /// What is wrong there.
        problem: String,
    },
}

/// What cures an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Time.
    Outage {
        /// When the host wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// A person, who has to look at keys, permissions or the host's settings.
    Credentials,
    /// A newer version of this program: the answer's form is not known.
    Unreadable,
}

impl Error {
    /// What cures it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Odd {
                oddity: Oddity::LoginRedirect | Oddity::Redirect,
                ..
            }
            // A page with status 401 is a password that the host puts before the whole site.
            | Self::Odd { status: 401, .. }
            | Self::Refused {
                status: 401 | 403, ..
            }
            | Self::Unsendable(_) => ErrorKind::Credentials,
            // A missing route is a plugin that is off, and any other refusal of a read the
            // store's own trouble: the order is not at fault.
            Self::Odd { retry_after, .. } | Self::Refused { retry_after, .. } => {
                ErrorKind::Outage {
                    retry_after: *retry_after,
                }
            }
            Self::Unreachable(_) => ErrorKind::Outage { retry_after: None },
            Self::Unreadable { .. } => ErrorKind::Unreadable,
        }
    }

    /// Whether a read is worth another try at once.
    pub(crate) fn is_transient(&self) -> bool {
        let passes = match self {
            Self::Unreachable(_) => true,
            Self::Odd { oddity, status, .. } => {
                *oddity == Oddity::Truncated || matches!(status, 429 | 500 | 502 | 503 | 504)
            }
            Self::Refused { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Self::Unsendable(_) | Self::Unreadable { .. } => false,
        };
        passes && self.retry_after().is_none_or(|wait| wait <= SHORT_WAIT)
    }

    /// When the host wants to be asked again.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Odd { retry_after, .. } | Self::Refused { retry_after, .. } => *retry_after,
            Self::Unreachable(_) | Self::Unsendable(_) | Self::Unreadable { .. } => None,
        }
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::TooLarge { limit_bytes } => Self::Unreadable {
                path: ".".to_owned(),
                problem: format!("it is larger than {limit_bytes} bytes"),
            },
            TransportError::Refused(why) => Self::Unsendable(why),
            TransportError::NotSent(_) | TransportError::Lost(_) | TransportError::TimedOut => {
                Self::Unreachable(error.to_string())
            }
        }
    }
}
