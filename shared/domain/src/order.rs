//! A WooCommerce order, checked: every amount is a decimal, the currency is known, each tax on a
//! line names its rate.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::address::Address;
use crate::money::Currency;
use crate::refund::Refund;
use crate::status::OrderStatus;

/// The id of an order in its store. It is not the order *number*, which plugins may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderId(pub u64);

impl std::fmt::Display for OrderId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A checked order.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Its number as the customer knows it.
    pub number: String,
    /// Its status.
    pub status: OrderStatus,
    /// Its currency.
    pub currency: Currency,
    /// What the customer owes or paid in all. Refunds never change it.
    pub total: Decimal,
    /// All taxes in it.
    pub total_tax: Decimal,
    /// When WooCommerce last changed it (GMT, whole seconds).
    pub modified_gmt: Option<Timestamp>,
    /// When it was made.
    pub created_gmt: Option<Timestamp>,
    /// Local day (in the store's time zone) of its last change.
    pub modified_on: Option<Date>,
    /// Local day of its creation.
    pub created_on: Option<Date>,
    /// Local day on which it was paid. WooCommerce sets it exactly when money came in.
    pub paid_on: Option<Date>,
    /// Local day on which it was completed.
    pub completed_on: Option<Date>,
    /// Who bought.
    pub customer: Customer,
    /// Where it goes, if that is said.
    pub shipping: Option<Address>,
    /// Slug of the payment method, empty if none was chosen.
    pub payment_method: String,
    /// The payment method in words.
    pub payment_method_title: String,
    /// The gateway's transaction id, may be empty.
    pub transaction_id: String,
    /// Items, shipping and fees, in the order's own sequence.
    pub lines: Vec<Line>,
    /// The tax rates that the lines refer to.
    pub tax_rates: Vec<TaxRate>,
    /// The coupons used. Their amounts are already inside the lines' totals.
    pub coupons: Vec<Coupon>,
    /// Meta data whose value is one text, a number or a flag, by key.
    pub meta: BTreeMap<String, String>,
    /// What was given back of it.
    pub refunds: Vec<Refund>,
}

/// The buyer as the billing block tells it.
#[derive(Debug, Clone, Default)]
pub struct Customer {
    /// The account in the store, none for a guest.
    pub id: Option<u64>,
    /// E-mail as typed.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Billing address.
    pub billing: Address,
}

impl Order {
    /// The buyer's VAT number as typed: the first of these meta keys that holds one.
    pub fn vat_number(&self, keys: &[String]) -> Option<&str> {
        keys.iter()
            .filter_map(|key| self.meta.get(key))
            .map(|value| value.trim())
            .find(|value| !value.is_empty())
    }
}

impl Customer {
    /// The e-mail by which a client is recognised: trimmed and lower-cased. `None` if there is no
    /// usable one.
    pub fn email_key(&self) -> Option<String> {
        email_key(&self.email)
    }
}

pub(crate) fn email_key(email: &str) -> Option<String> {
    let email = email.trim().to_lowercase();
    let (name, host) = email.split_once('@')?;
    (!name.is_empty() && !host.is_empty()).then_some(email)
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A product.
    Item,
    /// A shipping method.
    Shipping,
    /// A fee, or a discount if negative.
    Fee,
}

/// A line of the order.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it stands for.
    pub kind: LineKind,
    /// Product name, method title or fee name, as stored (may hold HTML and entities).
    pub name: String,
    /// Further lines of text: SKU, variation attributes.
    pub details: Vec<String>,
    /// How many; 1 for shipping and fees.
    pub quantity: Decimal,
    /// Net amount after discounts.
    pub total: Decimal,
    /// Taxes on it, by rate.
    pub taxes: Vec<LineTax>,
    /// Tax class slug; empty is the standard class.
    pub tax_class: String,
}

/// A coupon of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// Its code.
    pub code: String,
    /// The net discount that it gave, positive.
    pub discount: Decimal,
}

/// A tax on one line.
#[derive(Debug, Clone)]
pub struct LineTax {
    /// Which rate.
    pub rate_id: u64,
    /// How much.
    pub total: Decimal,
}

/// A tax rate that the order names.
#[derive(Debug, Clone)]
pub struct TaxRate {
    /// Id in WooCommerce's tax table.
    pub id: u64,
    /// Its code, which holds country, name and priority (`DE-MWST. 19%-1`).
    pub code: String,
    /// Its label.
    pub label: String,
    /// Its percentage.
    pub percent: Decimal,
    /// Whether it is levied on the other taxes too.
    pub compound: bool,
}
