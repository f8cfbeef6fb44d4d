//! The rows of the ledger, and what the links say that they should be.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ledger::{Account, Figure, Sums};
use domain::money::Currency;
use domain::{Contribution, Ledger};
use intake::StoreId;
use jiff::civil::Date;
use serde::Deserialize;
use sync::ports::TableError;

use crate::errors::unavailable;
use crate::key::{CLIENT, DAY, Key, LEDGER, LINK, ORDER, SPENT};
use crate::row::{self, Row};
use crate::spenders::{CUSTOMERS_OF, customers_of};
use crate::table::Table;

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// Of which store.
    pub store: StoreId,
    /// Of what.
    pub account: Account,
    /// Its sums.
    pub sums: Sums,
    /// How often it was written; 0 if it is not there.
    pub version: u64,
}

/// The part of a link that the ledger is made of. A link that is broken elsewhere counts too.
#[derive(Deserialize)]
struct Contributed {
    store: StoreId,
    #[serde(default)]
    contribution: Option<Contribution>,
}

impl Table {
    /// All rows of the ledger, of one store or of all. The table is read from end to end.
    pub async fn ledger_rows(&self, store: Option<&StoreId>) -> Result<Vec<LedgerRow>, TableError> {
        let store = store.map_or(String::new(), |store| format!("{store}#"));
        let filter = "(begins_with(pk, :days) AND begins_with(sk, :day)) \
                      OR (begins_with(pk, :clients) AND begins_with(sk, :spent))";
        let values = [
            (":days", format!("{LEDGER}{store}")),
            (":day", DAY.to_owned()),
            (":clients", CLIENT.to_owned()),
            (":spent", format!("{SPENT}{store}")),
        ];
        let mut rows = Vec::new();
        self.scan(filter, values, |row| {
            rows.push(decode(row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// The days of a store's ledger in one currency, the oldest first.
    pub async fn ledger_days(
        &self,
        store: &StoreId,
        currency: Currency,
        from: Date,
        to: Date,
    ) -> Result<Vec<LedgerRow>, TableError> {
        let day = |day: Date| AttributeValue::S(format!("{DAY}{day}"));
        let of = AttributeValue::S(format!("{LEDGER}{store}#{currency}"));
        let mut rows = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :of AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":of", of)
            .expression_attribute_values(":from", day(from))
            .expression_attribute_values(":to", day(to))
            .into_paginator()
            .items()
            .send();
        let mut days = Vec::new();
        while let Some(row) = rows.next().await {
            days.push(decode(&row.map_err(|error| unavailable(&error))?)?);
        }
        Ok(days)
    }

    /// The ledgers by store as the links of orders say that they should be, of one store or of
    /// all. The table is read from end to end.
    pub async fn contributed(
        &self,
        store: Option<&StoreId>,
    ) -> Result<BTreeMap<StoreId, Ledger>, TableError> {
        let store = store.map_or(String::new(), |store| format!("{store}#"));
        let filter = "begins_with(pk, :orders) AND sk = :link";
        let values = [
            (":orders", format!("{ORDER}{store}")),
            (":link", LINK.to_owned()),
        ];
        let mut ledgers = BTreeMap::<StoreId, Ledger>::new();
        self.scan(filter, values, |row| {
            let key = Key::of(row)?;
            let (_, link) = row::decode::<Contributed>(&key, row)?;
            let ledger = ledgers.entry(link.store).or_default();
            ledger.add_all(&Ledger::of(&link.contribution));
            Ok(())
        })
        .await?;
        Ok(ledgers)
    }

    /// A row of the ledger, read consistently; one of version 0 and without sums if there is none.
    pub async fn ledger_row(
        &self,
        store: &StoreId,
        account: &Account,
    ) -> Result<LedgerRow, TableError> {
        match self.read(&Key::account(store, account)).await? {
            Some(row) => decode(&row),
            None => Ok(LedgerRow {
                store: store.clone(),
                account: account.clone(),
                sums: Sums::default(),
                version: 0,
            }),
        }
    }

    /// Sets the sums of a row, if it still has the version that was read.
    pub async fn rewrite_ledger_row(
        &self,
        seen: &LedgerRow,
        sums: &Sums,
    ) -> Result<(), TableError> {
        let mut row = Key::account(&seen.store, &seen.account).attributes();
        row.insert("version".to_owned(), row::number((seen.version + 1).into()));
        if let Some(of) = customers_of(&seen.store, &seen.account) {
            row.insert(CUSTOMERS_OF.to_owned(), AttributeValue::S(of));
        }
        let always = seen.account.figures().iter().copied();
        for figure in always.chain(sums.days().map(Figure::OrdersOn)) {
            row.insert(figure.name().into_owned(), row::number(sums.of(figure)));
        }
        self.write_numbers(row, seen.version).await
    }

    /// Hands out every row that passes the filter, page by page.
    pub(crate) async fn scan<const N: usize>(
        &self,
        filter: &str,
        values: [(&str, String); N],
        mut each: impl FnMut(&Row) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        let values = values.map(|(name, text)| (name.to_owned(), AttributeValue::S(text)));
        let mut rows = self
            .client
            .scan()
            .table_name(&self.name)
            .filter_expression(filter)
            .set_expression_attribute_values(Some(HashMap::from(values)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        while let Some(row) = rows.next().await {
            each(&row.map_err(|error| unavailable(&error))?)?;
        }
        Ok(())
    }
}

/// A row of the ledger.
pub(crate) fn decode(row: &Row) -> Result<LedgerRow, TableError> {
    Ok(LedgerRow {
        version: row::version(&Key::of(row)?, row)?,
        ..decode_sums(row)?
    })
}

/// The same of a row of an index, which has no version.
pub(crate) fn decode_sums(row: &Row) -> Result<LedgerRow, TableError> {
    let key = Key::of(row)?;
    let (store, account) = key
        .to_account()
        .ok_or_else(|| TableError::Unreadable(format!("{key}: no account of the ledger")))?;
    let figures = row.keys().filter_map(|name| account.figure(name));
    let sums = figures
        .map(|figure| Ok((figure, row::amount(&key, row, &figure.name())?)))
        .collect::<Result<Sums, TableError>>()?;
    Ok(LedgerRow {
        store,
        sums,
        version: 0,
        account,
    })
}
