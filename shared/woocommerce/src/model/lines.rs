//! The lines of an order. Their totals are net, after discounts.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::MetaData;
use crate::wire;

/// A product on an order.
#[derive(Debug, Clone, Deserialize)]
pub struct LineItem {
    /// Its id.
    pub id: u64,
    /// Its name, which may hold HTML and entities.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// How many.
    #[serde(default = "one", deserialize_with = "wire::amount")]
    pub quantity: Decimal,
    /// Slug of its tax class; empty is the standard one.
    #[serde(default, deserialize_with = "wire::text")]
    pub tax_class: String,
    /// Net before discounts.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub subtotal: Option<Decimal>,
    /// Net after discounts.
    #[serde(deserialize_with = "wire::amount")]
    pub total: Decimal,
    /// Tax on it.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub total_tax: Option<Decimal>,
    /// Taxes by rate.
    #[serde(default, deserialize_with = "wire::list")]
    pub taxes: Vec<LineTax>,
    /// Variation attributes and what plugins add.
    #[serde(default, deserialize_with = "wire::list")]
    pub meta_data: Vec<MetaData>,
    /// SKU; null for a line without a product.
    #[serde(default)]
    pub sku: Option<String>,
}

/// A shipping method of an order.
#[derive(Debug, Clone, Deserialize)]
pub struct ShippingLine {
    /// Its id.
    pub id: u64,
    /// Its title.
    #[serde(default, deserialize_with = "wire::text")]
    pub method_title: String,
    /// Net.
    #[serde(deserialize_with = "wire::amount")]
    pub total: Decimal,
    /// Tax on it.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub total_tax: Option<Decimal>,
    /// Taxes by rate.
    #[serde(default, deserialize_with = "wire::list")]
    pub taxes: Vec<LineTax>,
}

/// A fee of an order, or a discount if negative.
#[derive(Debug, Clone, Deserialize)]
pub struct FeeLine {
    /// Its id.
    pub id: u64,
    /// Its name.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// Slug of its tax class.
    #[serde(default, deserialize_with = "wire::text")]
    pub tax_class: String,
    /// Net.
    #[serde(deserialize_with = "wire::amount")]
    pub total: Decimal,
    /// Tax on it.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub total_tax: Option<Decimal>,
    /// Taxes by rate.
    #[serde(default, deserialize_with = "wire::list")]
    pub taxes: Vec<LineTax>,
}

/// A tax on one line.
#[derive(Debug, Clone, Deserialize)]
pub struct LineTax {
    /// Id of the rate.
    pub id: u64,
    /// How much; nothing where the rate was not levied on this line.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub total: Option<Decimal>,
}

/// A coupon of an order. Its amount is inside the lines' totals already.
#[derive(Debug, Clone, Deserialize)]
pub struct CouponLine {
    /// Its code.
    #[serde(default, deserialize_with = "wire::text")]
    pub code: String,
    /// Net discount.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub discount: Option<Decimal>,
}

/// The sum of a tax over an order.
#[derive(Debug, Clone, Deserialize)]
pub struct TaxLine {
    /// Id of the rate.
    pub rate_id: u64,
    /// Country, name and priority in one: `DE-MWST. 19%-1`.
    #[serde(default, deserialize_with = "wire::text")]
    pub rate_code: String,
    /// Its label.
    #[serde(default, deserialize_with = "wire::text")]
    pub label: String,
    /// Whether it is levied on other taxes too.
    #[serde(default)]
    pub compound: bool,
    /// Tax on products and fees.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub tax_total: Option<Decimal>,
    /// Tax on shipping.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub shipping_tax_total: Option<Decimal>,
    /// Its percentage.
    #[serde(default, deserialize_with = "wire::optional_amount")]
    pub rate_percent: Option<Decimal>,
}

fn one() -> Decimal {
    Decimal::ONE
}
