//! `woosync parked retry`

use anyhow::{Context, Result};
use clap::Args;
use intake::{Hint, Resource, Source, StoreId};
use jiff::Timestamp;

use super::item;
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
        let parked = item::all(&table, &self.store, self.which.reason()).await?;
        let parked: Vec<(Resource, u64)> =
            parked.iter().map(|item| (item.resource, item.id)).collect();
        let chosen = self.which.choose(&parked)?;
        let queue = self.queue.open().await;
        let now = Timestamp::now();
        for (sent, (resource, id)) in chosen.iter().enumerate() {
            let mut hint = Hint {
                store: self.store.clone(),
                resource: *resource,
                id: *id,
                topic: "parked.retry".to_owned(),
                source: Source::Operator,
                run: None,
                received_at: now,
                trace: String::new(),
            };
            // Another retry is another read, however soon it follows.
            hint.trace = format!("retry-{}-{}", now.as_millisecond(), hint.group_id());
            queue
                .send(&hint, &hint.trace)
                .await
                .with_context(|| format!("only {sent} of {} were sent for", chosen.len()))?;
        }
        Ok(format!("tried again: {}", chosen.len()))
    }
}
