//! `woosync secrets`
//!
//! Values come in on standard input, so that they stand in no shell history and no process list,
//! and they are never printed.

pub(crate) mod input;
pub(crate) mod merge;
mod vault;

use std::io;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use intake::StoreId;

pub(crate) use vault::Vault;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Set a store's webhook secret: one line on standard input.
    ///
    /// A different secret that is there already stays valid as the previous one, so that
    /// deliveries signed with it still pass until the store signs with the new one.
    #[command(name = "set-webhook")]
    Webhook {
        #[command(flatten)]
        target: StoreTarget,
        /// Insist on replacing a secret: refuse if the store has none yet or has this very one.
        #[arg(long)]
        rotate: bool,
    },
    /// Set a store's REST API key: two lines on standard input, the consumer key (ck_…) and the
    /// consumer secret (cs_…).
    #[command(name = "set-store")]
    Store {
        #[command(flatten)]
        target: StoreTarget,
    },
    /// Set Perfex's API token: one line on standard input.
    #[command(name = "set-crm")]
    Crm {
        /// ARN or name of the secret.
        #[arg(long, value_name = "ARN")]
        secret_id: String,
    },
}

#[derive(Args)]
pub(crate) struct StoreTarget {
    /// ARN or name of the secret.
    #[arg(long, value_name = "ARN")]
    secret_id: String,
    /// Id of the store, as in the settings (`stores.ID`).
    #[arg(long, value_name = "ID")]
    store: StoreId,
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::Webhook { target, rotate } => {
            let secret = input::webhook_secret(&standard_input()?)?;
            let vault = Vault::open(target.secret_id).await;
            let mut document = vault.read().await?;
            let done = merge::set_webhook(&mut document, &target.store, &secret, rotate)?;
            if done != merge::WebhookSet::Unchanged {
                vault.write(document).await?;
            }
            Ok(format!("store {}: {done}", target.store))
        }
        Command::Store { target } => {
            let key = input::store_key(&standard_input()?)?;
            let vault = Vault::open(target.secret_id).await;
            let mut document = vault.read().await?;
            merge::set_store(&mut document, &target.store, &key);
            vault.write(document).await?;
            Ok(format!("store {}: API key set", target.store))
        }
        Command::Crm { secret_id } => {
            let token = input::token(&standard_input()?)?;
            let vault = Vault::open(secret_id).await;
            let mut document = vault.read().await?;
            merge::set_crm(&mut document, token);
            vault.write(document).await?;
            Ok("Perfex: API token set".to_owned())
        }
    }
}

fn standard_input() -> Result<String> {
    let stdin = io::stdin();
    if io::IsTerminal::is_terminal(&stdin) {
        bail!(
            "a terminal would show the secret: give it on standard input from a file (< FILE) \
             or from a password manager's command"
        );
    }
    Ok(io::read_to_string(stdin)?)
}
