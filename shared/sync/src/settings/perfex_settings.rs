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
    /// By what an order's buyer is recognised as a client, in this order. `email` is always among
    /// them.
    #[serde(default = "by_email")]
    pub match_by: Vec<MatchRule>,
    /// Whether what the shop knows is written over what a client holds in Perfex.
    /// Default: `fill_empty`, and `never` for `themesic-2`, whose update of a client clears the
    /// groups that the office gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_fields: Option<ClientFields>,
    /// Whether payments may be written although Perfex would mail the client's contact.
    #[serde(default)]
    pub may_mail: bool,
}

impl PerfexSettings {
    /// What becomes of a client's fields in Perfex when the shop knows them otherwise.
    pub fn client_fields(&self) -> ClientFields {
        self.client_fields.unwrap_or(match self.flavour {
            Flavour::Themesic2 => ClientFields::Never,
            Flavour::Themesic3 => ClientFields::FillEmpty,
        })
    }
}

fn by_email() -> Vec<MatchRule> {
    vec![MatchRule::Email]
}

/// By what a client is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchRule {
    /// The e-mail, upper and lower case alike.
    Email,
    /// The VAT number, its letters and digits.
    Vat,
    /// The phone number, its digits.
    Phone,
    /// First and last name together with the postcode.
    NamePostcode,
}

/// What becomes of a client's fields in Perfex when the shop knows them otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFields {
    /// Only what is empty there is filled.
    FillEmpty,
    /// The shop's newest data are written.
    Always,
    /// A client is never changed once it stands.
    Never,
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
