//! `woosync reset`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::dump::export;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Reset {
    #[command(flatten)]
    table: TableArgument,
    /// Where the whole table is written to before, as `woosync export` does. The file must not be
    /// there yet.
    #[arg(long, value_name = "FILE")]
    keep: PathBuf,
    /// Empty it. Without it, nothing is done but the export.
    #[arg(long)]
    yes: bool,
}

impl Reset {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let kept = export(&table, &self.keep).await?;
        let kept = format!("{kept} rows are kept in {}", self.keep.display());
        if !self.yes {
            return Ok(format!(
                "{kept}. Nothing was deleted. See that neither consumer nor full sync runs, then repeat \
                 with another file and --yes"
            ));
        }
        let deleted = table.reset().await;
        let deleted = deleted.context("not all is deleted: run this again with another file")?;
        Ok(format!(
            "{kept}; {deleted} rows of links, claims and ledger are deleted. Next: `woosync adopt \
             --by-marker --yes` for each store, then a full sync"
        ))
    }
}
