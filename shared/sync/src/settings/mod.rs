//! The shop's settings: one typed document, refused whole with the field named when something in
//! it is wrong. The operator's command and the functions read it with this code.

mod documents;
mod error;
mod perfex_settings;
mod policies;
mod store;
mod store_policy;
mod validate;

use std::collections::BTreeMap;

use domain::Rules;
use intake::StoreId;
use serde::{Deserialize, Serialize};

pub use documents::{DocumentSettings, FieldSetting, TextSetting};
pub use error::SettingsError;
pub use perfex_settings::{ClientFields, Flavour, MatchRule, PerfexSettings};
pub use policies::{
    CustomersSetting, DigestSetting, EditsSetting, InvoiceDateSetting, InvoiceOnSetting,
    NumbersSetting, OpenOrdersSetting, StatusSetting, ZeroTotalsSetting,
};
pub use store::StoreSettings;

/// The version of the settings' form that this program reads.
pub const FORM: u32 = 1;

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Version of the form: 1.
    pub version: u32,
    /// When the daily message about the stores' health is sent to who is told of alarms.
    #[serde(default)]
    pub digest: DigestSetting,
    /// The CRM.
    pub perfex: PerfexSettings,
    /// The stores by their id (`[a-z0-9-]`, at most 32 characters).
    pub stores: BTreeMap<StoreId, StoreSettings>,
}

impl Settings {
    /// Reads settings from JSON and checks them whole.
    pub fn from_json(json: &str) -> Result<Self, SettingsError> {
        let mut reader = serde_json::Deserializer::from_str(json);
        Self::checked(serde_path_to_error::deserialize(&mut reader))
    }

    /// Reads settings from any format and checks them whole.
    pub fn from_value(value: serde_json::Value) -> Result<Self, SettingsError> {
        Self::checked(serde_path_to_error::deserialize(value))
    }

    fn checked(
        read: Result<Self, serde_path_to_error::Error<serde_json::Error>>,
    ) -> Result<Self, SettingsError> {
        let settings = read.map_err(|error| {
            SettingsError::new(error.path().to_string(), error.inner().to_string())
        })?;
        validate::check(&settings)?;
        Ok(settings)
    }

    /// The domain's rules of a store, `None` if there is no such store.
    pub fn rules(&self, store: &StoreId) -> Option<Rules> {
        let settings = self.stores.get(store)?;
        Some(Rules {
            store_index: settings.index,
            number_offset: settings.number_offset,
            numbers: settings.numbers.into(),
            open_orders: settings.open_orders.into(),
            invoice_on: settings.invoice_on.into(),
            invoice_date: settings.invoice_date.into(),
            locked_until: settings.locked_until,
            payments_from: settings.go_live,
            zero_totals: settings.zero_totals.into(),
            edits_after_payment: settings.edits(),
            no_email_client: settings.no_email_client,
            vat_meta_keys: settings.vat_meta_keys.clone(),
            statuses: settings.status_map(),
            taxes: settings.tax_map(),
            currencies: self.perfex.currencies.clone(),
            payment_modes: self.perfex.payment_modes.clone(),
            default_payment_mode: self.perfex.default_payment_mode.clone(),
            office: settings.documents.rules(),
        })
    }
}

#[cfg(test)]
mod tests;
