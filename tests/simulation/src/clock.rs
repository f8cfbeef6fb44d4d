//! The time of day in the simulation.

use jiff::{SignedDuration, Timestamp};
use sync::ports::Clock;
use tokio::time::Instant;

/// Tokio's paused clock as a time of day. A clone is the same clock.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedClock {
    begin: Timestamp,
    started: Instant,
}

impl SimulatedClock {
    /// A clock that shows this time now, and goes on as tokio's does.
    pub fn at(begin: Timestamp) -> Self {
        Self {
            begin,
            started: Instant::now(),
        }
    }

    /// The same clock, off by this much.
    #[must_use]
    pub fn skewed(self, by: SignedDuration) -> Self {
        Self {
            begin: self.begin + by,
            ..self
        }
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.started.elapsed());
        self.begin + passed.unwrap_or(SignedDuration::MAX)
    }
}
