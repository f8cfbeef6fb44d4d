//! How each store's look ended.

use std::collections::BTreeMap;

use intake::{StoreId, Topic};
use metrics::{Figures, Metric};
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

impl Summary {
    /// What is told to CloudWatch. A look counts as finished if it is in every store: one store that
    /// is never looked through must not hide behind the others.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        let stores = || self.stores.values();
        let finished = stores().all(|store| store.outcome == "finished");
        figures.add(Metric::DeltaFinished, u64::from(finished));
        for watched in stores().filter_map(|store| store.webhooks.as_ref()) {
            let missing = if watched.set_up {
                0
            } else {
                Topic::NAMES.len()
            };
            let broken = missing + watched.paused.len() + watched.broken.len();
            figures.add(Metric::WebhooksBroken, broken as u64);
        }
        figures
    }
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    fn store(outcome: &'static str, webhooks: Watched) -> StoreSummary {
        StoreSummary {
            webhooks: Some(webhooks),
            ..StoreSummary::not_asked(outcome)
        }
    }

    fn figures(stores: impl IntoIterator<Item = StoreSummary>) -> Figures {
        let named = |(number, store)| (format!("s{number}").parse().unwrap(), store);
        let stores = stores.into_iter().enumerate().map(named).collect();
        Summary { stores }.figures()
    }

    fn healthy() -> Watched {
        Watched {
            set_up: true,
            ..Watched::default()
        }
    }

    #[test]
    fn a_look_is_finished_if_it_is_in_every_store() {
        let finished = store("finished", healthy());
        let both = figures([finished.clone(), finished.clone()]);
        assert_eq!(both.of(Metric::DeltaFinished), [1]);
        let one = figures([finished, store("out_of_order", healthy())]);
        assert_eq!(one.of(Metric::DeltaFinished), [0]);
    }

    #[test]
    fn webhooks_are_counted_over_all_stores() {
        let ailing = Watched {
            mended: vec!["order.updated"],
            paused: vec!["order.created"],
            broken: vec!["order.deleted", "order.restored"],
            ..healthy()
        };
        let counted = figures([store("finished", ailing), store("finished", healthy())]);
        assert_eq!(counted.of(Metric::WebhooksBroken), [3]);
    }

    #[test]
    fn a_store_without_our_webhooks_lacks_all_of_them() {
        let counted = figures([store("finished", Watched::default())]);
        assert_eq!(counted.of(Metric::WebhooksBroken), [7]);
    }
}
