//! How each store's look ended.

use std::collections::BTreeMap;

use intake::StoreId;
use serde::Serialize;
use sync::delta::{Counts, DeltaError, Looked};
use sync::watchdog::Watched;

/// How the looks ended, by store: the function's answer and its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Each store's.
    pub stores: BTreeMap<StoreId, StoreSummary>,
}

/// How a store's look ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoreSummary {
    /// `finished`, `out_of_time` (the next one goes on), `busy` (another one is at work),
    /// `out_of_order` (the store does not answer, its breaker is open), `failed`, or `no_keys`.
    pub outcome: &'static str,
    /// Orders that changed.
    pub listed: u64,
    /// Hints queued, of those that were not handled yet.
    pub queued: u64,
    /// Requests to the store for that.
    pub requests: u64,
    /// What became of the store's webhooks; null if they were not looked at.
    pub webhooks: Option<Watched>,
}

impl StoreSummary {
    /// Nothing was asked.
    pub(crate) fn not_asked(outcome: &'static str) -> Self {
        Self::of(outcome, Counts::default())
    }

    pub(crate) fn of_look(looked: &Result<Looked, DeltaError>) -> Self {
        match looked {
            Ok(Looked::Finished(counts)) => Self::of("finished", *counts),
            Ok(Looked::OutOfTime(counts)) => Self::of("out_of_time", *counts),
            Ok(Looked::Busy) => Self::not_asked("busy"),
            Err(_) => Self::not_asked("failed"),
        }
    }

    fn of(outcome: &'static str, counts: Counts) -> Self {
        Self {
            outcome,
            listed: counts.listed,
            queued: counts.queued,
            requests: counts.requests,
            webhooks: None,
        }
    }
}
