//! The index of parked orders, by store and reason.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::OrderId;
use intake::StoreId;
use sync::Link;
use sync::ports::TableError;

use crate::errors::unavailable;
use crate::row::text;
use crate::table::Table;

/// The index's name, and the attribute that holds the store of a parked order.
pub(crate) const STORE: &str = "parked";
/// The attribute that holds reason and id.
pub(crate) const BY: &str = "parked_by";

/// What the row of a link bears for the index; both empty unless it is parked.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) store: String,
    pub(crate) by: String,
}

pub(crate) fn attributes(link: &Link) -> Attributes {
    match &link.outcome.parked {
        Some(parked) => Attributes {
            store: link.store.to_string(),
            by: format!("{}#{}", parked.reason.code(), link.order),
        },
        None => Attributes::default(),
    }
}

impl Table {
    /// The parked orders of a store with the codes of their reasons. The index follows the table
    /// within moments.
    pub async fn parked(&self, store: &StoreId) -> Result<BTreeMap<OrderId, String>, TableError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(STORE)
            .key_condition_expression("#store = :store")
            .expression_attribute_names("#store", STORE)
            .expression_attribute_values(":store", AttributeValue::S(store.to_string()))
            .into_paginator()
            .items()
            .send();
        let mut orders = BTreeMap::new();
        while let Some(row) = pages.next().await {
            let row = row.map_err(|error| unavailable(&error))?;
            let parked = text(&row, BY).and_then(|by| by.rsplit_once('#'));
            let Some((reason, Ok(order))) = parked.map(|(reason, id)| (reason, id.parse())) else {
                return Err(TableError::Unreadable(
                    "a row of the index of parked orders".into(),
                ));
            };
            orders.insert(OrderId(order), reason.to_owned());
        }
        Ok(orders)
    }
}
