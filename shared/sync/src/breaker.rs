//! When a store or the CRM is out of order as a whole, and when it is asked again.
//!
//! A failing call costs its full timeout, and a system that comes back up is not helped by a
//! thousand orders that knock at once. So after some failures in a row nothing more is sent; one
//! probe a minute finds out when it answers again.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::outcome::RetryReason;

/// How many failures in a row open a breaker.
pub const FAILURES_TO_OPEN: u32 = 5;

/// How long after a failed probe the next one is due: a little less than the minute of the schedule,
/// so that a minute which comes a moment early is not left out. It still is one probe a minute.
pub const BETWEEN_PROBES: Duration = Duration::from_secs(50);

/// One of the systems that can be out of order as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The CRM.
    Crm,
    /// A store.
    Store(StoreId),
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crm => f.write_str("crm"),
            Self::Store(store) => write!(f, "store.{store}"),
        }
    }
}

/// The text names no side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("neither `crm` nor `store.` and a store's id")]
pub struct NoSide;

impl FromStr for Side {
    type Err = NoSide;

    fn from_str(text: &str) -> Result<Self, NoSide> {
        match text.strip_prefix("store.") {
            Some(store) => store.parse().map(Self::Store).map_err(|_| NoSide),
            None if text == "crm" => Ok(Self::Crm),
            None => Err(NoSide),
        }
    }
}

impl Side {
    /// The side that is out of order, if this reason is about one as a whole; `store` is that of
    /// the change. What concerns one order or ourselves opens no breaker.
    pub fn at_fault(reason: RetryReason, store: &StoreId) -> Option<Self> {
        match reason {
            RetryReason::StoreUnavailable | RetryReason::StoreCredentials => {
                Some(Self::Store(store.clone()))
            }
            RetryReason::CrmUnavailable
            | RetryReason::CrmCredentials
            | RetryReason::RateLimited
            | RetryReason::AnswerLost => Some(Self::Crm),
            RetryReason::NotConfigured
            | RetryReason::StoreWentBack
            | RetryReason::Held
            | RetryReason::TableUnavailable
            | RetryReason::OutOfTime => None,
        }
    }
}

/// What is known of a side's health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    /// The side.
    pub side: Side,
    /// Version of the row; 0: there is none yet.
    pub version: u64,
    /// What the row holds.
    pub state: State,
}

/// What a breaker's row holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// Failures in a row.
    #[serde(default)]
    pub failures: u32,
    /// Set while nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
}

/// An open breaker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Since when.
    pub since: Timestamp,
    /// What the last failure was.
    pub reason: RetryReason,
    /// From when on it may be asked again, by one probe.
    pub probe_at: Timestamp,
    /// How many probes have failed.
    #[serde(default)]
    pub probes: u32,
}

impl Breaker {
    /// Nothing is known of it: it is taken to be well.
    pub fn closed(side: Side) -> Self {
        Self {
            side,
            version: 0,
            state: State::default(),
        }
    }

    /// Whether nothing may be sent.
    pub fn is_open(&self) -> bool {
        self.state.open.is_some()
    }

    /// Whether the row has to be written to note a success.
    pub fn is_troubled(&self) -> bool {
        self.state != State::default()
    }

    /// So many calls in a row failed, the last one for this reason. `after` is the wait that the
    /// side asked for.
    pub fn failed(&mut self, times: u32, reason: RetryReason, after: Duration, now: Timestamp) {
        self.state.failures = self.state.failures.saturating_add(times);
        if self.is_open() || self.state.failures < FAILURES_TO_OPEN {
            return;
        }
        self.state.open = Some(Open {
            since: now,
            reason,
            probe_at: later(now, wait(reason, after)),
            probes: 0,
        });
    }

    /// A call got through. Tells whether that changes anything.
    pub fn answered(&mut self) -> bool {
        let changes = self.is_troubled();
        self.state = State::default();
        changes
    }

