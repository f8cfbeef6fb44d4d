//! `woosync runs`

mod cancel;
mod list;
mod show;
mod text;
pub(crate) mod watch;

use anyhow::{Context, Result, bail};
use aws::Table;
use clap::{Args, Subcommand};
use intake::StoreId;
use sync::full_sync::RunId;
use sync::ports::SettingsSource;

use crate::target::TableArgument;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the full syncs of a store, the newest first.
    List(list::List),
    /// Show how far one is, or how it ended and what `verify` found.
    Show(show::Show),
    /// Stop one. What it wrote stays.
    Cancel(cancel::Cancel),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::List(list) => list.run().await,
        Command::Show(show) => show.run().await,
        Command::Cancel(cancel) => cancel.run().await,
    }
}

/// A run of a store.
#[derive(Args)]
struct RunArguments {
    /// The run.
    run: RunId,
    #[command(flatten)]
    of: StoreArguments,
}

/// A store of a deployment.
#[derive(Args)]
struct StoreArguments {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings. Without it, the only one there is.
    #[arg(long, value_name = "ID")]
    store: Option<StoreId>,
}

impl StoreArguments {
    async fn open(self) -> Result<(Table, StoreId)> {
        let table = self.table.open().await;
        let settings = table.settings().await.context("cannot read the settings")?;
        let settings = settings.context("no settings were pushed yet")?;
        let mut stores = settings.stores.into_keys();
        let store = match (self.store, stores.next(), stores.next()) {
            (Some(store), ..) => store,
            (None, Some(only), None) => only,
            _ => bail!("name the store: --store ID"),
        };
        Ok((table, store))
    }
}
