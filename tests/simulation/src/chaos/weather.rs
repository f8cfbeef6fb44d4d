//! What fails, and when.

use std::fmt::{Display, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rand::{Rng, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};
use sync::breaker::Side;
use sync::ports::Clock as _;

use crate::clock::SimulatedClock;

/// Calls in a thousand that fail, of one kind of part.
const RATES: [u32; 5] = [0, 2, 8, 25, 80];

/// The dice, what they decide, and the trace of what happened. A clone is the same weather.
#[derive(Debug, Clone)]
pub struct Weather {
    state: Arc<Mutex<State>>,
    clock: SimulatedClock,
}

/// Where something fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    Table,
    Queue,
    Store,
    Crm,
    /// A process dies at a call.
    Death,
    /// A delivery of the store is lost, doubled or late.
    Delivery,
}

const SITES: usize = 6;

#[derive(Debug)]
struct State {
    dice: ChaCha8Rng,
    rates: [u32; SITES],
    is_calm: bool,
    outages: Vec<(Side, Timestamp, Timestamp)>,
    faults: u64,
    digest: Sha256,
    lines: Option<Vec<String>>,
}

impl Weather {
    /// The weather of a seed. `keeps_lines`: whether the trace can be read afterwards.
    pub(crate) fn of(seed: u64, clock: SimulatedClock, keeps_lines: bool) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let rates = std::array::from_fn(|_| RATES[dice.random_range(0..RATES.len())]);
        let state = State {
            dice,
            rates,
            // Until the pipeline stands, nothing fails.
            is_calm: true,
            outages: Vec::new(),
            faults: 0,
            digest: Sha256::new(),
            lines: keeps_lines.then(Vec::new),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            clock,
        }
    }

    /// It begins, with outages of these sides on the way.
    pub(crate) fn begin(&self, sides: &[Side], story: Duration) {
        for side in sides {
            if self.one_in(3) {
                let begin = self.clock.now() + self.duration(Duration::ZERO, story);
                let end = begin + self.duration(Duration::from_mins(1), Duration::from_mins(40));
                self.state().outages.push((side.clone(), begin, end));
                self.note(format_args!("{side} will be away until {end}"));
            }
        }
        self.state().is_calm = false;
    }

    /// From now on nothing fails.
    pub(crate) fn calm(&self) {
        self.note("calm");
        let mut state = self.state();
        state.is_calm = true;
        state.outages.clear();
    }

    /// Whether a part fails at this call.
    pub(crate) fn strikes(&self, site: Site) -> bool {
        let mut state = self.state();
        let rate = state.rates[site as usize];
        !state.is_calm && state.dice.random_range(0..1000) < rate
    }

    /// Whether a side cannot be reached at all.
    pub(crate) fn is_away(&self, side: &Side) -> bool {
        let now = self.clock.now();
        let state = self.state();
        let mut outages = state.outages.iter();
        outages.any(|(of, begin, end)| of == side && *begin <= now && now < *end)
    }

    /// Counts a fault, and notes it.
    pub(crate) fn fault(&self, what: impl Display) {
        self.state().faults += 1;
        self.note(format_args!("! {what}"));
    }

    /// A line of the trace.
    pub(crate) fn note(&self, what: impl Display) {
        let now = self.clock.now();
        let mut line = format!("{:>10} ", now.as_millisecond() % 100_000_000);
        let written = write!(line, "{what}");
        debug_assert!(written.is_ok());
        let mut state = self.state();
        state.digest.update(line.as_bytes());
        if let Some(lines) = &mut state.lines {
            lines.push(line);
        }
    }

    pub(crate) fn one_in(&self, count: u32) -> bool {
        self.below(u64::from(count)) == 0
    }

    /// A number below this one.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.state().dice.random_range(0..end.max(1))
    }

    pub(crate) fn pick<'a, T>(&self, among: &'a [T]) -> &'a T {
        let place = self.state().dice.random_range(0..among.len());
        &among[place]
    }

    pub(crate) fn duration(&self, from: Duration, to: Duration) -> Duration {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let range = milliseconds(from)..=milliseconds(to);
        Duration::from_millis(self.state().dice.random_range(range))
    }

    /// A call is on its way for a moment.
    pub(crate) async fn travels(&self) {
        let time = self.duration(Duration::from_millis(1), Duration::from_millis(40));
        tokio::time::sleep(time).await;
    }

    pub(crate) fn faults(&self) -> u64 {
        self.state().faults
    }

    /// A digest of all that happened.
    pub(crate) fn digest(&self) -> String {
        let digest = self.state().digest.clone().finalize();
        digest
            .iter()
            .take(8)
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.state().lines.clone().unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
