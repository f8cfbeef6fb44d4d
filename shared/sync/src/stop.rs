//! Why handling an order stopped short, and what each failure means for it.

use std::time::Duration;

use domain::{ParkReason, Parked};
use jiff::Timestamp;

use crate::outcome::{Outcome, RetryReason};
use crate::ports::TableError;

/// Handling stopped before everything stood.
#[derive(Debug)]
pub(crate) enum Stop {
    Retry {
        after: Duration,
        reason: RetryReason,
    },
    Park(Parked),
    /// Parked while something may have been written: the intent stays, and whoever comes next looks
    /// for it before anything is sent.
    InDoubt(Parked),
}

impl Stop {
    /// The same, for a failure after something was sent.
    pub(crate) fn in_doubt(self) -> Self {
        match self {
            Self::Park(parked) => Self::InDoubt(parked),
            other => other,
        }
    }

    /// After what time nothing that was sent before can take effect any more.
    pub(crate) fn settles_after(&self) -> Duration {
        match self {
            Self::Retry { after, .. } => *after,
            Self::Park(_) | Self::InDoubt(_) => Duration::ZERO,
        }
    }

    /// A document whose number is no number.
    pub(crate) fn unreadable_number(kind: perfex::DocumentKind, id: u64) -> Self {
        Self::Park(Parked::new(
            ParkReason::ReadBackDiffers,
            format!("the number of {kind} {id} in Perfex cannot be read: compare it by hand"),
        ))
    }

    /// A step asked for something that the steps before it should have made. It is a fault of this
    /// program, told without data of the order.
    pub(crate) fn missing_step() -> Self {
        Self::Park(Parked::new(
            ParkReason::InternalError,
            "a step was taken out of turn: please report this with the order's id",
        ))
    }
}

impl From<Parked> for Stop {
    fn from(parked: Parked) -> Self {
        Self::Park(parked)
    }
}

impl From<Stop> for Outcome {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Retry { after, reason } => Self::Retry { after, reason },
            Stop::Park(parked) | Stop::InDoubt(parked) => Self::Parked(parked),
        }
    }
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Conflict => Self::Retry {
                after: Duration::from_secs(5),
                reason: RetryReason::Held,
            },
            TableError::Unavailable(detail) => {
                tracing::warn!(detail, "the table did not answer");
                Self::Retry {
                    after: Duration::from_secs(30),
                    reason: RetryReason::TableUnavailable,
                }
            }
            TableError::Unreadable(detail) => Self::Park(Parked::new(
                ParkReason::InternalError,
                format!("what the table holds of this order is not readable: {detail}"),
            )),
        }
    }
}

/// How long to wait for a CRM that does not answer.
const CRM_WAIT: Duration = Duration::from_mins(1);

/// How long to wait when the CRM refuses our token: a person has to act.
const CREDENTIALS_WAIT: Duration = Duration::from_mins(5);

/// A failure of a call whose effect is known, or that was a read. A lost answer to a write is
/// looked into where it happens.
impl From<perfex::Error> for Stop {
    fn from(error: perfex::Error) -> Self {
        use perfex::Error as E;
        tracing::warn!(%error, "Perfex did not do as asked");
        let retry = |after, reason| Self::Retry { after, reason };
        let park = |reason| Self::Park(Parked::new(reason, error.to_string()));
        match &error {
            E::NotSent(_) | E::Unavailable(_) | E::NothingChanged => {
                retry(CRM_WAIT, RetryReason::CrmUnavailable)
            }
            E::Ambiguous(_) => retry(CRM_WAIT, RetryReason::AnswerLost),
            E::Auth { .. } | E::Refused(_) => retry(CREDENTIALS_WAIT, RetryReason::CrmCredentials),
            E::RateLimited { retry_at } => retry(until(*retry_at), RetryReason::RateLimited),
            E::Forbidden { .. } => park(ParkReason::NotPermitted),
            E::NumberTaken => park(ParkReason::NumberTaken),
            E::EmailTaken => park(ParkReason::ClientInactive),
            E::Unsendable(_) | E::Validation { .. } | E::TooLarge { .. } | E::Unexpected(_) => {
                park(ParkReason::Refused)
            }
        }
    }
}

/// The wait that Perfex asks for, between a second and ten minutes; half a minute if it names none.
fn until(retry_at: Option<Timestamp>) -> Duration {
    let Some(at) = retry_at else {
        return Duration::from_secs(30);
    };
    let left = at.duration_since(Timestamp::now()).as_secs();
    Duration::from_secs(u64::try_from(left.clamp(1, 600)).unwrap_or(30))
}
