//! `woosync settings push`

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use aws::SettingsStore;
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sync::Settings;

use super::changes::{changes, moved_stores};
use super::file;
use super::release::release;
use crate::target::{QueueArgument, TableArgument};

#[derive(Args)]
pub(crate) struct Push {
    /// The file, in TOML.
    file: PathBuf,
    #[command(flatten)]
    table: TableArgument,
    #[command(flatten)]
    queue: QueueArgument,
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
        let mut settings = file::read(&self.file)?;
        let table = self.table.open().await;
        let store = SettingsStore::new(table.clone());
        let before = store
            .current()
            .await
            .context("cannot read the settings in force")?;
        let before = before.map_or_else(|| json!({}), |current| current.settings);
        begin_today(&mut settings, &before);
        let after = serde_json::to_value(&settings)?;
        if !self.change_index {
            refuse_moves(&before, &after)?;
        }
        let by = self.by.unwrap_or_else(user);
        let pushed = store
            .push(&settings, &by, Timestamp::now())
            .await
            .context("the settings were not pushed")?;
        let said = if pushed.written {
            let changed = changes(&pushed.before.unwrap_or_else(|| json!({})), &after);
            format!(
                "version {}\nchanged: {}",
                pushed.version,
                changed.join(", ")
            )
        } else {
            format!(
                "version {} holds them already, nothing was changed",
                pushed.version
            )
        };
        // Also where nothing changed: an earlier push may have ended before this.
        let queue = self.queue.open().await;
        let released = release(&table, &queue, &settings, pushed.version).await?;
        if released == 0 {
            return Ok(said);
        }
        Ok(format!("{said}\nparked, tried again: {released}"))
    }
}

/// Payments are written from the first push on, unless the file says otherwise.
fn begin_today(settings: &mut Settings, before: &Value) {
    for (id, store) in &mut settings.stores {
        let known = before
            .pointer(&format!("/stores/{id}/go_live"))
            .and_then(Value::as_str)
            .and_then(|day| day.parse().ok());
        let today = || Timestamp::now().to_zoned(TimeZone::UTC).date();
        store.go_live = store.go_live.or(known).or_else(|| Some(today()));
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
