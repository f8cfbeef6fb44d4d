//! Keys of rows: which partition holds what.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::OrderId;
use domain::ledger::Account;
use domain::money::Currency;
use intake::{Hint, StoreId};
use sync::breaker::Side;
use sync::full_sync::{Item, RunId};
use sync::ports::TableError;

use crate::row::{Row, text};

/// The key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pk: String,
    sk: String,
}

impl Key {
    pub(crate) fn link(store: &StoreId, order: OrderId) -> Self {
        Self::new(format!("{ORDER}{store}#{order}"), LINK)
    }

    pub(crate) fn claim(client_key: &str) -> Self {
        Self::new(format!("{CLAIM}{client_key}"), "CLAIM")
    }

    pub(crate) fn buyers(client: u64) -> Self {
        Self::new(format!("BUYERS#{client}"), "BUYERS")
    }

    pub(crate) fn customer(store: &StoreId, customer: u64) -> Self {
        Self::new(format!("{CUSTOMER}{store}#{customer}"), LINK)
    }

    pub(crate) fn delta(store: &StoreId) -> Self {
        Self::new(format!("DELTA#{store}"), "DELTA")
    }

    /// Behind the ids of all runs, which begin with a year.
    pub(crate) fn active_run(store: &StoreId) -> Self {
        Self::new(format!("RUN#{store}"), "ACTIVE")
    }

    pub(crate) fn past_run(store: &StoreId, run: &RunId) -> Self {
        Self::new(format!("RUN#{store}"), run.to_string())
    }

    pub(crate) fn tally(store: &StoreId, run: &RunId) -> Self {
        Self::new(format!("RUN#{store}"), format!("{run}{TALLY}"))
    }

    pub(crate) fn counted(store: &StoreId, run: &RunId, item: &Item) -> Self {
        Self::new(format!("RUN#{store}#{run}"), item.to_string())
    }

    pub(crate) fn breaker(side: &Side) -> Self {
        Self::new(format!("BREAKER#{side}"), "BREAKER")
    }

    pub(crate) fn pulse(store: &StoreId) -> Self {
        Self::new(format!("PULSE#{store}"), "PULSE")
    }

    /// Sorted by when the change was noticed, to the millisecond.
    pub(crate) fn waiting(side: &Side, hint: &Hint) -> Self {
        let at = hint.received_at.as_millisecond();
        // A hint of a run is counted, so another one of its order does not stand in for it.
        let run = hint
            .run
            .as_ref()
            .map(|run| format!("#{run}.{}", hint.trace));
        let run = run.unwrap_or_default();
        Self::new(
            waiting_for(side),
            format!("{at:016}#{}{run}", hint.group_id()),
        )
    }

    pub(crate) fn current_settings() -> Self {
        Self::new(SETTINGS, "CURRENT")
    }

    pub(crate) fn settings_version(version: u64) -> Self {
        Self::new(SETTINGS, format!("{SETTINGS_VERSION}{version:08}"))
    }

