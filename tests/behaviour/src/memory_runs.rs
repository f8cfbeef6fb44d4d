//! Runs of a full sync in memory, and what is known of many at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::OrderId;
use intake::StoreId;
use sync::CustomerLink;
use sync::full_sync::{ActiveRow, Ended, Item, Run, RunId, Tally};
use sync::ports::{Known, Runs, TableError};
use woocommerce::Span;

use crate::memory_table::{MemoryTable, append, json, newest_customer, newest_link, readable};

impl Runs for MemoryTable {
    async fn active_run(&self, store: &StoreId) -> Result<ActiveRow, TableError> {
        let row = self.call(|state| Ok(state.active_runs.get(store).cloned()));
        let row = row.await?.unwrap_or_default();
        Ok(ActiveRow {
            store: store.clone(),
            version: row.len() as u64,
            run: row.last().and_then(|doc| readable(doc)),
        })
    }

    async fn save_active_run(&self, row: &mut ActiveRow) -> Result<(), TableError> {
        let doc = json(&row.run)?;
        let (store, seen) = (row.store.clone(), row.version);
        row.version = self
            .call(|state| append(state.active_runs.entry(store).or_default(), seen, doc))
            .await?;
        Ok(())
    }

    async fn keep_run(&self, store: &StoreId, run: &Run) -> Result<(), TableError> {
        let (key, doc) = ((store.clone(), run.id.clone()), json(run)?);
        self.call(|state| {
            state.past_runs.insert(key, doc);
            Ok(())
        })
        .await
    }

    async fn past_run(&self, store: &StoreId, id: &RunId) -> Result<Option<Run>, TableError> {
        let key = (store.clone(), id.clone());
        self.call(|state| Ok(state.past_runs.get(&key).map(|doc| readable(doc))))
            .await
    }

    async fn past_runs(&self, store: &StoreId, limit: usize) -> Result<Vec<Run>, TableError> {
        self.call(|state| {
            let runs = state.past_runs.iter().rev();
            let runs = runs.filter(|((of, _), _)| of == store).take(limit);
            Ok(runs.map(|(_, doc)| readable(doc)).collect())
        })
        .await
    }

    async fn tally(&self, store: &StoreId, run: &RunId) -> Result<Tally, TableError> {
        let key = (store.clone(), run.clone());
        self.call(|state| {
            let counted = state.counted.get(&key).cloned().unwrap_or_default();
            let counted: Vec<(Item, Ended)> = counted.into_iter().collect();
            Ok(Tally::of_items(&counted))
        })
        .await
    }

    async fn count(
        &self,
        store: &StoreId,
        run: &RunId,
        items: &[(Item, Ended)],
    ) -> Result<(), TableError> {
        let key = (store.clone(), run.clone());
        self.call(|state| {
            let counted = state.counted.entry(key).or_default();
            for (item, ended) in items {
                counted.entry(item.clone()).or_insert(*ended);
            }
            Ok(())
        })
        .await
    }
}

impl Known for MemoryTable {
    async fn made_in(&self, store: &StoreId, span: Span) -> Result<BTreeSet<OrderId>, TableError> {
        self.call(|state| {
            let links = state.links.iter().filter(|((of, _), _)| of == store);
            let made = links.filter_map(|(_, row)| {
                let link = newest_link(row)?;
                let made = link.seen.as_ref().and_then(|seen| seen.created_gmt);
                let made = made.unwrap_or(link.updated_at);
                let is_in = span.after.is_none_or(|after| made > after)
                    && span.before.is_none_or(|before| made < before);
                is_in.then_some(OrderId(link.order))
            });
            Ok(made.collect())
        })
        .await
    }

    async fn credited(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, BTreeSet<u64>>, TableError> {
        self.call(|state| {
            let credited = orders.iter().filter_map(|order| {
                let link = newest_link(state.links.get(&(store.clone(), order.0))?)?;
                Some((*order, link.credit_notes.into_keys().collect()))
            });
            Ok(credited.collect())
        })
        .await
    }

    async fn customer_links(
        &self,
        store: &StoreId,
        customers: &BTreeSet<u64>,
    ) -> Result<BTreeMap<u64, CustomerLink>, TableError> {
        self.call(|state| {
            let links = customers.iter().filter_map(|customer| {
                let row = state.customers.get(&(store.clone(), *customer))?;
                Some((*customer, newest_customer(row)?))
            });
            Ok(links.collect())
        })
        .await
    }
}
