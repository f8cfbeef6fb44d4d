//! `woosync orders`

mod ids;
mod line;
mod list;
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
    /// Write the orders of a store as it shows them, one JSON object a line, by several requests at a
    /// time.
    ///
    /// Needs no AWS. None is left out, whatever changes meanwhile; one that changes while this runs
    /// is written again at the end. Orders hold personal data: mind where the file goes.
    List(list::List),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::Outcome(outcome) => outcome.run().await,
        Command::List(list) => list.run().await,
    }
}
