//! The index of parked orders and customers, by store and reason.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Parked;
use intake::{Resource, StoreId};
use sync::ports::TableError;
use sync::{CustomerLink, Link};

use crate::errors::unavailable;
use crate::row::text;
use crate::table::Table;

/// The index's name, and the attribute that holds the store of what is parked.
pub(crate) const STORE: &str = "parked";
/// The attribute that holds reason, resource and id.
pub(crate) const BY: &str = "parked_by";

/// What a row bears for the index; both empty unless it is parked and not dismissed.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) store: String,
    pub(crate) by: String,
}

pub(crate) fn of_order(link: &Link) -> Attributes {
    attributes(
        &link.store,
        link.outcome.waits_for_a_person(),
        "order",
        link.order,
    )
}

pub(crate) fn of_customer(link: &CustomerLink) -> Attributes {
    let parked = link.outcome.waits_for_a_person();
    attributes(&link.store, parked, "customer", link.customer)
}

fn attributes(store: &StoreId, parked: Option<&Parked>, resource: &str, id: u64) -> Attributes {
    match parked {
        Some(parked) => Attributes {
            store: store.to_string(),
            by: format!("{}#{resource}#{id}", parked.reason.code()),
        },
        None => Attributes::default(),
    }
}

/// What is parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedRow {
    /// The code of its reason.
    pub reason: String,
    /// An order or a customer.
    pub resource: Resource,
    /// Its id in the store.
    pub id: u64,
}

impl Table {
    /// The parked orders and customers of a store, by reason. The index follows the table within
    /// moments.
    pub async fn parked(&self, store: &StoreId) -> Result<Vec<ParkedRow>, TableError> {
        let mut rows = self
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
        let mut parked = Vec::new();
        while let Some(row) = rows.next().await {
            let row = row.map_err(|error| unavailable(&error))?;
            let read = text(&row, BY).and_then(read);
            parked.push(read.ok_or_else(|| {
                TableError::Unreadable("a row of the index of what is parked".to_owned())
            })?);
        }
        Ok(parked)
    }
}

fn read(by: &str) -> Option<ParkedRow> {
    let (rest, id) = by.rsplit_once('#')?;
    let (reason, resource) = rest.rsplit_once('#')?;
    Some(ParkedRow {
        reason: reason.to_owned(),
        resource: match resource {
            "order" => Resource::Order,
            "customer" => Resource::Customer,
            _ => return None,
        },
        id: id.parse().ok()?,
    })
}
