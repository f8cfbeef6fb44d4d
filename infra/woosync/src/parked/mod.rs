//! `woosync parked`

mod item;
mod list;
mod retry;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the orders and customers of a store that wait for a person or a setting, by reason.
    ///
    /// Each line has the reason's code, what it is about, the order's total beside that of its
    /// Perfex documents where they matter, and what to do.
    List(list::List),
    /// Have parked orders and customers handled again now.
    ///
    /// Each is read afresh from its store; what is still wrong is parked again. Nothing is lost and
    /// nothing doubled by doing it twice. What a setting may cure is tried by itself when the
    /// settings change.
    Retry(retry::Retry),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::List(list) => list.run().await,
        Command::Retry(retry) => retry.run().await,
    }
}
