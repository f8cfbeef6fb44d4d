//! The figures of a run that people watch.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Ending, Kind, Outcomes, Pause, Run, RunId, Step, StepRun, Tally};

/// The figures of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Progress {
    /// The run.
    pub run: RunId,
    /// Who asked for it.
    pub kind: Kind,
    /// Whether it only counts.
    pub dry_run: bool,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// How it ended.
    pub ended: Option<Ending>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it does not get on, if it does not.
    pub pause: Option<Pause>,
    /// Each step that was asked for, in their order.
    pub steps: Vec<StepProgress>,
}

/// The figures of a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepProgress {
    /// Which.
    pub step: Step,
    /// When it was begun.
    pub begun_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How many there were to begin with.
    pub total: Option<u64>,
    /// How many were listed.
    pub listed: u64,
    /// For how many a hint was sent; in a dry run: would have been.
    pub queued: u64,
    /// How many need none.
    pub passed_over: u64,
    /// What became of those that were sent.
    #[serde(flatten)]
    pub outcomes: Outcomes,
    /// How many are through with every second, since the step was begun.
    pub per_second: f64,
    /// How many seconds it will take at that pace.
    pub seconds_left: Option<u64>,
}

impl Progress {
    /// The figures of a run as they are now.
    pub fn of(run: &Run, tally: &Tally, now: Timestamp) -> Self {
        let step = |step: &Step| {
            let begun = run.steps.iter().find(|begun| begun.step == *step);
            match begun {
                Some(begun) => StepProgress::of(begun, tally.of(*step), run.asked.dry_run, now),
                None => StepProgress::to_come(*step),
            }
        };
        Self {
            run: run.id.clone(),
            kind: run.kind,
            dry_run: run.asked.dry_run,
            begun_at: run.begun_at,
            ended: run.ended.map(|(ending, _)| ending),
            ended_at: run.ended.map(|(_, at)| at),
            pause: run.pause.clone(),
            steps: run.asked.steps.iter().map(step).collect(),
        }
    }
}

impl StepProgress {
    fn to_come(step: Step) -> Self {
        Self {
            step,
            begun_at: None,
            ended_at: None,
            total: None,
            listed: 0,
            queued: 0,
            passed_over: 0,
            outcomes: Outcomes::default(),
            per_second: 0.0,
            seconds_left: None,
        }
    }

    fn of(begun: &StepRun, outcomes: Outcomes, dry_run: bool, now: Timestamp) -> Self {
        let mut progress = Self {
            begun_at: Some(begun.begun_at),
            ended_at: begun.ended_at,
            total: begun.total,
            listed: begun.listed,
            queued: begun.queued,
            passed_over: begun.passed_over,
            outcomes,
            ..Self::to_come(begun.step)
        };
        let through = if dry_run {
            begun.listed
        } else {
            progress.through()
        };
        let took = begun.ended_at.unwrap_or(now).duration_since(begun.begun_at);
        (progress.per_second, progress.seconds_left) =
            pace(through, progress.expected(), begun.ended_at.is_some(), took);
        progress
    }

    /// How many are through: handled, or in need of nothing.
    pub fn through(&self) -> u64 {
        self.outcomes.sum() + self.passed_over
    }

    /// How many there will be in all, as far as is known. More may be listed than there were to begin
    /// with: orders that were deleted are sent as well.
    pub fn expected(&self) -> u64 {
        let known = self.queued + self.passed_over;
        self.total.unwrap_or(0).max(known)
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    reason = "a pace that people look at, not money"
)]
fn pace(through: u64, expected: u64, is_over: bool, took: SignedDuration) -> (f64, Option<u64>) {
    let seconds = took.as_secs_f64().max(0.001);
    let per_second = through as f64 / seconds;
    if is_over || through == 0 {
        return (per_second, None);
    }
    let left = expected.saturating_sub(through) as f64 / per_second;
    (per_second, Some(left.ceil() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_what_is_through_since_the_beginning() {
        let took = SignedDuration::from_secs(50);
        assert_eq!(pace(100, 300, false, took), (2.0, Some(100)));
        assert_eq!(pace(300, 300, true, took), (6.0, None));
        assert_eq!(pace(0, 300, false, took), (0.0, None));
    }
}
