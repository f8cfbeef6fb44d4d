//! What a store says of itself.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::wire;

/// A status that orders of the store can have.
#[derive(Debug, Clone, Deserialize)]
pub struct Status {
    /// Its slug, without `wc-`.
    pub slug: String,
    /// Its name.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
}

/// A tax rate of the store.
#[derive(Debug, Clone, Deserialize)]
pub struct TaxRate {
    /// Its id, which order lines name.
    pub id: u64,
    /// Country code, empty for any.
    #[serde(default, deserialize_with = "wire::text")]
    pub country: String,
    /// State code, empty for any.
    #[serde(default, deserialize_with = "wire::text")]
    pub state: String,
    /// Its percentage.
    #[serde(deserialize_with = "wire::amount")]
    pub rate: Decimal,
    /// Its name.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// One rate of each priority applies.
    #[serde(default)]
    pub priority: u32,
    /// Whether it is levied on the taxes of lower priorities too.
    #[serde(default)]
    pub compound: bool,
    /// Slug of its tax class; `standard` is the standard one.
    #[serde(default, deserialize_with = "wire::text")]
    pub class: String,
}

/// A webhook of the store.
#[derive(Debug, Clone, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: u64,
    /// `active`, `paused` or `disabled`.
    pub status: String,
    /// Its topic.
    #[serde(default, deserialize_with = "wire::text")]
    pub topic: String,
    /// Where it delivers to.
    #[serde(default, deserialize_with = "wire::text")]
    pub delivery_url: String,
}
