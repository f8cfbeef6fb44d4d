//! `woosync runs list`

use anyhow::{Context, Result};
use clap::Args;
use sync::full_sync::{Ending, Run, list};

use super::StoreArguments;
use crate::columns::columns;

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    of: StoreArguments,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    limit: u16,
}

impl List {
    pub(crate) async fn run(self) -> Result<String> {
        let (table, store) = self.of.open().await?;
        let runs = list(&table, &store, usize::from(self.limit)).await;
        let runs = runs.context("cannot read the runs")?;
        if runs.is_empty() {
            return Ok(format!(
                "store {store} had no full sync yet: `woosync full-sync --store {store}`"
            ));
        }
        let header = ["run", "kind", "begun", "state", "steps"];
        let mut lines = vec![header.map(str::to_owned).to_vec()];
        lines.extend(runs.iter().map(line));
        Ok(columns(&lines, 5))
    }
}

fn line(run: &Run) -> Vec<String> {
    let steps: Vec<&str> = run.asked.steps.iter().map(|step| step.name()).collect();
    let state = match (&run.ended, &run.pause) {
        (Some((Ending::Finished, _)), _) => "finished",
        (Some((Ending::Cancelled, _)), _) => "cancelled",
        (None, Some(_)) => "waits",
        (None, None) => "under way",
    };
    let dry = if run.asked.dry_run { " (dry run)" } else { "" };
    vec![
        run.id.to_string(),
        run.kind.name().to_owned(),
        run.begun_at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        format!("{state}{dry}"),
        steps.join(", "),
    ]
}