    pub(crate) fn account(store: &StoreId, account: &Account) -> Self {
        match account {
            Account::Day { day, currency } => {
                Self::new(format!("{LEDGER}{store}#{currency}"), format!("{DAY}{day}"))
            }
            Account::Client {
                client_key,
                currency,
            } => Self::new(
                format!("{CLIENT}{client_key}"),
                format!("{SPENT}{store}#{currency}"),
            ),
        }
    }

    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }

    /// The key that a row bears.
    pub(crate) fn of(row: &Row) -> Result<Self, TableError> {
        match (text(row, "pk"), text(row, "sk")) {
            (Some(pk), Some(sk)) => Ok(Self::new(pk, sk)),
            _ => Err(TableError::Unreadable("a row without its key".to_owned())),
        }
    }

    /// The store and the account of a row of the ledger.
    pub(crate) fn to_account(&self) -> Option<(StoreId, Account)> {
        if let Some(days) = self.pk.strip_prefix(LEDGER) {
            let (store, currency) = store_and_currency(days)?;
            let day = self.sk.strip_prefix(DAY)?.parse().ok()?;
            return Some((store, Account::Day { day, currency }));
        }
        let client_key = self.pk.strip_prefix(CLIENT)?.to_owned();
        let (store, currency) = store_and_currency(self.sk.strip_prefix(SPENT)?)?;
        let client = Account::Client {
            client_key,
            currency,
        };
        Some((store, client))
    }

    pub(crate) fn pk(&self) -> &str {
        &self.pk
    }

    pub(crate) fn sk(&self) -> &str {
        &self.sk
    }

    /// The key's own attributes.
    pub(crate) fn attributes(&self) -> Row {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// Partition of the hints that wait for a side.
pub(crate) fn waiting_for(side: &Side) -> String {
    format!("WAITING#{side}")
}

/// Beginning of the partition of an order.
pub(crate) const ORDER: &str = "ORDER#";
/// Beginning of the partition of a claim.
pub(crate) const CLAIM: &str = "CLAIM#";
/// Beginning of the partition of a registered customer.
pub(crate) const CUSTOMER: &str = "CUSTOMER#";
/// Sort key of a link.
pub(crate) const LINK: &str = "LINK";
/// Beginning of the partition of a store's days in one currency.
pub(crate) const LEDGER: &str = "LEDGER#";
/// Beginning of the sort key of a day.
pub(crate) const DAY: &str = "DAY#";
/// Beginning of the partition of a client.
pub(crate) const CLIENT: &str = "CLIENT#";
/// Beginning of the sort key of what a client spent in a store and currency.
pub(crate) const SPENT: &str = "SPENT#";
/// End of the sort key of what became of what a run sent.
pub(crate) const TALLY: &str = "#TALLY";
/// Partition of the settings.
pub(crate) const SETTINGS: &str = "SETTINGS";
/// Beginning of the sort key of a version of the settings.
pub(crate) const SETTINGS_VERSION: &str = "V#";

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.pk, self.sk)
    }
}

fn store_and_currency(text: &str) -> Option<(StoreId, Currency)> {
    let (store, currency) = text.split_once('#')?;
    Some((store.parse().ok()?, Currency::from_code(currency)?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn keys_keep_stores_orders_and_clients_apart() {
        let link = Key::link(&"main".parse().unwrap(), OrderId(183));
        assert_eq!(link.to_string(), "ORDER#main#183 LINK");
        assert_eq!(Key::claim("e3b0c4").to_string(), "CLAIM#e3b0c4 CLAIM");
        let currency = "EUR".to_owned().try_into().unwrap();
        let day = jiff::civil::date(2026, 11, 3);
        let day = Key::account(&"main".parse().unwrap(), &Account::Day { day, currency });
        assert_eq!(day.to_string(), "LEDGER#main#EUR DAY#2026-11-03");
        let client = Account::Client {
            client_key: "e3b0c4".to_owned(),
            currency,
        };
        let client = Key::account(&"main".parse().unwrap(), &client);
        assert_eq!(client.to_string(), "CLIENT#e3b0c4 SPENT#main#EUR");
        assert_eq!(Key::claim("e3b0c4").to_account(), None);
        assert_eq!(Key::current_settings().to_string(), "SETTINGS CURRENT");
        assert_eq!(Key::settings_version(12).to_string(), "SETTINGS V#00000012");
    }

    #[test]
    fn an_account_is_told_by_its_key() {
        let store: StoreId = "main".parse().unwrap();
        let currency = "EUR".to_owned().try_into().unwrap();
        let day = jiff::civil::date(2026, 11, 3);
        let client_key = "e3b0c4".to_owned();
        for account in [
            Account::Day { day, currency },
            Account::Client {
                client_key,
                currency,
            },
        ] {
            let key = Key::account(&store, &account);
            assert_eq!(key.to_account(), Some((store.clone(), account)));
        }
        for (pk, sk) in [
            ("LEDGER#main#EUR", "DAY#2026-13-03"),
            ("LEDGER#main#XXZ", "DAY#2026-11-03"),
            ("LEDGER#Main Shop#EUR", "DAY#2026-11-03"),
            ("CLIENT#e3b0c4", "CLAIM"),
            ("ORDER#main#183", "LINK"),
        ] {
            assert_eq!(Key::new(pk, sk).to_account(), None, "{pk} {sk}");
        }
    }
}
