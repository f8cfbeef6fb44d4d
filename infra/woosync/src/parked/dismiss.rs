//! `woosync parked dismiss`

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use clap::Args;
use intake::{Resource, StoreId};

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
        let parked = desk::all(&table, &self.store, self.which.reason()).await?;
        let parked: Vec<(Resource, u64)> =
            parked.iter().map(|item| (item.resource, item.id)).collect();
        let chosen: BTreeSet<(Resource, u64)> = self.which.choose(&parked)?.into_iter().collect();
        for (done, (resource, id)) in chosen.iter().enumerate() {
            let dismissed = desk::dismiss(&table, &self.store, *resource, *id).await;
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
