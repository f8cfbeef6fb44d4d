//! `woosync forget`

use std::fmt::Write as _;
use std::io::BufRead as _;

use anyhow::{Context, Result, anyhow, bail};
use aws::{Forgotten, Table, Traces};
use clap::Args;
use sync::ports::TableError;

use crate::bad_input::BadInput;
use crate::target::TableArgument;

/// How often a row is tried that a worker changes meanwhile.
const TRIES: usize = 5;

/// How many orders are named one by one.
const NAMED: usize = 20;

#[derive(Args)]
pub(crate) struct Forget {
    #[command(flatten)]
    table: TableArgument,
    /// The person's e-mail; `-`: it is read from standard input, so that no history keeps it.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Remove it.
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Only show what would be removed: the default.
    #[arg(long)]
    dry_run: bool,
}

impl Forget {
    pub(crate) async fn run(self) -> Result<String> {
        let email = match self.email.as_str() {
            "-" => first_line().context("no e-mail on standard input")?,
            given => given.to_owned(),
        };
        let buyer = sync::seen::buyer(&email)
            .ok_or_else(|| BadInput::of(anyhow!("--email: that is no e-mail address")))?;
        let table = self.table.open().await;
        let traces = traces(&table, &buyer, &email).await?;
        if !self.yes {
            return Ok(text(&traces, false));
        }
        // Orders first: saving them takes their sums out of the buyer's rows.
        for (store, order) in &traces.orders {
            patiently(|| table.forget_in(store, *order, &email)).await?;
        }
        for (store, account) in &traces.accounts {
            patiently(|| table.forget_row(Forgotten::Account(store, account))).await?;
        }
        for claim in &traces.claims {
            patiently(|| table.forget_row(Forgotten::Claim(claim))).await?;
        }
        for (store, customer) in &traces.customers {
            patiently(|| table.forget_row(Forgotten::Customer(store, *customer))).await?;
        }
        let left = self::traces(&table, &buyer, &email).await?;
        if !left.is_empty() {
            bail!(
                "an order of this person was handled meanwhile: erase the person in WooCommerce first, \
                 then run this again"
            );
        }
        Ok(text(&traces, true))
    }
}

async fn traces(table: &Table, buyer: &str, email: &str) -> Result<Traces> {
    let traces = table.traces(buyer, email).await;
    traces.context("the table cannot be read")
}

fn first_line() -> Option<String> {
    let line = std::io::stdin().lock().lines().next()?.ok()?;
    Some(line).filter(|line| !line.trim().is_empty())
}

async fn patiently<F: Future<Output = Result<(), TableError>>>(call: impl Fn() -> F) -> Result<()> {
    let mut tries = 0;
    loop {
        tries += 1;
        match call().await {
            Err(TableError::Conflict) if tries < TRIES => {}
            ended => return ended.context("not all is removed: run this again"),
        }
    }
}

fn text(traces: &Traces, is_removed: bool) -> String {
    let mut text = String::new();
    if traces.is_empty() {
        text.push_str("The table holds nothing that leads to this person.\n");
    } else {
        text.push_str(if is_removed {
            "Removed:\n"
        } else {
            "To be removed:\n"
        });
        found(&mut text, traces);
    }
    stays(&mut text, traces);
    if !is_removed && !traces.is_empty() {
        text.push_str("\nNothing was removed. Repeat with --yes to remove it.\n");
    }
    text
}

fn found(text: &mut String, traces: &Traces) {
    let orders = &traces.orders;
    if !orders.is_empty() {
        let named = orders.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|(store, order)| format!("{store} {order}"))
            .collect();
        let more = if orders.len() > NAMED { " …" } else { "" };
        let _ = writeln!(
            text,
            "  the person in the links of {} orders: {}{more}",
            orders.len(),
            named.join(", ")
        );
    }
    for (count, what) in [
        (
            traces.accounts.len(),
            "what was ordered and spent, by store and currency",
        ),
        (traces.claims.len(), "by what the client is recognised"),
        (traces.customers.len(), "registered accounts"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "  {count} rows: {what}");
        }
    }
}

fn stays(text: &mut String, traces: &Traces) {
    text.push_str("\nNot removed by this command:\n");
    if !traces.clients.is_empty() {
        let clients: Vec<String> = traces.clients.iter().map(u64::to_string).collect();
        let _ = writeln!(
            text,
            "  Perfex's client {} and its documents: erase them there, as far as the law lets you",
            clients.join(", ")
        );
    }
    if traces.is_shared {
        text.push_str(
            "  registered accounts, phone and VAT number of that client, which others order as too\n",
        );
    }
    for row in &traces.elsewhere {
        let _ = writeln!(text, "  the e-mail itself in the row {row}");
    }
    text.push_str(
        "  ids, sums and days of the orders, so that no document is written twice and the revenue stays\n  \
         logs, which hold ids only, until LogRetentionDays; backups of the table, for 35 days\n\
         Erase the person in WooCommerce first: an order that still bears the e-mail brings its digest back.\n",
    );
}
