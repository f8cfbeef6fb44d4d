//! What the function is invoked with.

use aws_lambda_events::sqs::SqsEvent;
use serde::Deserialize;

/// What the function is invoked with.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// By the schedule.
    Tick(Tick),
    /// By the queue.
    Batch(SqsEvent),
}

/// What the schedule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase", tag = "tick")]
pub enum Tick {
    /// A minute is over: probes may be due, and hints may wait for a side that is back.
    Minute,
    /// Ten minutes are over: what the CRM's token may not do is tried again.
    Permissions,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_schedule_and_the_queue_are_told_apart() {
        let tick: Event = serde_json::from_str(r#"{"tick":"minute"}"#).unwrap();
        assert!(matches!(tick, Event::Tick(Tick::Minute)));
        let tick: Event = serde_json::from_str(r#"{"tick":"permissions"}"#).unwrap();
        assert!(matches!(tick, Event::Tick(Tick::Permissions)));
        let batch: Event = serde_json::from_str(r#"{"Records":[]}"#).unwrap();
        assert!(matches!(batch, Event::Batch(_)));
        for neither in ["{}", r#"{"tick":"hour"}"#] {
            assert!(serde_json::from_str::<Event>(neither).is_err(), "{neither}");
        }
    }
}
