//! A refund in detail.

use jiff::Timestamp;
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::LineTax;
use crate::wire;

/// A refund. Its lines need not add up to its amount, and often there are none.
#[derive(Clone, Deserialize)]
pub struct Refund {
    /// Its id.
    pub id: u64,
    /// The order, told by the list of all refunds only.
    #[serde(default)]
    pub parent_id: u64,
    /// When it was made, in the store's zone.
    #[serde(default, deserialize_with = "wire::local")]
    pub date_created: Option<DateTime>,
    /// When it was made.
    #[serde(default, deserialize_with = "wire::gmt")]
    pub date_created_gmt: Option<Timestamp>,
    /// What was given back, positive.
    #[serde(deserialize_with = "wire::amount")]
    pub amount: Decimal,
    /// Why, as typed.
    #[serde(default, deserialize_with = "wire::text")]
    pub reason: String,
    /// Products, quantities and amounts negative.
    #[serde(default, deserialize_with = "wire::list")]
    pub line_items: Vec<RefundLine>,
    /// Shipping.
    #[serde(default, deserialize_with = "wire::list")]
    pub shipping_lines: Vec<RefundLine>,
    /// Fees.
    #[serde(default, deserialize_with = "wire::list")]
    pub fee_lines: Vec<RefundLine>,
}

/// A line of a refund.
#[derive(Debug, Clone, Deserialize)]
pub struct RefundLine {
    /// Its id.
    pub id: u64,
    /// Its name or title.
    #[serde(default, alias = "method_title", deserialize_with = "wire::text")]
    pub name: String,
    /// Slug of its tax class, told of products and fees.
    #[serde(default, deserialize_with = "wire::text")]
    pub tax_class: String,
    /// SKU; null for a line without a product.
    #[serde(default)]
    pub sku: Option<String>,
    /// How many, negative.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub quantity: Option<Decimal>,
    /// Net, negative.
    #[serde(deserialize_with = "wire::amount")]
    pub total: Decimal,
    /// Taxes by rate, negative.
    #[serde(default, deserialize_with = "wire::list")]
    pub taxes: Vec<LineTax>,
}

impl std::fmt::Debug for Refund {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refund")
            .field("id", &self.id)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}
