//! The five ways in which a change can end.

use std::time::Duration;

use domain::{Parked, SkipReason};
use serde::{Deserialize, Serialize};

/// How handling a change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Perfex was told something and holds it now.
    Done,
    /// Perfex held it already: no call was made.
    Unchanged,
    /// Nothing is to be written, and nobody needs to act.
    Skipped(SkipReason),
    /// Time cures it: try again after a while.
    Retry {
        /// How long to wait.
        after: Duration,
        /// Why.
        reason: RetryReason,
    },
    /// A person or a setting cures it.
    Parked(Parked),
}

impl Outcome {
    /// The stable name in logs and in the table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Skipped(_) => "skipped",
            Self::Retry { .. } => "retry",
            Self::Parked(_) => "parked",
        }
    }

    /// The code of the reason, empty where there is none.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Done | Self::Unchanged => "",
            Self::Skipped(reason) => reason.code(),
            Self::Retry { reason, .. } => reason.code(),
            Self::Parked(parked) => parked.reason.code(),
        }
    }
}

/// Why time cures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryReason {
    /// The store does not answer as it should.
    StoreUnavailable,
    /// The settings or the store's keys are missing.
    NotConfigured,
    /// The store refuses our key.
    StoreCredentials,
    /// The store showed an older state than before.
    StoreWentBack,
    /// Perfex does not answer as it should.
    CrmUnavailable,
    /// Perfex refuses our token.
    CrmCredentials,
    /// Perfex asks for patience.
    RateLimited,
    /// A call may or may not have been carried out.
    AnswerLost,
    /// Another worker holds the order or its client.
    Held,
    /// Our own table did not answer.
    TableUnavailable,
    /// The function is about to run out of time.
    OutOfTime,
}

impl RetryReason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::StoreUnavailable => "store_unavailable",
            Self::NotConfigured => "not_configured",
            Self::StoreCredentials => "store_credentials",
            Self::StoreWentBack => "store_went_back",
            Self::CrmUnavailable => "crm_unavailable",
            Self::CrmCredentials => "crm_credentials",
            Self::RateLimited => "rate_limited",
            Self::AnswerLost => "answer_lost",
            Self::Held => "held",
            Self::TableUnavailable => "table_unavailable",
            Self::OutOfTime => "out_of_time",
        }
    }
}
