//! `woosync orders list`

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use secrecy::SecretString;
use transport::{HttpTransport, Limits};
use url::Url;
use woocommerce::{Among, Client, Connection, DateWalk, Fields, OrderList};

use crate::bad_input::BadInput;

/// The largest answer that is read: a hundred orders of thousands of lines, with room.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;

#[derive(Args)]
pub(crate) struct List {
    /// The store's address.
    #[arg(long, value_name = "URL")]
    url: Url,
    /// The consumer key of its REST API, `ck_…`.
    #[arg(long, value_name = "KEY", env = "WOOSYNC_STORE_KEY")]
    key: String,
    /// Its secret, `cs_…`. In the environment it does not show in the list of processes.
    #[arg(
        long,
        value_name = "SECRET",
        env = "WOOSYNC_STORE_SECRET",
        hide_env_values = true
    )]
    secret: SecretString,
    /// Only orders that changed after this second, for example 2026-11-01T00:00:00Z.
    #[arg(long, value_name = "TIME")]
    modified_after: Option<Timestamp>,
    /// The orders in the trash instead of the others.
    #[arg(long)]
    trash: bool,
    /// How much of each order.
    #[arg(long, value_enum, default_value_t = FieldsArgument::All)]
    fields: FieldsArgument,
    /// How many orders a request asks for.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u8).range(25..=100))]
    page_size: u8,
    /// Where to write; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FieldsArgument {
    /// Id, status and the date of the last change.
    Key,
    /// Everything.
    All,
}

impl List {
    pub(crate) async fn run(self) -> Result<String> {
        let transport = HttpTransport::new(Limits {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_mins(1),
            max_body_bytes: LARGEST_ANSWER_BYTES,
        })?;
        let connection = Connection {
            base: self.url,
            consumer_key: self.key,
            consumer_secret: self.secret,
        };
        let client = Client::new(transport, connection)
            .map_err(|error| BadInput::of(anyhow::Error::from(error).context("--url, --key")))?;
        let mut out: Box<dyn Write> = match &self.out {
            Some(path) => Box::new(
                File::create(path).with_context(|| format!("cannot write {}", path.display()))?,
            ),
            None => Box::new(io::stdout().lock()),
        };
        let mut out = BufWriter::new(&mut out);
        let among = if self.trash {
            Among::Trash
        } else {
            Among::Kept
        };
        let fields = match self.fields {
            FieldsArgument::Key => Fields::Key,
            FieldsArgument::All => Fields::All,
        };
        let page_size = usize::from(self.page_size);
        let list = OrderList::changes(among, fields);
        let mut walk = DateWalk::after(self.modified_after);
        let (mut orders, mut requests) = (0_u64, 0_u64);
        while let Some(next) = walk.next() {
            let listed = client.list(list, next, page_size).await;
            requests += 1;
            let listed = listed.with_context(|| {
                format!("after {orders} orders and {requests} requests the store failed")
            })?;
            for order in walk.take(listed.items, page_size) {
                orders += 1;
                if let Err(error) = writeln!(out, "{}", order.json) {
                    return ended(&error);
                }
            }
        }
        if let Err(error) = out.flush() {
            return ended(&error);
        }
        Ok(match self.out {
            Some(_) => format!("{orders} orders in {requests} requests"),
            None => String::new(),
        })
    }
}

/// A reader that has seen enough (`| head`) is no error.
fn ended(error: &io::Error) -> Result<String> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(String::new());
    }
    anyhow::bail!("the list is not whole: {error}")
}
