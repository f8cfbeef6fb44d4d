//! `sim-crm`: the simulated CRM on a port of this machine.
#![expect(clippy::print_stdout, reason = "a command")]

use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use clap::Parser;
use sim_crm::{Crm, Flavour, Setup, serve};

/// A simulated Perfex CRM with the Themesic REST API.
#[derive(Parser)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:9100")]
    listen: String,
    /// themesic-2 or themesic-3.
    #[arg(long, default_value = "themesic-3")]
    flavour: Flavour,
    /// The token that is taken.
    #[arg(long, default_value = "sim-token")]
    token: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let setup = Setup {
        token: arguments.token,
        ..Setup::default()
    };
    let crm = Crm::new(arguments.flavour, setup);
    let listener = tokio::net::TcpListener::bind(&arguments.listen)
        .await
        .with_context(|| {
            format!(
                "{} cannot be listened on: choose another by --listen",
                arguments.listen
            )
        })?;
    println!("The simulated CRM listens on http://{}", arguments.listen);
    serve(Arc::new(Mutex::new(crm)), listener).await?;
    Ok(())
}
