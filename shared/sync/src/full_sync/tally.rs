//! What became of what a run sent.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Item, Step};
use crate::outcome::Outcome;

/// How the handling of an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    /// Perfex was told something.
    Done,
    /// Perfex held it already.
    Unchanged,
    /// Nothing is to be written.
    Skipped,
    /// It waits for a person.
    Parked,
    /// The program failed on it: it is in the dead-letter queue.
    Failed,
}

impl Ended {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Done,
        Self::Unchanged,
        Self::Skipped,
        Self::Parked,
        Self::Failed,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Parked => "parked",
            Self::Failed => "failed",
        }
    }

    /// How an outcome ends an item; a retry does not.
    pub fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Done => Some(Self::Done),
            Outcome::Unchanged => Some(Self::Unchanged),
            Outcome::Skipped(_) => Some(Self::Skipped),
            Outcome::Parked(_) => Some(Self::Parked),
            Outcome::Retry { .. } => None,
        }
    }
}

/// How many items of a step ended how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Outcomes {
    /// Perfex was told something.
    pub done: u64,
    /// Perfex held it already.
    pub unchanged: u64,
    /// Nothing is to be written.
    pub skipped: u64,
    /// It waits for a person.
    pub parked: u64,
    /// The program failed on it.
    pub failed: u64,
}

impl Outcomes {
    /// All of them.
    pub fn sum(&self) -> u64 {
        self.done + self.unchanged + self.skipped + self.parked + self.failed
    }

    fn of(&mut self, ended: Ended) -> &mut u64 {
        match ended {
            Ended::Done => &mut self.done,
            Ended::Unchanged => &mut self.unchanged,
            Ended::Skipped => &mut self.skipped,
            Ended::Parked => &mut self.parked,
            Ended::Failed => &mut self.failed,
        }
    }
}

/// What became of what a run sent, by step. Each item counts once, however often it was handled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    steps: BTreeMap<Step, Outcomes>,
}

impl Tally {
    /// Of one step.
    pub fn of(&self, step: Step) -> Outcomes {
        self.steps.get(&step).copied().unwrap_or_default()
    }

    /// Adds so many.
    pub fn add(&mut self, step: Step, ended: Ended, count: u64) {
        *self.steps.entry(step).or_default().of(ended) += count;
    }

    /// How many of each step ended how.
    pub fn of_items<'a>(items: impl IntoIterator<Item = &'a (Item, Ended)>) -> Self {
        let mut tally = Self::default();
        for (item, ended) in items {
            tally.add(item.step, *ended, 1);
        }
        tally
    }

    /// Each figure that is not zero.
    pub fn figures(&self) -> impl Iterator<Item = (Step, Ended, u64)> {
        self.steps.iter().flat_map(|(step, outcomes)| {
            let mut outcomes = *outcomes;
            let figures = Ended::ALL.map(|ended| (*step, ended, *outcomes.of(ended)));
            figures.into_iter().filter(|(_, _, count)| *count > 0)
        })
    }
}
