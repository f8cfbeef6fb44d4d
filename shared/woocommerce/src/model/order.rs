//! An order as the API and the webhooks send it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{CouponLine, FeeLine, LineItem, MetaData, ShippingLine, TaxLine};
use crate::wire;

/// An order. `Debug` shows no personal data.
#[derive(Clone, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: u64,
    /// Its number as customers know it; plugins change it.
    #[serde(default, deserialize_with = "wire::text")]
    pub number: String,
    /// Its status, without `wc-`.
    pub status: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Whether the shop's prices hold the tax. Line totals never do.
    #[serde(default)]
    pub prices_include_tax: bool,
    /// What is or was to pay. Refunds do not change it.
    #[serde(deserialize_with = "wire::amount")]
    pub total: Decimal,
    /// All taxes in it.
    #[serde(deserialize_with = "wire::amount")]
    pub total_tax: Decimal,
    /// Creation, in the store's zone.
    #[serde(default, deserialize_with = "wire::local")]
    pub date_created: Option<DateTime>,
    /// Creation.
    #[serde(default, deserialize_with = "wire::gmt")]
    pub date_created_gmt: Option<Timestamp>,
    /// Last change, in the store's zone.
    #[serde(default, deserialize_with = "wire::local")]
    pub date_modified: Option<DateTime>,
    /// Last change, in whole seconds.
    #[serde(default, deserialize_with = "wire::gmt")]
    pub date_modified_gmt: Option<Timestamp>,
    /// Payment, in the store's zone.
    #[serde(default, deserialize_with = "wire::local")]
    pub date_paid: Option<DateTime>,
    /// Payment.
    #[serde(default, deserialize_with = "wire::gmt")]
    pub date_paid_gmt: Option<Timestamp>,
    /// Completion, in the store's zone.
    #[serde(default, deserialize_with = "wire::local")]
    pub date_completed: Option<DateTime>,
    /// The customer's id, 0 for a guest.
    #[serde(default)]
    pub customer_id: u64,
    /// Billing address.
    #[serde(default)]
    pub billing: Address,
    /// Shipping address, all empty if there is none.
    #[serde(default)]
    pub shipping: Address,
    /// Slug of the payment method, may be empty.
    #[serde(default, deserialize_with = "wire::text")]
    pub payment_method: String,
    /// The payment method in words.
    #[serde(default, deserialize_with = "wire::text")]
    pub payment_method_title: String,
    /// The gateway's transaction id.
    #[serde(default, deserialize_with = "wire::text")]
    pub transaction_id: String,
    /// The customer's note, as typed.
    #[serde(default, deserialize_with = "wire::text")]
    pub customer_note: String,
    /// Products.
    #[serde(default, deserialize_with = "wire::list")]
    pub line_items: Vec<LineItem>,
    /// Taxes by rate.
    #[serde(default, deserialize_with = "wire::list")]
    pub tax_lines: Vec<TaxLine>,
    /// Shipping methods.
    #[serde(default, deserialize_with = "wire::list")]
    pub shipping_lines: Vec<ShippingLine>,
    /// Fees, also negative.
    #[serde(default, deserialize_with = "wire::list")]
    pub fee_lines: Vec<FeeLine>,
    /// Coupons.
    #[serde(default, deserialize_with = "wire::list")]
    pub coupon_lines: Vec<CouponLine>,
    /// Refunds, newest first, without details.
    #[serde(default, deserialize_with = "wire::list")]
    pub refunds: Vec<OrderRefund>,
    /// Meta data.
    #[serde(default, deserialize_with = "wire::list")]
    pub meta_data: Vec<MetaData>,
}

/// A refund as its order tells it.
#[derive(Debug, Clone, Deserialize)]
pub struct OrderRefund {
    /// Its id.
    pub id: u64,
    /// What was given back, negative.
    #[serde(deserialize_with = "wire::amount")]
    pub total: Decimal,
}

/// A billing or shipping address. Each field is empty where the order has none.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Address {
    /// First name.
    #[serde(deserialize_with = "wire::text")]
    pub first_name: String,
    /// Last name.
    #[serde(deserialize_with = "wire::text")]
    pub last_name: String,
    /// Company.
    #[serde(deserialize_with = "wire::text")]
    pub company: String,
    /// Street.
    #[serde(deserialize_with = "wire::text")]
    pub address_1: String,
    /// Street, second line.
    #[serde(deserialize_with = "wire::text")]
    pub address_2: String,
    /// City.
    #[serde(deserialize_with = "wire::text")]
    pub city: String,
    /// State's code or name.
    #[serde(deserialize_with = "wire::text")]
    pub state: String,
    /// Postcode.
    #[serde(deserialize_with = "wire::text")]
    pub postcode: String,
    /// Two-letter country code.
    #[serde(deserialize_with = "wire::text")]
    pub country: String,
    /// E-mail (billing).
    #[serde(deserialize_with = "wire::text")]
    pub email: String,
    /// Phone.
    #[serde(deserialize_with = "wire::text")]
    pub phone: String,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("total", &self.total)
            .field("date_modified_gmt", &self.date_modified_gmt)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address")
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}
