//! What one invocation counted.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use crate::{Metric, NAMESPACE, Unit};

/// The one dimension: two stacks in an account are told apart.
const DIMENSION: &str = "Stack";

/// How many values of one metric a line may have.
const MOST_VALUES: usize = 100;

/// What one invocation counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Metric, Vec<u64>>);

impl Figures {
    /// Adds to a metric: to its sum if it is a count, as a point of its own if it is not. An
    /// invocation has room for a hundred points of a metric, ten times what a batch has.
    pub fn add(&mut self, metric: Metric, value: u64) {
        let values = self.0.entry(metric).or_default();
        match (metric.unit(), values.as_mut_slice()) {
            (Unit::Count, [sum]) => *sum = sum.saturating_add(value),
            (_, all) if all.len() == MOST_VALUES => {}
            _ => values.push(value),
        }
    }

    /// What was added to a metric.
    pub fn of(&self, metric: Metric) -> &[u64] {
        self.0.get(&metric).map_or(&[], Vec::as_slice)
    }

    /// Writes the line to the log, if anything was counted.
    ///
    /// The variable `STACK_NAME`, which the template sets, names the stack. Where it is missing, as in
    /// tests, nothing is written.
    pub fn write(&self) {
        static STACK: OnceLock<Option<String>> = OnceLock::new();
        let Some(stack) = STACK.get_or_init(|| std::env::var("STACK_NAME").ok()) else {
            return;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now_ms = now.map_or(0, |now| now.as_millis());
        if let Some(line) = self.line(stack, u64::try_from(now_ms).unwrap_or(0)) {
            // A figure that cannot be told is no reason to fail.
            let _ = writeln!(io::stdout(), "{line}");
        }
    }

    /// The line, for a time in milliseconds since 1970; none if nothing was counted.
    pub fn line(&self, stack: &str, now_ms: u64) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let named =
            |metric: &Metric| json!({ "Name": metric.name(), "Unit": metric.unit().name() });
        let mut line = Map::new();
        line.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": now_ms,
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [[DIMENSION]],
                    "Metrics": self.0.keys().map(named).collect::<Vec<_>>(),
                }],
            }),
        );
        line.insert(DIMENSION.to_owned(), json!(stack));
        for (metric, values) in &self.0 {
            let value = match values.as_slice() {
                [one] => json!(one),
                many => json!(many),
            };
            line.insert(metric.name().to_owned(), value);
        }
        Some(Value::Object(line).to_string())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn counts_are_added_up_and_durations_are_points() {
        let mut figures = Figures::default();
        figures.add(Metric::Done, 1);
        figures.add(Metric::Done, 2);
        figures.add(Metric::Lag, 900);
        figures.add(Metric::Lag, 1_200);
        let line = figures.line("shop", 1_700_000_000_000).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let expected = json!({
            "_aws": {
                "Timestamp": 1_700_000_000_000_u64,
                "CloudWatchMetrics": [{
                    "Namespace": "WooSync",
                    "Dimensions": [["Stack"]],
                    "Metrics": [
                        { "Name": "Lag", "Unit": "Milliseconds" },
                        { "Name": "Done", "Unit": "Count" },
                    ],
                }],
            },
            "Stack": "shop",
            "Lag": [900, 1_200],
            "Done": 3,
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn a_zero_is_told_and_nothing_is_not() {
        let mut figures = Figures::default();
        assert_eq!(figures.line("shop", 0), None);
        figures.add(Metric::BreakersOpen, 0);
        let line = figures.line("shop", 0).unwrap();
        assert!(line.ends_with("\"BreakersOpen\":0}"), "{line}");
    }

    #[test]
    fn a_line_holds_a_hundred_points_of_a_metric_as_cloudwatch_allows() {
        let mut figures = Figures::default();
        for value in 0..200 {
            figures.add(Metric::Lag, value);
        }
        assert_eq!(figures.of(Metric::Lag).len(), 100);
    }

    #[test]
    fn no_two_metrics_share_a_name() {
        let mut names = Metric::ALL.map(Metric::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
