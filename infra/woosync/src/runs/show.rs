//! `woosync runs show`

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use sync::full_sync::show;

use super::{RunArguments, text, watch};

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    of: RunArguments,
    /// Show the progress until the end. Ctrl-C leaves the run going.
    #[arg(long)]
    watch: bool,
    /// Show it as JSON, with what `verify` found.
    #[arg(long, conflicts_with = "watch")]
    json: bool,
}

impl Show {
    pub(crate) async fn run(self) -> Result<String> {
        let (table, store) = self.of.of.open().await?;
        if self.watch {
            return watch::watch(&table, &store, &self.of.run).await;
        }
        let (run, progress) = show(&table, &store, &self.of.run, Timestamp::now()).await?;
        if self.json {
            let shown = serde_json::json!({"progress": progress, "verify": run.report});
            return Ok(serde_json::to_string_pretty(&shown)?);
        }
        Ok(text::render(&store, &run, &progress))
    }
}
