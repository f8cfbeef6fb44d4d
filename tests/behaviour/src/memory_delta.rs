//! Where the scheduled looks are, in memory.

use std::collections::{BTreeMap, BTreeSet};

use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use sync::delta::DeltaRow;
use sync::ports::{DeltaRows, TableError};

use crate::memory_table::{MemoryTable, append, json, newest_link, readable};

impl DeltaRows for MemoryTable {
    async fn delta_row(&self, store: &StoreId) -> Result<DeltaRow, TableError> {
        let row = self.call(|state| Ok(state.deltas.get(store).cloned()));
        let row = row.await?.unwrap_or_default();
        Ok(DeltaRow {
            store: store.clone(),
            version: row.len() as u64,
            state: row.last().map(|doc| readable(doc)).unwrap_or_default(),
        })
    }

    async fn save_delta_row(&self, row: &mut DeltaRow) -> Result<(), TableError> {
        let doc = json(&row.state)?;
        let (store, seen) = (row.store.clone(), row.version);
        row.version = self
            .call(|state| append(state.deltas.entry(store).or_default(), seen, doc))
            .await?;
        Ok(())
    }

    async fn handled(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, Timestamp>, TableError> {
        self.call(|state| {
            let handled = |order: &OrderId| {
                let link = state.links.get(&(store.clone(), order.0))?;
                Some((*order, newest_link(link)?.handled()?))
            };
            Ok(orders.iter().filter_map(handled).collect())
        })
        .await
    }
}
