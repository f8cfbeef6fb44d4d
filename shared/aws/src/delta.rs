//! Where the scheduled looks at the stores are.

use std::collections::{BTreeMap, BTreeSet};

use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use sync::delta::DeltaRow;
use sync::ports::{DeltaRows, TableError};

use crate::key::Key;
use crate::row;
use crate::table::Table;

impl DeltaRows for Table {
    async fn delta_row(&self, store: &StoreId) -> Result<DeltaRow, TableError> {
        let key = Key::delta(store);
        let (version, state) = match self.read(&key).await? {
            Some(row) => row::decode(&key, &row)?,
            None => Default::default(),
        };
        Ok(DeltaRow {
            store: store.clone(),
            version,
            state,
        })
    }

    async fn save_delta_row(&self, row: &mut DeltaRow) -> Result<(), TableError> {
        let key = Key::delta(&row.store);
        let doc = row::json(&key, &row.state)?;
        row.version = self.write(&key, row.version, &doc, &[]).await?;
        Ok(())
    }

    async fn handled(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, Timestamp>, TableError> {
        let links = self.links(store, orders).await?;
        // A link that cannot be read counts as not handled: handling it says what is wrong.
        let handled = |(order, link): (OrderId, Result<sync::Link, TableError>)| {
            Some((order, link.ok()?.handled()?))
        };
        Ok(links.into_iter().filter_map(handled).collect())
    }
}
