//! A store of a size on a port of this machine: prints its address, serves until its input ends, and
//! then prints how many requests it answered, how many orders were listed, and how many of those that
//! nobody touched were not.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use scale::churn::Pace;
use scale::listing::Listing;
use scale::server::Server;
use tokio::net::TcpListener;

#[derive(Parser)]
struct Arguments {
    /// How long the store takes for a page.
    #[arg(long, value_name = "MS", default_value_t = 400)]
    latency_ms: u64,
    /// How many requests it works on at a time.
    #[arg(long, value_name = "N", default_value_t = 4)]
    workers: usize,
    /// Edits for each page that is listed.
    #[arg(long, value_name = "N", default_value_t = 0.0)]
    edits: f64,
    /// New orders for each page.
    #[arg(long, value_name = "N", default_value_t = 0.0)]
    new: f64,
    /// Deletions for each page.
    #[arg(long, value_name = "N", default_value_t = 0.0)]
    deletions: f64,
    /// How many orders it has.
    orders: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let now = jiff::Timestamp::now().as_second();
    let listing = Listing::of_ten_years(arguments.orders, now);
    let pace = Pace {
        edits: arguments.edits,
        new: arguments.new,
        deletions: arguments.deletions,
    };
    let latency = Duration::from_millis(arguments.latency_ms);
    let server = Server::new(listing, pace, latency, arguments.workers);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    tokio::spawn(Arc::clone(&server).serve(listener));
    let ended = || std::io::stdin().read_to_end(&mut vec![]);
    tokio::task::spawn_blocking(ended).await??;
    let (listed, missed) = server.listed_and_missed();
    println!("{} {listed} {missed}", server.requests());
    Ok(())
}
