//! The sums of one account.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

/// What an account counts. Its name is that of the attribute in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// How many orders.
    OrdersCount,
    /// A day's order totals.
    Gross,
    /// The same without taxes.
    Net,
    /// The taxes in them.
    Tax,
    /// Shipping without taxes, a part of [`Figure::Net`].
    Shipping,
    /// What coupons took off, without taxes.
    Discount,
    /// What was given back of the day's orders, on whatever day, with taxes.
    Refunded,
    /// A client's order totals less what was given back.
    TotalSpent,
    /// How many of a client's orders were made on a day. What is first and last of a client's orders
    /// is a day of these that is not zero: so it can be added to, and taken from, like every other sum.
    OrdersOn(Date),
}

impl Figure {
    /// The figures of a day.
    pub const OF_DAYS: [Self; 7] = [
        Self::OrdersCount,
        Self::Gross,
        Self::Net,
        Self::Tax,
        Self::Shipping,
        Self::Discount,
        Self::Refunded,
    ];

    /// The figures of a client, and [`Figure::OrdersOn`] each day with orders.
    pub const OF_CLIENTS: [Self; 2] = [Self::OrdersCount, Self::TotalSpent];

    /// The stable name; of a day's orders the day itself, as 2026-11-23.
    pub fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::OrdersCount => "orders_count",
            Self::Gross => "gross",
            Self::Net => "net",
            Self::Tax => "tax",
            Self::Shipping => "shipping",
            Self::Discount => "discount",
            Self::Refunded => "refunded",
            Self::TotalSpent => "total_spent",
            Self::OrdersOn(day) => return Cow::Owned(day.to_string()),
        })
    }

    /// Whether it counts orders, and is no amount.
    pub fn is_count(self) -> bool {
        matches!(self, Self::OrdersCount | Self::OrdersOn(_))
    }
}

/// The sums of one account. A figure that is not there is zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<Figure, Decimal>);

impl Sums {
    /// The sum of a figure.
    pub fn of(&self, figure: Figure) -> Decimal {
        self.0.get(&figure).copied().unwrap_or_default()
    }

    /// Adds to a figure.
    pub fn add(&mut self, figure: Figure, amount: Decimal) {
        let sum = self.of(figure) + amount;
        if sum.is_zero() {
            self.0.remove(&figure);
        } else {
            self.0.insert(figure, sum);
        }
    }

    /// Adds every figure of other sums.
    pub fn add_all(&mut self, other: &Self) {
        for (figure, amount) in &other.0 {
            self.add(*figure, *amount);
        }
    }

    /// The figures that are not zero.
    pub fn iter(&self) -> impl Iterator<Item = (Figure, Decimal)> {
        self.0.iter().map(|(figure, sum)| (*figure, *sum))
    }

    /// The days on which a client's orders were made, the first one first. A count below zero is none:
    /// a row of before its orders were counted by day has lost one of these.
    pub fn days(&self) -> impl DoubleEndedIterator<Item = Date> {
        self.0.iter().filter_map(|(figure, sum)| match figure {
            Figure::OrdersOn(day) if sum.is_sign_positive() => Some(*day),
            _ => None,
        })
    }

    /// Whether every figure is zero.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Figure, Decimal)> for Sums {
    fn from_iter<I: IntoIterator<Item = (Figure, Decimal)>>(figures: I) -> Self {
        let mut sums = Self::default();
        for (figure, amount) in figures {
            sums.add(figure, amount);
        }
        sums
    }
}
