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
use woocommerce::{
    Among, Client, Connection, Counts, DateWalk, Fields, ListedOrder, OrderList, SideBySide,
};

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
    /// How many requests are under way at a time. With --modified-after there is only one.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    concurrency: u8,
    /// How to write it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Where to write; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// One JSON object a line, as the store wrote it.
    #[default]
    Jsonl,
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
        let Format::Jsonl = self.format;
        let how = SideBySide {
            at_once: usize::from(self.concurrency),
            among,
            fields,
            page_size: usize::from(self.page_size),
        };
        let mut told = 0;
        let write = |order: ListedOrder| {
            writeln!(out, "{}", order.json)?;
            told += 1;
            Ok(())
        };
        let listed = match self.modified_after {
            Some(after) => changed(&client, how, after, write).await,
            None => client.list_side_by_side(how, write).await,
        };
        let counts = match listed {
            Ok(counts) => counts,
            Err(Ended::Written(error)) => return ended(&error),
            Err(Ended::Store(error)) => {
                let error = anyhow::Error::from(error);
                return Err(error.context(format!("after {told} orders the store failed")));
            }
        };
        if let Err(error) = out.flush() {
            return ended(&error);
        }
        Ok(match self.out {
            Some(_) => format!("{} orders in {} requests", counts.orders, counts.requests),
            None => String::new(),
        })
    }
}

/// What changed after a second, in the order of change.
async fn changed(
    client: &Client<HttpTransport>,
    how: SideBySide,
    after: Timestamp,
    mut write: impl FnMut(ListedOrder) -> Result<(), Ended>,
) -> Result<Counts, Ended> {
    let list = OrderList::changes(how.among, how.fields);
    let mut walk = DateWalk::after(Some(after));
    let mut counts = Counts::default();
    while let Some(next) = walk.next() {
        let listed = client.list(list, next, how.page_size).await?;
        counts.requests += 1;
        for order in walk.take(listed.items, how.page_size) {
            counts.orders += 1;
            write(order)?;
        }
    }
    Ok(counts)
}

/// Why a list ended before its end.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Store(#[from] woocommerce::Error),
    #[error(transparent)]
    Written(#[from] io::Error),
}

/// A reader that has seen enough (`| head`) is no error.
fn ended(error: &io::Error) -> Result<String> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(String::new());
    }
    anyhow::bail!("the list is not whole: {error}")
}
