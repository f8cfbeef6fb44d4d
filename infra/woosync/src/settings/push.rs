//! `woosync settings push`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use desk::Pushed;
use jiff::Timestamp;

use super::file;
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
        let settings = file::read(&self.file)?;
        let table = self.table.open().await;
        let queue = self.queue.open().await;
        let by = self.by.unwrap_or_else(user);
        let now = Timestamp::now();
        let pushed = desk::push(&table, &queue, settings, &by, self.change_index, now).await?;
        Ok(told(&pushed))
    }
}

/// What a push did.
pub(crate) fn told(pushed: &Pushed) -> String {
    let version = pushed.version;
    let said = if pushed.changed.is_empty() {
        format!("version {version} holds them already, nothing was changed")
    } else {
        format!("version {version}\nchanged: {}", pushed.changed.join(", "))
    };
    if pushed.released == 0 {
        return said;
    }
    format!("{said}\nparked, tried again: {}", pushed.released)
}

/// Who pushes, if nobody is named: the user of this machine.
pub(crate) fn user() -> String {
    ["USER", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_else(|| "unknown".to_owned())
}
