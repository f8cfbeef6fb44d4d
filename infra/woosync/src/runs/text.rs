//! A run for people.

use std::fmt::Write as _;

use intake::StoreId;
use sync::full_sync::{Ending, Kind, Progress, Run, StepProgress};

use crate::columns::columns;
use crate::verify;

/// The steps and their figures, and what `verify` found.
pub(super) fn render(store: &StoreId, run: &Run, progress: &Progress) -> String {
    let mut text = format!("{}\n\n{}", headline(store, progress), figures(progress));
    if progress.kind == Kind::Nightly && progress.ended.is_some() {
        let steps = progress.steps.iter();
        let caught: u64 = steps.clone().map(|step| step.outcomes.done).sum();
        let parked: u64 = steps.map(|step| step.outcomes.parked).sum();
        let _ = write!(
            text,
            "\n\nThe night caught {caught} that no delivery and no date of change told of. \
             {parked} wait for a person or a setting, what staff changed in Perfex among them."
        );
    }
    if let Some(report) = &run.report {
        let _ = write!(text, "\n\n{}", verify::text::render(report, store, None));
    }
    text
}

/// How it stands, in one line.
pub(super) fn headline(store: &StoreId, progress: &Progress) -> String {
    let state = match (&progress.ended, &progress.pause) {
        (Some(Ending::Finished), _) => "finished".to_owned(),
        (Some(Ending::Cancelled), _) => "cancelled".to_owned(),
        (None, Some(pause)) => format!("waits since {}: {}", pause.since, pause.reason),
        (None, None) => "under way".to_owned(),
    };
    let dry = if progress.dry_run { " (dry run)" } else { "" };
    format!("Store {store}, run {}{dry}: {state}", progress.run)
}

fn figures(progress: &Progress) -> String {
    let header = [
        "step",
        "total",
        "listed",
        "sent",
        "done",
        "unchanged",
        "skipped",
        "parked",
        "failed",
        "no need",
        "per second",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    lines.extend(progress.steps.iter().map(line));
    columns(&lines, 1)
}

fn line(step: &StepProgress) -> Vec<String> {
    let outcomes = &step.outcomes;
    vec![
        step.step.name().to_owned(),
        step.total
            .map_or_else(|| "?".to_owned(), |total| total.to_string()),
        step.listed.to_string(),
        step.queued.to_string(),
        outcomes.done.to_string(),
        outcomes.unchanged.to_string(),
        outcomes.skipped.to_string(),
        outcomes.parked.to_string(),
        outcomes.failed.to_string(),
        step.passed_over.to_string(),
        format!("{:.1}", step.per_second),
    ]
}

/// A step in one line, for whoever has no terminal.
pub(super) fn step_line(step: &StepProgress) -> String {
    let outcomes = &step.outcomes;
    let mut line = format!(
        "{:<9} {}/{}  {:.1}/s",
        step.step.name(),
        step.through(),
        step.expected(),
        step.per_second
    );
    for (name, count) in [
        ("done", outcomes.done),
        ("unchanged", outcomes.unchanged),
        ("skipped", outcomes.skipped),
        ("parked", outcomes.parked),
        ("failed", outcomes.failed),
    ] {
        if count > 0 {
            let _ = write!(line, "  {count} {name}");
        }
    }
    if let Some(seconds) = step.seconds_left {
        let _ = write!(line, "  {seconds} s left");
    }
    line
}
