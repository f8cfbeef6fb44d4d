//! `woosync orders`

mod ids;
mod line;
mod outcome;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print what became of orders, one JSON object a line.
    ///
    /// `outcome` is done, unchanged, skipped, retry or parked; `under_way` while the first
    /// handling has not ended; `unreadable` if the row is broken; null if there is no row.
    Outcome(outcome::Outcome),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::Outcome(outcome) => outcome.run().await,
    }
}
