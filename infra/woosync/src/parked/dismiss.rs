//! `woosync parked dismiss`

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use aws::Table;
use clap::Args;
use domain::OrderId;
use intake::{Resource, StoreId};
use sync::ports::{Customers as _, Links as _};

use super::item;
use super::which::Which;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Dismiss {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings.
    #[arg(long, value_name = "ID")]
    store: StoreId,
    #[command(flatten)]
    which: Which,
}

impl Dismiss {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let parked = item::all(&table, &self.store, self.which.reason()).await?;
        let parked: Vec<(Resource, u64)> =
            parked.iter().map(|item| (item.resource, item.id)).collect();
        let chosen: BTreeSet<(Resource, u64)> = self.which.choose(&parked)?.into_iter().collect();
        for (done, (resource, id)) in chosen.iter().enumerate() {
            let dismissed = match resource {
                Resource::Order => order(&table, &self.store, *id).await,
                Resource::Customer => customer(&table, &self.store, *id).await,
            };
            dismissed.with_context(|| {
                format!(
                    "only {done} of {} were dismissed; run it again, {} {id} may have changed \
                     meanwhile",
                    chosen.len(),
                    resource.name()
                )
            })?;
        }
        Ok(format!("dismissed: {}", chosen.len()))
    }
}

async fn order(table: &Table, store: &StoreId, id: u64) -> Result<()> {
    let Some(mut link) = table.link(store, OrderId(id)).await? else {
        return Ok(());
    };
    link.outcome.dismissed = link.outcome.parked.is_some();
    Ok(table.save_link(&mut link).await?)
}

async fn customer(table: &Table, store: &StoreId, id: u64) -> Result<()> {
    let Some(mut link) = table.customer(store, id).await? else {
        return Ok(());
    };
    link.outcome.dismissed = link.outcome.parked.is_some();
    Ok(table.save_customer(&mut link).await?)
}
