use serde::{Deserialize, Serialize};

/// What an installation is furnished with. A list that is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The taxes; ids count from 1 in their order.
    pub taxes: Option<Vec<SeedTax>>,
    /// The currencies.
    pub currencies: Option<Vec<SeedCurrency>>,
    /// The payment modes.
    pub payment_modes: Option<Vec<SeedPaymentMode>>,
    /// The custom fields.
    pub custom_fields: Option<Vec<SeedCustomField>>,
}

/// A tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedTax {
    /// For example `VAT`.
    pub name: String,
    /// Percent with two decimals, for example `20.00`.
    pub taxrate: String,
}

/// A currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCurrency {
    /// Its id.
    pub id: u64,
    /// Its ISO code.
    pub name: String,
    /// Its symbol.
    #[serde(default)]
    pub symbol: String,
}

/// A payment mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPaymentMode {
    /// Its id, a number or a gateway's name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is for invoices only; the API leaves such modes out.
    #[serde(default)]
    pub invoices_only: bool,
    /// Whether it is chosen on new invoices.
    #[serde(default)]
    pub selected_by_default: bool,
}

/// A custom field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCustomField {
    /// Whose field it is: `customers`, `contacts`, `invoice`, `estimate`, `credit_note`, `items`.
    #[serde(rename = "type")]
    pub owner: String,
    /// Its id.
    pub id: u64,
    /// Its label.
    pub label: String,
    /// Whether the forms of the admin pages insist on it.
    #[serde(default)]
    pub required: bool,
}
