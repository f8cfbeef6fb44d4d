//! `woosync parked retry`

use anyhow::{Context, Result, anyhow};
use clap::Args;
use intake::{Hint, Resource, Source, StoreId};
use jiff::Timestamp;

use super::item;
use crate::bad_input::BadInput;
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

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// These orders, by id.
    #[arg(long = "order", value_name = "N", num_args = 1..)]
    orders: Vec<u64>,
    /// These registered customers, by id.
    #[arg(long = "customer", value_name = "N", num_args = 1..)]
    customers: Vec<u64>,
    /// All that is parked for this reason, by its code.
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// All that is parked.
    #[arg(long)]
    all: bool,
}

impl Retry {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let parked = item::all(&table, &self.store, self.which.reason.as_deref()).await?;
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

impl Which {
    /// What was asked for. An order or a customer that is not parked is refused, and then nothing is
    /// sent: it was most likely mistyped.
    fn choose(&self, parked: &[(Resource, u64)]) -> Result<Vec<(Resource, u64)>> {
        if self.orders.is_empty() && self.customers.is_empty() {
            return Ok(parked.to_vec());
        }
        let orders = self.orders.iter().map(|id| (Resource::Order, *id));
        let customers = self.customers.iter().map(|id| (Resource::Customer, *id));
        let asked: Vec<(Resource, u64)> = orders.chain(customers).collect();
        match asked.iter().find(|one| !parked.contains(one)) {
            None => Ok(asked),
            Some((resource, id)) => Err(BadInput::of(anyhow!(
                "{} {id} is not parked: `woosync parked list` shows what is",
                resource.name()
            ))),
        }
    }
}
