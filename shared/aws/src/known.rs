//! What is known of many orders and customers at once, for a walk over a store.

use std::collections::{BTreeMap, BTreeSet};

use domain::OrderId;
use intake::StoreId;
use sync::CustomerLink;
use sync::ports::{Known, TableError};
use woocommerce::Span;

use crate::key::Key;
use crate::link_batch::KEYS_IN_A_REQUEST;
use crate::row;
use crate::table::Table;

impl Known for Table {
    async fn made_in(&self, store: &StoreId, span: Span) -> Result<BTreeSet<OrderId>, TableError> {
        let mut rows = self
            .orders_made(store, span)
            .into_paginator()
            .items()
            .send();
        let mut orders = BTreeSet::new();
        while let Some(row) = rows.next().await {
            let row = row.map_err(|error| crate::errors::unavailable(&error))?;
            orders.extend(crate::listed::order_of(&row));
        }
        Ok(orders)
    }

    async fn credited(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, BTreeSet<u64>>, TableError> {
        let links = self.links(store, orders).await?;
        // One that cannot be read counts as not credited: handling it says what is wrong.
        let credited = |(order, link): (OrderId, Result<sync::Link, TableError>)| {
            Some((order, link.ok()?.credit_notes.into_keys().collect()))
        };
        Ok(links.into_iter().filter_map(credited).collect())
    }

    async fn customer_links(
        &self,
        store: &StoreId,
        customers: &BTreeSet<u64>,
    ) -> Result<BTreeMap<u64, CustomerLink>, TableError> {
        let keys: Vec<(u64, Key)> = customers
            .iter()
            .map(|customer| (*customer, Key::customer(store, *customer)))
            .collect();
        let mut links = BTreeMap::new();
        for chunk in keys.chunks(KEYS_IN_A_REQUEST) {
            let rows = self.read_many(chunk.iter().map(|(_, key)| key)).await?;
            for (customer, key) in chunk {
                let row = rows.iter().find(|row| row::has_key(row, key));
                let link = row.and_then(|row| row::decode::<CustomerLink>(key, row).ok());
                if let Some((version, mut link)) = link {
                    link.version = version;
                    links.insert(*customer, link);
                }
            }
        }
        Ok(links)
    }
}
