//! The index of parked orders and customers, by store and reason.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{OrderId, ParkReason, Parked};
use intake::{Resource, StoreId};
use sync::link::Recorded;
use sync::ports::{ParkedRows, TableError};
use sync::{CustomerLink, Link};

use crate::errors::unavailable;
use crate::key::Key;
use crate::links;
use crate::row::{self, text};
use crate::table::Table;

/// How many are read at first: more than a person looks through, and a third of a megabyte.
const AT_FIRST: i32 = 2_000;
/// What one request may ask for.
const KEYS_IN_A_REQUEST: usize = 100;
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
            by: by(parked.reason.code(), resource, id),
        },
        None => Attributes::default(),
    }
}

fn by(reason: &str, resource: &str, id: u64) -> String {
    format!("{reason}#{resource}#{id}")
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

impl ParkedRows for Table {
    async fn parked_for(
        &self,
        store: &StoreId,
        reason: ParkReason,
        limit: usize,
    ) -> Result<Vec<(Resource, u64)>, TableError> {
        let rows = self.parked_because(store, reason.code(), None, limit);
        let rows = rows.await?.into_iter();
        Ok(rows.map(|row| (row.resource, row.id)).collect())
    }
}

impl Table {
    /// What is parked for a reason, at most `limit` in one request, after the one with which the request before
    /// ended. They come in the order of the index, which is not that of the ids.
    pub async fn parked_because(
        &self,
        store: &StoreId,
        reason: &str,
        after: Option<(Resource, u64)>,
        limit: usize,
    ) -> Result<Vec<ParkedRow>, TableError> {
        // A space comes before every digit that could follow, and `$` after every `#`.
        let begin = after.map_or_else(
            || format!("{reason}#"),
            |(resource, id)| format!("{} ", by(reason, resource.name(), id)),
        );
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(STORE)
            .key_condition_expression("#store = :store AND #by BETWEEN :begin AND :end")
            .expression_attribute_names("#store", STORE)
            .expression_attribute_names("#by", BY)
            .expression_attribute_values(":store", AttributeValue::S(store.to_string()))
            .expression_attribute_values(":begin", AttributeValue::S(begin))
            .expression_attribute_values(":end", AttributeValue::S(format!("{reason}$")))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        let rows = answer.items().iter();
        Ok(rows
            .filter_map(|row| text(row, BY).and_then(read))
            .collect())
    }

    /// The first two thousand of them in one request. The second says whether there are more.
    pub async fn parked_at_first(
        &self,
        store: &StoreId,
    ) -> Result<(Vec<ParkedRow>, bool), TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(STORE)
            .key_condition_expression("#store = :store")
            .expression_attribute_names("#store", STORE)
            .expression_attribute_values(":store", AttributeValue::S(store.to_string()))
            .limit(AT_FIRST)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        let rows = answer.items().iter();
        let rows = rows.filter_map(|row| text(row, BY).and_then(read));
        Ok((rows.collect(), answer.last_evaluated_key().is_some()))
    }

    /// The links of parked orders and customers, at most a hundred in one request. One that is gone
    /// is missing; one that cannot be read is told apart.
    pub async fn parked_links(
        &self,
        store: &StoreId,
        parked: &[ParkedRow],
    ) -> Result<Vec<(ParkedRow, Result<ParkedLink, TableError>)>, TableError> {
        let key = |row: &ParkedRow| match row.resource {
            Resource::Order => Key::link(store, OrderId(row.id)),
            Resource::Customer => Key::customer(store, row.id),
        };
        let mut links = Vec::new();
        for chunk in parked.chunks(KEYS_IN_A_REQUEST) {
            let keys: Vec<(&ParkedRow, Key)> = chunk.iter().map(|row| (row, key(row))).collect();
            let rows = self.read_many(keys.iter().map(|(_, key)| key)).await?;
            for (parked, key) in keys {
                let Some(row) = rows.iter().find(|row| row::has_key(row, &key)) else {
                    continue;
                };
                let link = match parked.resource {
                    Resource::Order => {
                        links::decode(&key, row).map(|link| ParkedLink::Order(Box::new(link)))
                    }
                    Resource::Customer => {
                        row::decode::<CustomerLink>(&key, row).map(|(version, mut link)| {
                            link.version = version;
                            ParkedLink::Customer(Box::new(link))
                        })
                    }
                };
                links.push((parked.clone(), link));
            }
        }
        Ok(links)
    }
}

/// The link of something parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParkedLink {
    /// Of an order.
    Order(Box<Link>),
    /// Of a registered customer.
    Customer(Box<CustomerLink>),
}

impl ParkedLink {
    /// How its last handling ended.
    pub fn outcome(&self) -> &Recorded {
        match self {
            Self::Order(link) => &link.outcome,
            Self::Customer(link) => &link.outcome,
        }
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
