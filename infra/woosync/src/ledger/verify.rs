//! `woosync ledger verify`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write};

use anyhow::{Context, Result, bail};
use aws::Table;
use clap::Args;
use domain::Ledger;
use domain::ledger::{Account, Figure, Sums};
use domain::money::Currency;
use intake::StoreId;
use rust_decimal::Decimal;

use super::compare::{Compared, Differing, compare};
use super::shown;
use crate::columns::columns;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings. Without it, every store.
    #[arg(long, value_name = "ID")]
    store: Option<StoreId>,
    /// Set the rows that differ to the sums of their orders.
    #[arg(long)]
    repair: bool,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let store = self.store.as_ref();
        let compared = compare(&table, store).await?;
        if compared.differing.is_empty() {
            return Ok(agreement(store, &compared));
        }
        crate::print(&differences(&compared.differing));
        let rows = counted(compared.differing.len(), "row");
        if !self.repair {
            bail!("{rows} of the ledger differ from the orders: set them right with --repair");
        }
        rewrite(&table, &compared.differing).await?;
        let compared = compare(&table, store).await?;
        if !compared.differing.is_empty() {
            bail!("{rows} rewritten, and the ledger differs again: something else writes to it");
        }
        Ok(format!("{rows} rewritten\n{}", agreement(store, &compared)))
    }
}

async fn rewrite(table: &Table, differing: &[Differing]) -> Result<()> {
    for Differing { row, should_be } in differing {
        let written = table.rewrite_ledger_row(row, should_be).await;
        written.with_context(|| {
            let account = told(&row.account);
            format!("{account} was not rewritten, run it again")
        })?;
    }
    Ok(())
}

/// The differences, a line for each figure.
fn differences(differing: &[Differing]) -> String {
    let header = ["store", "row", "figure", "is", "should be"];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for Differing { row, should_be } in differing {
        let figures = row.sums.iter().chain(should_be.iter());
        let figures: BTreeSet<Figure> = figures.map(|(figure, _)| figure).collect();
        for figure in figures {
            let (is, should) = (row.sums.of(figure), should_be.of(figure));
            if is != should {
                let shown = |amount| shown(figure, amount, row.account.currency());
                lines.push(vec![
                    row.store.to_string(),
                    told(&row.account),
                    figure.name().into_owned(),
                    shown(is),
                    shown(should),
                ]);
            }
        }
    }
    columns(&lines, 3)
}

fn told(account: &Account) -> String {
    match account {
        Account::Day { day, currency } => format!("{day} {currency}"),
        Account::Client {
            client_key,
            currency,
        } => format!("client {client_key} {currency}"),
    }
}

/// One line a store, with what was compared.
fn agreement(store: Option<&StoreId>, compared: &Compared) -> String {
    let mut lines: Vec<String> = compared
        .ledgers
        .iter()
        .map(|(store, ledger)| format!("store {store}: the ledger agrees with {}", sums(ledger)))
        .collect();
    if lines.is_empty() {
        lines.push(match store {
            Some(store) => format!("store {store}: there are no orders"),
            None => "there are no orders".to_owned(),
        });
    }
    lines.join("\n")
}

/// Counts and sums of a ledger.
fn sums(ledger: &Ledger) -> String {
    let mut days = BTreeMap::<Currency, (usize, Sums)>::new();
    let mut clients = BTreeSet::new();
    for (account, sums) in ledger.accounts() {
        match account {
            Account::Day { currency, .. } => {
                let (count, total) = days.entry(*currency).or_default();
                *count += 1;
                total.add_all(sums);
            }
            Account::Client { client_key, .. } => {
                clients.insert(client_key);
            }
        }
    }
    let orders: Decimal = days
        .values()
        .map(|(_, sums)| sums.of(Figure::OrdersCount))
        .sum();
    let mut text = format!(
        "{} of {}",
        counted(orders, "order"),
        counted(clients.len(), "client")
    );
    for (currency, (count, sums)) in &days {
        let amount = |figure| shown(figure, sums.of(figure), *currency);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "; {currency} {} gross and {} refunded on {}",
            amount(Figure::Gross),
            amount(Figure::Refunded),
            counted(*count, "day"),
        );
    }
    text
}

fn counted(count: impl Display, what: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {what}{plural}")
}