    /// Takes the probe if it is due: the next one is a minute away, whatever becomes of this one.
    pub fn take_probe(&mut self, now: Timestamp) -> bool {
        match &mut self.state.open {
            Some(open) if open.probe_at <= now => {
                open.probe_at = later(now, BETWEEN_PROBES);
                open.probes = open.probes.saturating_add(1);
                true
            }
            _ => false,
        }
    }
}

/// Who asks for patience tells how long; else it is the next minute.
fn wait(reason: RetryReason, after: Duration) -> Duration {
    if reason == RetryReason::RateLimited {
        after.max(Duration::from_secs(1))
    } else {
        BETWEEN_PROBES
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_795_500_000, 0);
    const MINUTE: Duration = Duration::from_mins(1);

    fn seconds(seconds: i64) -> Timestamp {
        NOW + SignedDuration::from_secs(seconds)
    }

    fn broken() -> Breaker {
        let mut breaker = Breaker::closed(Side::Crm);
        breaker.failed(FAILURES_TO_OPEN, RetryReason::CrmUnavailable, MINUTE, NOW);
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it_and_a_success_between_does_not() {
        let mut breaker = Breaker::closed(Side::Crm);
        let fail = |breaker: &mut Breaker, times| {
            breaker.failed(times, RetryReason::CrmUnavailable, MINUTE, NOW);
        };
        fail(&mut breaker, FAILURES_TO_OPEN - 1);
        assert!(!breaker.is_open());
        assert!(breaker.answered());
        assert!(!breaker.answered(), "nothing to write a second time");
        fail(&mut breaker, FAILURES_TO_OPEN - 1);
        assert!(!breaker.is_open());
        fail(&mut breaker, 1);
        assert!(breaker.is_open());
    }

    #[test]
    fn there_is_one_probe_a_minute() {
        let mut breaker = broken();
        assert!(!breaker.take_probe(seconds(49)));
        assert!(breaker.take_probe(seconds(50)));
        assert!(!breaker.take_probe(seconds(50)));
        assert!(!breaker.take_probe(seconds(99)));
        assert!(breaker.take_probe(seconds(100)));
        assert_eq!(breaker.state.open.unwrap().probes, 2);
    }

    #[test]
    fn later_failures_do_not_put_the_probe_off() {
        let mut breaker = broken();
        let late = seconds(40);
        breaker.failed(10, RetryReason::CrmUnavailable, MINUTE, late);
        assert!(breaker.take_probe(seconds(50)));
        assert_eq!(breaker.state.open.unwrap().since, NOW);
    }

    #[test]
    fn whoever_asks_for_patience_is_asked_when_it_is_over() {
        let mut breaker = Breaker::closed(Side::Crm);
        let patience = Duration::from_mins(10);
        breaker.failed(FAILURES_TO_OPEN, RetryReason::RateLimited, patience, NOW);
        assert!(!breaker.take_probe(seconds(599)));
        assert!(breaker.take_probe(seconds(600)));
    }

    #[test]
    fn only_what_concerns_a_whole_side_is_held_against_it() {
        let store: StoreId = "main".parse().unwrap();
        let side = |reason| Side::at_fault(reason, &store);
        assert_eq!(side(RetryReason::AnswerLost), Some(Side::Crm));
        let main = Some(Side::Store(store.clone()));
        assert_eq!(side(RetryReason::StoreUnavailable), main);
        assert_eq!(side(RetryReason::Held), None);
        assert_eq!(side(RetryReason::TableUnavailable), None);
    }

    #[test]
    fn a_side_is_told_by_its_name() {
        for side in [Side::Crm, Side::Store("main".parse().unwrap())] {
            assert_eq!(side.to_string().parse(), Ok(side));
        }
        for wrong in ["", "main", "store.", "store.Main", "CRM"] {
            assert_eq!(wrong.parse::<Side>(), Err(NoSide), "{wrong}");
        }
    }

    #[test]
    fn its_row_is_read_as_it_was_written() {
        let state = broken().state;
        let json = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state);
        assert_eq!(
            serde_json::from_str::<State>("{}").unwrap(),
            State::default()
        );
    }
}
