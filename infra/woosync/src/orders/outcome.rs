//! `woosync orders outcome`

use std::collections::BTreeSet;
use std::io;

use anyhow::{Context, Result};
use clap::Args;
use domain::OrderId;
use intake::StoreId;

use super::ids;
use super::line::Line;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct Outcome {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings.
    #[arg(long, value_name = "ID")]
    store: StoreId,
    /// Order ids (not order numbers). Without any, they are read from standard input.
    #[arg(long = "order", value_name = "N", num_args = 1.., conflicts_with = "orders_file")]
    orders: Vec<u64>,
    /// A file with an order id a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    orders_file: Option<String>,
}

impl Outcome {
    pub(crate) async fn run(self) -> Result<String> {
        let orders = self.orders()?;
        let found = self
            .table
            .open()
            .await
            .links(&self.store, &orders)
            .await
            .context("cannot read the orders")?;
        let lines: Result<Vec<String>, _> = orders
            .iter()
            .map(|order| serde_json::to_string(&Line::of(*order, found.get(order))))
            .collect();
        Ok(lines?.join("\n"))
    }

    fn orders(&self) -> Result<BTreeSet<OrderId>> {
        if !self.orders.is_empty() {
            return Ok(self.orders.iter().copied().map(OrderId).collect());
        }
        match self.orders_file.as_deref() {
            None | Some("-") => ids::parse(&io::read_to_string(io::stdin())?),
            Some(path) => {
                let text =
                    std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
                ids::parse(&text).with_context(|| path.to_owned())
            }
        }
    }
}
