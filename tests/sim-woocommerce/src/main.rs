//! `sim-woocommerce`: the simulated store on a port of this machine.
#![expect(clippy::print_stdout, reason = "a command")]

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use clap::Parser;
use sim_woocommerce::{Deliverer, Keys, Store, serve};

/// A simulated WooCommerce store.
#[derive(Parser)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:9200")]
    listen: String,
    /// A folder of recordings: webhooks/*.body with *.headers.json, rest/*.body.
    #[arg(long)]
    data: PathBuf,
    /// The REST key that is taken.
    #[arg(long, default_value = "ck_simulated")]
    key: String,
    /// Its secret.
    #[arg(long, default_value = "cs_simulated")]
    secret: String,
    /// The secret of the webhooks.
    #[arg(long)]
    webhook_secret: String,
    /// Where deliveries go.
    #[arg(long)]
    deliver_to: String,
    /// A header that each delivery gets, as NAME=VALUE.
    #[arg(long = "header")]
    headers: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let keys = Keys {
        key: arguments.key,
        secret: arguments.secret,
    };
    let store = Store::load(&arguments.data, keys, &arguments.webhook_secret)?;
    let headers = arguments
        .headers
        .iter()
        .map(|pair| {
            let (name, value) = pair.split_once('=').context("--header takes NAME=VALUE")?;
            Ok((name.to_owned(), value.to_owned()))
        })
        .collect::<Result<_>>()?;
    let deliverer = Deliverer::new(arguments.deliver_to, headers)?;
    let listener = tokio::net::TcpListener::bind(&arguments.listen)
        .await
        .with_context(|| {
            format!(
                "{} cannot be listened on: choose another by --listen",
                arguments.listen
            )
        })?;
    println!("The simulated store listens on http://{}", arguments.listen);
    serve(Arc::new(Mutex::new(store)), deliverer, listener).await?;
    Ok(())
}
