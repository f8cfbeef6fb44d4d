//! The ledger: what each order contributes to its customer's history and to a day's revenue.
//!
//! A contribution is kept with its order's link. When an order changes, the [`Ledger::difference`]
//! between its old and its new contribution is added to the sums, so that a repeated or reordered
//! change adds nothing, and the sums can be rebuilt from the contributions at any time.
//!
//! Two currencies are never added: each [`Account`] is of one.

mod accounts;
mod sums;

pub use accounts::{Account, Ledger};
pub use sums::{Figure, Sums};

use jiff::civil::Date;
use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};

use crate::marker;
use crate::money::{Currency, round};
use crate::order::{LineKind, Order};
use crate::status::OrderStatus;

/// Where amounts end that an order can have: Perfex's columns hold 13 digits before the point. It
/// keeps a nonsensical amount from spoiling a sum that holds 28 digits.
const BEYOND_REASON: Decimal = dec!(10_000_000_000_000);

/// What one order contributes to the ledger. Amounts have the decimals of their currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The store's local day on which the order was made. Refunds count on this day too.
    pub day: Date,
    /// The client's key, a digest of the e-mail; none for an order without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
    /// The order's total.
    pub gross: Decimal,
    /// The total without taxes.
    pub net: Decimal,
    /// All taxes in the total.
    pub tax: Decimal,
    /// Shipping without taxes, a part of `net`.
    pub shipping: Decimal,
    /// What coupons took off, without taxes. It is in none of the others.
    pub discount: Decimal,
    /// What was given back, with taxes. It is taken from none of the others.
    pub refunded: Decimal,
}

/// What an order contributes as it is now; `None` if it is no sale.
///
/// As in WooCommerce, an order is a sale once it is processing, completed or in a status of a
/// plugin's own; and refunded, if it was ever paid. An order without a date of creation, or with
/// an amount beyond all reason, contributes nothing.
pub fn contribution(order: &Order) -> Option<Contribution> {
    if !is_sale(order) {
        return None;
    }
    let currency = order.currency;
    let gross = exact(order.total, currency)?;
    let tax = exact(order.total_tax, currency)?;
    let shipping = order.lines.iter();
    let shipping = shipping.filter(|line| line.kind == LineKind::Shipping);
    Some(Contribution {
        currency,
        day: order.created_on?,
        client_key: order
            .customer
            .email_key()
            .as_deref()
            .map(marker::client_key),
        gross,
        net: gross - tax,
        tax,
        shipping: sum(shipping.map(|line| line.total), currency)?,
        discount: sum(order.coupons.iter().map(|coupon| coupon.discount), currency)?,
        refunded: sum(order.refunds.iter().map(|refund| refund.amount), currency)?,
    })
}

fn is_sale(order: &Order) -> bool {
    match &order.status {
        OrderStatus::Processing | OrderStatus::Completed | OrderStatus::Other(_) => true,
        OrderStatus::Refunded => order.paid_on.is_some(),
        OrderStatus::CheckoutDraft
        | OrderStatus::AutoDraft
        | OrderStatus::Pending
        | OrderStatus::OnHold
        | OrderStatus::Cancelled
        | OrderStatus::Failed
        | OrderStatus::Trash => false,
    }
}

/// The amount in the currency's own decimals: the API tells six of them.
fn exact(amount: Decimal, currency: Currency) -> Option<Decimal> {
    if amount.abs() >= BEYOND_REASON {
        return None;
    }
    let mut amount = round(amount, currency.decimals());
    amount.rescale(currency.decimals());
    Some(amount)
}

fn sum(mut amounts: impl Iterator<Item = Decimal>, currency: Currency) -> Option<Decimal> {
    let sum = amounts.try_fold(Decimal::ZERO, Decimal::checked_add)?;
    exact(sum, currency)
}

#[cfg(test)]
mod tests;
