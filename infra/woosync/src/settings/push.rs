//! `woosync settings push`

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use aws::SettingsStore;
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::changes::{changes, moved_stores};
use super::file;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Push {
    /// The file, in TOML.
    file: PathBuf,
    #[command(flatten)]
    table: TableArgument,
    /// Who pushes it, for the history. Default: the user of this machine.
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Allow another index for a store that is in force already. Its documents in Perfex will not
    /// be found any more, so its orders would be written a second time.
    #[arg(long)]
    change_index: bool,
}

impl Push {
    pub(crate) async fn run(self) -> Result<String> {
        let settings = file::read(&self.file)?;
        let after = serde_json::to_value(&settings)?;
        let store = SettingsStore::new(self.table.open().await);
        if !self.change_index {
            let before = store
                .current()
                .await
                .context("cannot read the settings in force")?;
            refuse_moves(
                &before.map_or_else(|| json!({}), |current| current.settings),
                &after,
            )?;
        }
        let by = self.by.unwrap_or_else(user);
        let pushed = store
            .push(&settings, &by, Timestamp::now())
            .await
            .context("the settings were not pushed")?;
        if !pushed.written {
            return Ok(format!(
                "version {} holds them already, nothing was changed",
                pushed.version
            ));
        }
        let changed = changes(&pushed.before.unwrap_or_else(|| json!({})), &after);
        Ok(format!(
            "version {}\nchanged: {}",
            pushed.version,
            changed.join(", ")
        ))
    }
}

fn refuse_moves(before: &Value, after: &Value) -> Result<()> {
    let moved = moved_stores(before, after);
    if !moved.is_empty() {
        bail!(
            "{}: the documents of that store would not be found in Perfex any more; \
             if there are none yet, repeat with --change-index",
            moved.join(", ")
        );
    }
    Ok(())
}

fn user() -> String {
    ["USER", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_else(|| "unknown".to_owned())
}
