//! A run as the page shows it.

use jiff::Timestamp;
use serde::Serialize;
use sync::full_sync::{Ending, Progress, Run, StepProgress};
use utoipa::ToSchema;

/// A full sync.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunView {
    /// Its id.
    run: String,
    /// Who asked for it: `full` (a person) or `nightly`.
    kind: &'static str,
    /// `under_way`, `waits`, `finished`, `cancelled`.
    state: &'static str,
    /// Whether it only counts and sends nothing.
    dry_run: bool,
    /// Only orders that were made at this moment or later.
    #[schema(value_type = Option<String>, format = DateTime)]
    after: Option<Timestamp>,
    /// Only orders that were made before this moment.
    #[schema(value_type = Option<String>, format = DateTime)]
    before: Option<Timestamp>,
    /// Of how many orders that were named one by one; 0 if none were.
    ids: usize,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    begun_at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// Why it does not get on; null if it does, or is over.
    pause: Option<PauseView>,
    /// The steps that were asked for, in their order.
    steps: Vec<StepView>,
    /// How many disagreements the step `verify` found so far; null if it was not begun.
    found: Option<u64>,
}

/// Why a run does not get on.
#[derive(Serialize, ToSchema)]
pub(crate) struct PauseView {
    /// What it waits for, for people.
    reason: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// A step. Once it has ended, `done + unchanged + skipped + parked + failed = queued`.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepView {
    /// `customers`, `orders`, `refunds`, `verify`.
    step: &'static str,
    /// `to_come`, `under_way`, `ended`.
    state: &'static str,
    /// When it was begun.
    #[schema(value_type = Option<String>, format = DateTime)]
    begun_at: Option<Timestamp>,
    /// When all that it sent had been handled.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// How many there will be in all, as far as is known.
    expected: u64,
    /// How many are through: handled, or in need of nothing.
    through: u64,
    /// How many the store has listed.
    listed: u64,
    /// How many were sent to be handled; in a dry run: would have been.
    queued: u64,
    /// How many need nothing: they stand already, or are only compared.
    passed_over: u64,
    /// Perfex was told something.
    done: u64,
    /// Perfex held it already.
    unchanged: u64,
    /// Nothing is to be written.
    skipped: u64,
    /// It waits for a person.
    parked: u64,
    /// The program failed on it.
    failed: u64,
    /// How many are through with every second, since the step was begun.
    per_second: f64,
    /// How many seconds it will take at that pace; null while nobody knows.
    seconds_left: Option<u64>,
}

impl RunView {
    /// A run and its figures.
    pub(super) fn of(run: &Run, progress: &Progress) -> Self {
        let pause = progress.pause.as_ref().filter(|_| run.ended.is_none());
        let state = match (&progress.ended, pause) {
            (Some(Ending::Finished), _) => "finished",
            (Some(Ending::Cancelled), _) => "cancelled",
            (None, Some(_)) => "waits",
            (None, None) => "under_way",
        };
        let steps = progress.steps.iter();
        Self {
            run: run.id.to_string(),
            kind: run.kind.name(),
            state,
            dry_run: progress.dry_run,
            after: run.asked.after,
            before: run.asked.before,
            ids: run.asked.ids.len(),
            begun_at: progress.begun_at,
            ended_at: progress.ended_at,
            pause: pause.map(|pause| PauseView {
                reason: pause.reason.clone(),
                since: pause.since,
            }),
            steps: steps
                .map(|step| StepView::of(step, run.asked.dry_run))
                .collect(),
            found: run.report.as_ref().map(sync::verify::Report::count),
        }
    }
}

impl StepView {
    fn of(step: &StepProgress, dry_run: bool) -> Self {
        let state = match (step.begun_at, step.ended_at) {
            (None, _) => "to_come",
            (Some(_), None) => "under_way",
            (Some(_), Some(_)) => "ended",
        };
        let outcomes = &step.outcomes;
        Self {
            step: step.step.name(),
            state,
            begun_at: step.begun_at,
            ended_at: step.ended_at,
            expected: step.expected(),
            // Nothing that a dry run would send is ever handled.
            through: if dry_run { step.listed } else { step.through() },
            listed: step.listed,
            queued: step.queued,
            passed_over: step.passed_over,
            done: outcomes.done,
            unchanged: outcomes.unchanged,
            skipped: outcomes.skipped,
            parked: outcomes.parked,
            failed: outcomes.failed,
            per_second: step.per_second,
            seconds_left: step.seconds_left,
        }
    }
}
