//! `woosync`, the operator's command: settings, secrets, what became of an order and what would,
//! what is parked or dead, and the ledger.
//!
//! What was asked for goes to standard output; an error is one line on standard error and the exit
//! code 1, or 2 if what was given cannot be used. AWS credentials and region come from the
//! environment, as in every AWS tool.

mod adopt;
mod bad_input;
mod columns;
mod connect;
mod dlq;
mod doctor;
mod dump;
mod forget;
mod full_sync;
mod ledger;
mod orders;
mod parked;
mod preview;
mod reset;
mod runs;
mod secrets;
mod settings;
mod site;
mod target;
mod verify;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use bad_input::BadInput;

#[derive(Parser)]
#[command(
    name = "woosync",
    version,
    about = "Keeps WooCommerce orders and Perfex CRM in agreement: the operator's command"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check, push and show the settings.
    #[command(subcommand)]
    Settings(settings::Command),
    /// Put keys and tokens into Secrets Manager. Values are read from standard input.
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// See what became of orders, and list those of a store.
    #[command(subcommand)]
    Orders(orders::Command),
    /// Walk whole stores step by step, so that everything stands in Perfex.
    FullSync(full_sync::FullSync),
    /// See how far full syncs are, and stop one.
    #[command(subcommand)]
    Runs(runs::Command),
    /// See what waits for a person or a setting, and have it tried again.
    #[command(subcommand)]
    Parked(parked::Command),
    /// See the messages that nothing can be done with, and send again those that are hints.
    #[command(subcommand)]
    Dlq(dlq::Command),
    /// Show the documents that would stand in Perfex for an order. Nothing is written anywhere.
    ///
    /// The order is read from its store (--order), or from a file without AWS and network
    /// (--order-file). Exit codes: 0 shown, 1 AWS or the store failed, 2 the input cannot be used.
    Preview(preview::Command),
    /// Look at the stores, at Perfex and at AWS, and say what is wrong and how to mend it. Reads only,
    /// unless --write-probe is given.
    ///
    /// Exit codes: 0 all is well, 1 something has to be mended or could not be looked at.
    Doctor(doctor::Doctor),
    /// Compare a store with Perfex: what is missing, extra, or has another total.
    ///
    /// Prints the sums per month and currency and what does not agree, and fails unless all does.
    /// Nothing is written anywhere. Exit codes: 0 both agree, 1 they do not or a side failed, 2 the
    /// input cannot be used.
    Verify(verify::Verify),
    /// Link orders to documents that an earlier connector or a person wrote, so that none is written
    /// a second time. Only shows what would be linked, unless --yes is given.
    Adopt(adopt::Adopt),
    /// Set a store up: check both sides, keep the keys, create the webhooks, propose the settings.
    ///
    /// Asks for what is not given; everything can be given, for scripts. It may be run again: what is
    /// there already is kept.
    Connect(Box<connect::Connect>),
    /// Delete our webhooks in a store. Settings, keys and what stands in Perfex stay.
    Disconnect(connect::Disconnect),
    /// Write the table to a file, one row a line: links, claims, ledger and settings.
    ///
    /// It holds order numbers and what the lists of the console show. Handle it like the table.
    Export(dump::Export),
    /// Fill an empty table from such a file. A row that is there already stays as it is.
    Import(dump::Import),
    /// Remove what the table keeps of a person in every store. Only shows it, unless --yes is given.
    ///
    /// Exit codes: 0 shown or removed, 1 AWS failed, 2 the input cannot be used.
    Forget(forget::Forget),
    /// Empty the table of links, claims and ledger, to build them anew from Perfex and the stores.
    ///
    /// For when Perfex was set back to a backup: what the links name is not there any more. Settings
    /// stay. The guide `backup` says what comes before and after.
    Reset(reset::Reset),
    /// See the revenue, and verify it against the orders.
    #[command(subcommand)]
    Ledger(ledger::Command),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Settings(command) => settings::run(command).await,
        Command::Secrets(command) => secrets::run(command).await,
        Command::Orders(command) => orders::run(command).await,
        Command::FullSync(command) => command.run().await,
        Command::Runs(command) => runs::run(command).await,
        Command::Parked(command) => parked::run(command).await,
        Command::Dlq(command) => dlq::run(command).await,
        Command::Preview(command) => command.run().await,
        Command::Doctor(doctor) => Box::pin(doctor.run()).await,
        Command::Verify(verify) => verify.run().await,
        Command::Adopt(adopt) => adopt.run().await,
        Command::Connect(connect) => connect.run().await,
        Command::Disconnect(disconnect) => disconnect.run().await,
        Command::Export(export) => export.run().await,
        Command::Import(import) => import.run().await,
        Command::Forget(forget) => forget.run().await,
        Command::Reset(reset) => reset.run().await,
        Command::Ledger(command) => ledger::run(command).await,
    };
    match done {
        Ok(text) => print(&text),
        Err(error) => {
            let line = format!("{error:#}").replace(['\n', '\r'], " ");
            // There is nobody left to tell if standard error is closed too.
            let _ = writeln!(io::stderr(), "error: {line}");
            match error.downcast_ref::<BadInput>() {
                Some(_) => ExitCode::from(2),
                None => ExitCode::FAILURE,
            }
        }
    }
}

/// Prints what a command answers. A reader that has seen enough (`| head`) is no error.
pub(crate) fn print(text: &str) -> ExitCode {
    if text.is_empty() {
        return ExitCode::SUCCESS;
    }
    match writeln!(io::stdout(), "{}", text.trim_end()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}
