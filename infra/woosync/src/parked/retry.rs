//! `woosync parked retry`

use anyhow::Result;
use clap::Args;
use intake::{Resource, StoreId};
use jiff::Timestamp;

use super::which::Which;
use crate::target::{QueueArgument, TableArgument};

#[derive(Args)]
pub(crate) struct Retry {
    #[command(flatten)]
    table: TableArgument,
    #[command(flatten)]
    queue: QueueArgument,
    /// Id of the store, as in the settings.
    #[arg(long, value_name = "ID")]
    store: StoreId,
    #[command(flatten)]
    which: Which,
}

impl Retry {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let parked = desk::all(&table, &self.store, self.which.reason()).await?;
        let parked: Vec<(Resource, u64)> =
            parked.iter().map(|item| (item.resource, item.id)).collect();
        let chosen = self.which.choose(&parked)?;
        let queue = self.queue.open().await;
        desk::retry(&queue, &self.store, &chosen, Timestamp::now()).await?;
        Ok(format!("tried again: {}", chosen.len()))
    }
}
