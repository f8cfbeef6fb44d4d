//! Settings of the CRM.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

/// The CRM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerfexSettings {
    /// Its address without `/api`. HTTPS, but for the machine itself.
    pub url: Url,
    /// Which generation of the API module it runs.
    pub flavour: Flavour,
    /// Id of a custom field of customers that holds our marker. Required for `themesic-2`, which
    /// does not tell the id of a client that it created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_marker_field: Option<u32>,
    /// Payment mode for a payment method that is not in `payment_modes`.
    pub default_payment_mode: String,
    /// Currency codes to Perfex currency ids. The API does not list them.
    pub currencies: BTreeMap<String, u32>,
    /// WooCommerce payment methods to Perfex payment modes.
    #[serde(default)]
    pub payment_modes: BTreeMap<String, String>,
    /// Country ids that differ from Perfex's standard table, by two-letter code.
    #[serde(default)]
    pub countries: BTreeMap<String, u32>,
    /// Whether payments may be written although Perfex would mail the client's contact.
    #[serde(default)]
    pub may_mail: bool,
}

/// Generations of the Themesic REST API module for Perfex CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flavour {
    /// Module 2.x.
    #[serde(rename = "themesic-2")]
    Themesic2,
    /// Module 3.x.
    #[serde(rename = "themesic-3")]
    Themesic3,
}
