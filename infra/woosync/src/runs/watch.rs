//! The progress of a run, until it ends or nobody looks any more.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use aws::Table;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use intake::StoreId;
use jiff::Timestamp;
use sync::full_sync::{Progress, RunId, Step, StepProgress, show};
use tokio::time::sleep;

use super::text;

/// How often it is looked.
const PAUSE: Duration = Duration::from_secs(1);

/// Shows the progress until the run has ended; gives how it ended. Whoever stops looking is told
/// how to look again, and stops nothing else.
pub(crate) async fn watch(table: &Table, store: &StoreId, run: &RunId) -> Result<String> {
    let mut shown = Shown::new();
    loop {
        let (run_as_it_is, progress) = show(table, store, run, Timestamp::now()).await?;
        shown.show(store, &progress);
        if progress.ended.is_some() {
            shown.clear();
            return Ok(text::render(store, &run_as_it_is, &progress));
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            _ = tokio::signal::ctrl_c() => {
                shown.clear();
                return Ok(format!(
                    "{}\nThe run goes on. Look again: woosync runs show {run} --store {store} --watch\n\
                     Stop it: woosync runs cancel {run} --store {store}",
                    text::headline(store, &progress)
                ));
            }
        }
    }
}

/// What stands on the terminal, or the last lines that were written where there is none.
struct Shown {
    all: MultiProgress,
    headline: ProgressBar,
    bars: BTreeMap<Step, ProgressBar>,
    lines: BTreeMap<Option<Step>, String>,
}

impl Shown {
    fn new() -> Self {
        let all = MultiProgress::new();
        let headline = all.add(ProgressBar::new_spinner());
        headline.set_style(style("{msg}"));
        Self {
            all,
            headline,
            bars: BTreeMap::new(),
            lines: BTreeMap::new(),
        }
    }

    fn show(&mut self, store: &StoreId, progress: &Progress) {
        let headline = text::headline(store, progress);
        if self.all.is_hidden() {
            self.write(None, headline);
            for step in progress.steps.iter().filter(|step| step.begun_at.is_some()) {
                self.write(Some(step.step), text::step_line(step));
            }
            return;
        }
        self.headline.set_message(headline);
        for step in &progress.steps {
            self.bar(step);
        }
    }

    /// A line, unless it is what was written before.
    fn write(&mut self, step: Option<Step>, line: String) {
        if self.lines.get(&step) != Some(&line) {
            crate::print(&line);
            self.lines.insert(step, line);
        }
    }

    fn bar(&mut self, step: &StepProgress) {
        let all = &self.all;
        let bar = self.bars.entry(step.step).or_insert_with(|| {
            let bar = all.add(ProgressBar::new(0));
            bar.set_style(style("{prefix:<9} [{bar:32}] {percent:>3} %  {msg}"));
            bar.set_prefix(step.step.name());
            bar
        });
        bar.set_length(step.expected().max(1));
        bar.set_position(if step.ended_at.is_some() {
            step.expected().max(1)
        } else {
            step.through()
        });
        let line = text::step_line(step);
        bar.set_message(line.get(10..).unwrap_or_default().to_owned());
    }

    fn clear(&self) {
        // What cannot be cleared is still true.
        let _ = self.all.clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}
