//! `woosync parked show`

use anyhow::{Context, Result, anyhow};
use clap::Args;
use domain::OrderId;
use intake::{Resource, StoreId};
use sync::Link;
use sync::link::LinkedDocument;
use sync::ports::Links as _;

use crate::bad_input::BadInput;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings.
    #[arg(long, value_name = "ID")]
    store: StoreId,
    #[command(flatten)]
    which: One,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct One {
    /// The order's id.
    #[arg(long, value_name = "N")]
    order: Option<u64>,
    /// The registered customer's id.
    #[arg(long, value_name = "N")]
    customer: Option<u64>,
}

impl Show {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let (resource, id) = match (self.which.order, self.which.customer) {
            (Some(order), _) => (Resource::Order, order),
            (None, customer) => (Resource::Customer, customer.unwrap_or_default()),
        };
        let items = desk::all(&table, &self.store, None).await?;
        let mut items = items.into_iter();
        let item = items.find(|item| (item.resource, item.id) == (resource, id));
        let item = item.ok_or_else(|| {
            BadInput::of(anyhow!(
                "{} {id} is not parked: `woosync parked list` shows what is",
                resource.name()
            ))
        })?;
        let mut lines = item.lines();
        if resource == Resource::Order {
            let link = table.link(&self.store, OrderId(id)).await;
            let link = link.context("cannot read the order's row")?;
            lines.extend(link.iter().flat_map(documents));
        }
        Ok(lines.join("\n"))
    }
}

/// What stands in Perfex for the order, a line each.
fn documents(link: &Link) -> Vec<String> {
    let written = |name: &str, document: &LinkedDocument| {
        format!(
            "{name} id {}, number {}, of {}, total {}",
            document.id,
            document.number,
            document.date,
            desk::shown(document.total)
        )
    };
    let estimate = link.estimate.iter();
    let estimate = estimate.map(|estimate| written("estimate   ", &estimate.document));
    let invoice = link.invoice.iter();
    let invoice = invoice.map(|invoice| written("invoice    ", &invoice.document));
    let notes = link.credit_notes.values();
    let notes = notes.map(|note| written("credit note", note));
    estimate.chain(invoice).chain(notes).collect()
}
