//! What is counted of a change that came to its end.

use intake::{Hint, Resource, Source};
use jiff::Timestamp;
use metrics::{Figures, Metric};
use sync::{Outcome, Reading};

use crate::consumer::Readings;

/// When what the hint is about changed: by the store's own word, where it gave one and that is
/// earlier than the moment at which the change was noticed.
pub(crate) fn changed_at(hint: &Hint, readings: &Readings) -> Timestamp {
    let reading = match hint.resource {
        Resource::Order => readings.get(&hint.store).and_then(|all| all.get(&hint.id)),
        Resource::Customer => None,
    };
    let modified = match reading {
        Some(Reading::Found(found)) => found.order.date_modified_gmt,
        _ => None,
    };
    modified.map_or(hint.received_at, |at| at.min(hint.received_at))
}

/// Counts an outcome. A lag is told of changes that the store or our own look brought: what a person
/// or new settings set going changed long before.
pub(crate) fn count(hint: &Hint, outcome: &Outcome, lag_ms: u64, figures: &mut Figures) {
    match outcome {
        Outcome::Done => {
            figures.add(Metric::Done, 1);
            if matches!(hint.source, Source::Webhook | Source::Delta) {
                figures.add(Metric::Lag, lag_ms);
            }
        }
        // The log's line tells of it.
        Outcome::Unchanged | Outcome::Skipped(_) => {}
        Outcome::Retry { .. } => figures.add(Metric::Retries, 1),
        Outcome::Parked(_) => figures.add(Metric::Parked, 1),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use std::time::Duration;

    use domain::{ParkReason, Parked};
    use sync::outcome::RetryReason;

    use super::*;

    fn hint(source: Source) -> Hint {
        Hint {
            store: "main".parse().unwrap(),
            resource: Resource::Order,
            id: 1,
            topic: "order.updated".to_owned(),
            source,
            run: None,
            received_at: Timestamp::UNIX_EPOCH,
            trace: "t".to_owned(),
        }
    }

    #[test]
    fn each_outcome_is_counted_once() {
        let parked = Parked::new(ParkReason::InternalError, String::new());
        let retry = Outcome::Retry {
            after: Duration::ZERO,
            reason: RetryReason::Held,
        };
        let mut figures = Figures::default();
        for outcome in [
            Outcome::Done,
            Outcome::Unchanged,
            retry,
            Outcome::Parked(parked),
        ] {
            count(&hint(Source::Webhook), &outcome, 5, &mut figures);
        }
        for metric in [Metric::Done, Metric::Retries, Metric::Parked] {
            assert_eq!(figures.of(metric), [1], "{metric:?}");
        }
        assert_eq!(figures.of(Metric::Lag), [5]);
    }

    #[test]
    fn what_a_person_set_going_has_no_lag() {
        for source in [Source::Operator, Source::Settings, Source::Full] {
            let mut figures = Figures::default();
            count(&hint(source), &Outcome::Done, 5, &mut figures);
            assert!(figures.of(Metric::Lag).is_empty(), "{source:?}");
        }
    }

    #[test]
    fn without_the_stores_word_a_change_is_as_old_as_its_hint() {
        let hint = hint(Source::Webhook);
        assert_eq!(changed_at(&hint, &Readings::new()), hint.received_at);
    }

    /// What the store shows for the order of the hint, changed at this moment by its own word.
    fn modified(gmt: &str) -> Readings {
        let order =
            include_str!("../../../tests/fixtures/woocommerce/webhooks/061-order.updated.body");
        let mut order: serde_json::Value = serde_json::from_str(order).unwrap();
        order["date_modified_gmt"] = gmt.into();
        let found = sync::Found {
            order: serde_json::from_value(order).unwrap(),
            refunds: vec![],
        };
        let reading = Reading::Found(Box::new(found));
        [("main".parse().unwrap(), [(1, reading)].into())].into()
    }

    #[test]
    fn a_change_is_as_old_as_the_store_says_and_never_younger_than_its_hint() {
        let mut hint = hint(Source::Delta);
        hint.received_at = "2026-11-23T05:00:00Z".parse().unwrap();
        let said = modified("2026-11-23T04:15:00");
        let noticed_late = changed_at(&hint, &said);
        assert_eq!(noticed_late, "2026-11-23T04:15:00Z".parse().unwrap());
        // It changed again meanwhile, or the store's clock is ahead.
        let said = modified("2026-11-23T05:00:30");
        assert_eq!(changed_at(&hint, &said), hint.received_at);
    }
}
