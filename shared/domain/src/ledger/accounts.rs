//! The accounts of a store's ledger.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Contribution, Figure, Sums};
use crate::money::Currency;

/// What sums are kept of: one row of the table each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// The orders made on a day.
    Day {
        /// The store's local day.
        day: Date,
        /// Of which currency.
        currency: Currency,
    },
    /// The orders of a client.
    Client {
        /// The client's key.
        client_key: String,
        /// Of which currency.
        currency: Currency,
    },
}

impl Account {
    /// The currency of its amounts.
    pub fn currency(&self) -> Currency {
        match self {
            Self::Day { currency, .. } | Self::Client { currency, .. } => *currency,
        }
    }

    /// The figures that it always has.
    pub fn figures(&self) -> &'static [Figure] {
        match self {
            Self::Day { .. } => &Figure::OF_DAYS,
            Self::Client { .. } => &Figure::OF_CLIENTS,
        }
    }

    /// Its figure of this name.
    pub fn figure(&self, name: &str) -> Option<Figure> {
        let mut always = self.figures().iter().copied();
        let day = || match self {
            Self::Day { .. } => None,
            Self::Client { .. } => name.parse().ok().map(Figure::OrdersOn),
        };
        always.find(|figure| figure.name() == name).or_else(day)
    }
}

/// Sums by account: the ledger of a store, or what a change adds to it. An account whose sums are
/// all zero is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<Account, Sums>);

impl Ledger {
    /// The ledger of these contributions.
    pub fn of<'c>(contributions: impl IntoIterator<Item = &'c Contribution>) -> Self {
        let mut ledger = Self::default();
        for contribution in contributions {
            ledger.book(contribution, Decimal::ONE);
        }
        ledger
    }

    /// What is to be added where an order contributed `old` and contributes `new` now: at most two
    /// days and two clients, since a changed day, currency or client takes from one account and
    /// gives to another.
    pub fn difference(old: Option<&Contribution>, new: Option<&Contribution>) -> Self {
        let mut difference = Self::of(new);
        if let Some(old) = old {
            difference.book(old, Decimal::NEGATIVE_ONE);
        }
        difference
    }

    fn book(&mut self, contribution: &Contribution, sign: Decimal) {
        let (day, currency) = (contribution.day, contribution.currency);
        let of_day = [
            (Figure::OrdersCount, Decimal::ONE),
            (Figure::Gross, contribution.gross),
            (Figure::Net, contribution.net),
            (Figure::Tax, contribution.tax),
            (Figure::Shipping, contribution.shipping),
            (Figure::Discount, contribution.discount),
            (Figure::Refunded, contribution.refunded),
        ];
        let signed = |(figure, amount): (Figure, Decimal)| (figure, amount * sign);
        let of_day = of_day.into_iter().map(signed).collect();
        self.add(Account::Day { day, currency }, &of_day);
        if let Some(client_key) = contribution.client_key.clone() {
            let of_client = [
                (Figure::OrdersCount, Decimal::ONE),
                (
                    Figure::TotalSpent,
                    contribution.gross - contribution.refunded,
                ),
                (Figure::OrdersOn(day), Decimal::ONE),
            ];
            let of_client = of_client.into_iter().map(signed).collect();
            let client = Account::Client {
                client_key,
                currency,
            };
            self.add(client, &of_client);
        }
    }

    /// Adds to an account.
    pub fn add(&mut self, account: Account, amounts: &Sums) {
        let mut sums = self.0.remove(&account).unwrap_or_default();
        sums.add_all(amounts);
        if !sums.is_empty() {
            self.0.insert(account, sums);
        }
    }

    /// Adds every account of another ledger of the same store.
    pub fn add_all(&mut self, other: &Self) {
        for (account, sums) in &other.0 {
            self.add(account.clone(), sums);
        }
    }

    /// The sums of an account, zero if it is not there.
    pub fn sums(&self, account: &Account) -> Sums {
        self.0.get(account).cloned().unwrap_or_default()
    }

    /// The accounts with their sums, days first, each in its order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, &Sums)> {
        self.0.iter()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
