//! Settings of one store.

use std::collections::BTreeMap;

use domain::OpenOrders;
use domain::taxes::{TaxMap, TaxName};
use serde::{Deserialize, Serialize};
use url::Url;

/// One store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// The store's number, part of every marker in Perfex. Unique, and never changed.
    pub index: u16,
    /// Its address as customers see it. HTTPS, but for the machine itself.
    pub url: Url,
    /// Added to an order's id to give the number of its estimate and invoice.
    pub number_offset: u32,
    /// What stands for an order that is not completed yet.
    #[serde(default)]
    pub open_orders: OpenOrdersSetting,
    /// WooCommerce tax rate ids to Perfex taxes (`NAME|RATE`).
    #[serde(default)]
    pub taxes: BTreeMap<String, TaxName>,
    /// Tax classes to Perfex taxes, for a rate id that is not in `taxes`.
    #[serde(default)]
    pub tax_classes: BTreeMap<String, TaxName>,
}

/// What stands for an order that is not completed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenOrdersSetting {
    /// An estimate.
    #[default]
    Estimate,
    /// Nothing.
    Nothing,
}

impl From<OpenOrdersSetting> for OpenOrders {
    fn from(setting: OpenOrdersSetting) -> Self {
        match setting {
            OpenOrdersSetting::Estimate => Self::Estimate,
            OpenOrdersSetting::Nothing => Self::Nothing,
        }
    }
}

impl StoreSettings {
    /// The tax map. Keys that are no rate ids were refused before.
    pub(super) fn tax_map(&self) -> TaxMap {
        TaxMap {
            rates: self
                .taxes
                .iter()
                .filter_map(|(id, tax)| Some((id.parse().ok()?, tax.clone())))
                .collect(),
            classes: self.tax_classes.clone(),
        }
    }
}
