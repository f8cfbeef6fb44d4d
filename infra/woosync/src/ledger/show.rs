//! `woosync ledger show`

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use aws::LedgerRow;
use clap::Args;
use domain::ledger::{Account, Figure, Sums};
use domain::money::Currency;
use intake::StoreId;
use jiff::civil::Date;

use super::shown;
use crate::columns::columns;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings. Without it, every store.
    #[arg(long, value_name = "ID")]
    store: Option<StoreId>,
    /// The first day, for example 2026-11-01.
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// The last day.
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
}

type Days = BTreeMap<(StoreId, Date, Currency), Sums>;

impl Show {
    pub(crate) async fn run(self) -> Result<String> {
        let (from, to) = (self.from.unwrap_or(Date::MIN), self.to.unwrap_or(Date::MAX));
        ensure!(from <= to, "--from {from} is after --to {to}");
        let table = self.table.open().await;
        let rows = table.ledger_rows(self.store.as_ref()).await;
        let rows = rows.context("cannot read the ledger")?;
        let days = rows.into_iter().filter_map(of_day);
        let days: Days = days
            .filter(|((_, day, _), sums)| (from..=to).contains(day) && !sums.is_empty())
            .collect();
        if days.is_empty() {
            return Ok("no order counts in these days".to_owned());
        }
        Ok(columns(&lines(&days), 3))
    }
}

fn of_day(row: LedgerRow) -> Option<((StoreId, Date, Currency), Sums)> {
    match row.account {
        Account::Day { day, currency } => Some(((row.store, day, currency), row.sums)),
        Account::Client { .. } => None,
    }
}

/// A line for each day and currency, and at the end one for each store and currency.
fn lines(days: &Days) -> Vec<Vec<String>> {
    let names = Figure::OF_DAYS.map(|figure| match figure {
        Figure::OrdersCount => "orders".to_owned(),
        figure => figure.name().into_owned(),
    });
    let header = ["store", "day", "currency"].map(str::to_owned);
    let mut lines = vec![header.into_iter().chain(names).collect()];
    let mut totals = BTreeMap::<(&StoreId, Currency), Sums>::new();
    for ((store, day, currency), sums) in days {
        lines.push(line(store, day.to_string(), *currency, sums));
        totals.entry((store, *currency)).or_default().add_all(sums);
    }
    for ((store, currency), sums) in totals {
        lines.push(line(store, "total".to_owned(), currency, &sums));
    }
    lines
}

fn line(store: &StoreId, day: String, currency: Currency, sums: &Sums) -> Vec<String> {
    let figures = Figure::OF_DAYS.map(|figure| shown(figure, sums.of(figure), currency));
    let words = [store.to_string(), day, currency.to_string()];
    words.into_iter().chain(figures).collect()
}
