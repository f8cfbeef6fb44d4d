//! `woosync parked`

mod dismiss;
mod list;
mod retry;
mod show;
mod which;

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
    /// Print all that is known of one parked order or customer, the documents that stand for it too.
    Show(show::Show),
    /// Take parked orders and customers off the list: a person has seen to them.
    ///
    /// Nothing is written to Perfex. One comes back onto the list when it changes and is parked for
    /// another reason or with other sums.
    Dismiss(dismiss::Dismiss),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::List(list) => list.run().await,
        Command::Retry(retry) => retry.run().await,
        Command::Show(show) => show.run().await,
        Command::Dismiss(dismiss) => dismiss.run().await,
    }
}
