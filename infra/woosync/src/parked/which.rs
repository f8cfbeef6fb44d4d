//! Which of the parked a command is about.

use anyhow::{Result, anyhow};
use clap::Args;
use intake::Resource;

use crate::bad_input::BadInput;

#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct Which {
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

impl Which {
    pub(super) fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// What was asked for. An order or a customer that is not parked is refused, and then nothing is
    /// done: it was most likely mistyped.
    pub(super) fn choose(&self, parked: &[(Resource, u64)]) -> Result<Vec<(Resource, u64)>> {
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
