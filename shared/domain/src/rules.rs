//! What a store's settings say about its documents.

use std::collections::BTreeMap;

use crate::taxes::TaxMap;

/// What stands in Perfex for an order that is not completed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpenOrders {
    /// An estimate: Sent while unpaid, Accepted once processing.
    #[default]
    Estimate,
    /// Nothing until the order is completed.
    Nothing,
}

/// The rules of one store.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The store's number, part of every marker.
    pub store_index: u16,
    /// Added to an order's id to give the number of its documents.
    pub number_offset: u32,
    /// What stands for an order that is not completed.
    pub open_orders: OpenOrders,
    /// WooCommerce tax rates to Perfex taxes.
    pub taxes: TaxMap,
    /// Currency codes to Perfex currency ids.
    pub currencies: BTreeMap<String, u32>,
    /// Payment method slugs to Perfex payment modes.
    pub payment_modes: BTreeMap<String, String>,
    /// The payment mode for a method that is not in the map, or none at all.
    pub default_payment_mode: String,
}

impl Rules {
    /// The Perfex payment mode of a payment method.
    pub fn payment_mode(&self, method: &str) -> &str {
        self.payment_modes
            .get(method)
            .map_or(self.default_payment_mode.as_str(), String::as_str)
    }
}
