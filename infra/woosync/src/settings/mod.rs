//! `woosync settings`

pub(crate) mod file;
mod history;
pub(crate) mod push;
mod show;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use crate::target::TableArgument;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check a settings file. Nothing is sent.
    Check {
        /// The file, in TOML.
        file: PathBuf,
    },
    /// Check a settings file and put it in force.
    Push(push::Push),
    /// Show the settings in force, as a file that can be pushed again.
    Show {
        #[command(flatten)]
        table: TableArgument,
    },
    /// List all versions, newest first.
    History {
        #[command(flatten)]
        table: TableArgument,
    },
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::Check { file } => {
            let settings = file::read(&file)?;
            let stores: Vec<String> = settings.stores.keys().map(ToString::to_string).collect();
            Ok(format!(
                "{}: good, stores: {}",
                file.display(),
                stores.join(", ")
            ))
        }
        Command::Push(push) => push.run().await,
        Command::Show { table } => show::run(table).await,
        Command::History { table } => history::run(table).await,
    }
}
