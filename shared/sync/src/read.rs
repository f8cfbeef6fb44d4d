//! Orders read afresh: one request for a store and batch, and one more for each that the list
//! does not show.

use std::collections::BTreeMap;
use std::time::Duration;

use transport::Transport;
use woocommerce::{Client, CustomerRead, ErrorKind, OrderRead};

use crate::outcome::RetryReason;

/// How long to wait for a store that is out of order, unless it says so itself.
const STORE_WAIT: Duration = Duration::from_mins(1);

/// How long to wait when a store refuses our key: a person has to act.
const CREDENTIALS_WAIT: Duration = Duration::from_mins(5);

/// An order and what was given back of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The order.
    pub order: woocommerce::Order,
    /// Its refunds in detail: all that the order names.
    pub refunds: Vec<woocommerce::Refund>,
}

/// What the store shows for an order.
#[derive(Debug, Clone)]
pub enum Reading {
    /// The order, possibly in the trash.
    Found(Box<Found>),
    /// It is gone for good.
    Deleted,
    /// The store's answer for this order cannot be read; the text names the field.
    Unreadable(String),
    /// The store cannot be read now.
    Retry {
        /// How long to wait.
        after: Duration,
        /// Why.
        reason: RetryReason,
    },
}

/// Reads orders of one store. Every id gets a reading.
///
/// A list shows only the statuses that it is asked for, and a plugin may have added one since
/// `statuses` was read. So an id missing from the list is read alone, and only the store's own
/// word for an order that does not exist counts as a deletion.
pub async fn orders<T: Transport>(
    store: &Client<T>,
    statuses: &[String],
    ids: &[u64],
) -> BTreeMap<u64, Reading> {
    let mut readings = BTreeMap::new();
    let mut with_refunds = Vec::new();
    match store.orders(ids, statuses).await {
        Ok(orders) => {
            for order in orders {
                match order {
                    Ok(order) if order.refunds.is_empty() => {
                        readings.insert(order.id, found(order, vec![]))
                    }
                    Ok(order) => {
                        with_refunds.push(order);
                        None
                    }
                    Err(unreadable) => match unreadable.id {
                        Some(id) => {
                            readings.insert(id, Reading::Unreadable(unreadable.to_string()))
                        }
                        None => None,
                    },
                };
            }
        }
        Err(error) if error.kind() != ErrorKind::Unreadable => {
            let reading = failed(&error);
            return ids.iter().map(|id| (*id, reading.clone())).collect();
        }
        // The list as a whole cannot be read, too large perhaps: each order is read by itself.
        Err(_) => {}
    }
    for order in with_refunds {
        readings.insert(order.id, beside_refunds(store, order).await);
    }
    for id in ids {
        if !readings.contains_key(id) {
            readings.insert(*id, read_alone(store, *id).await);
        }
    }
    readings
}

async fn read_alone<T: Transport>(store: &Client<T>, id: u64) -> Reading {
    match store.order(id).await {
        Ok(OrderRead::Found(order)) if order.refunds.is_empty() => found(*order, vec![]),
        Ok(OrderRead::Found(order)) => beside_refunds(store, *order).await,
        Ok(OrderRead::Deleted) => Reading::Deleted,
        Err(error) => failed(&error),
    }
}

/// The order with its refunds in detail, which no list of orders shows.
async fn beside_refunds<T: Transport>(store: &Client<T>, order: woocommerce::Order) -> Reading {
    match store.refunds_of(order.id).await {
        Ok(refunds) => {
            let told = |id| refunds.iter().any(|refund| refund.id == id);
            if order.refunds.iter().all(|named| told(named.id)) {
                return found(order, refunds);
            }
            // One of the two answers is older than the other.
            Reading::Retry {
                after: STORE_WAIT,
                reason: RetryReason::StoreWentBack,
            }
        }
        Err(error) => failed(&error),
    }
}

fn found(order: woocommerce::Order, refunds: Vec<woocommerce::Refund>) -> Reading {
    Reading::Found(Box::new(Found { order, refunds }))
}

pub(crate) fn failed(error: &woocommerce::Error) -> Reading {
    match error.kind() {
        ErrorKind::Outage { retry_after } => Reading::Retry {
            after: retry_after.unwrap_or(STORE_WAIT),
            reason: RetryReason::StoreUnavailable,
        },
        ErrorKind::Credentials => Reading::Retry {
            after: CREDENTIALS_WAIT,
            reason: RetryReason::StoreCredentials,
        },
        ErrorKind::Unreadable => Reading::Unreadable(error.to_string()),
    }
}

/// What the store shows for a registered customer.
#[derive(Debug, Clone)]
pub enum CustomerReading {
    /// The customer.
    Found(Box<woocommerce::Customer>),
    /// It is gone for good.
    Deleted,
    /// The store cannot be read now.
    Retry {
        /// How long to wait.
        after: Duration,
        /// Why.
        reason: RetryReason,
    },
}

/// Reads one registered customer.
pub async fn customer<T: Transport>(store: &Client<T>, id: u64) -> CustomerReading {
    match store.customer(id).await {
        Ok(CustomerRead::Found(customer)) => CustomerReading::Found(customer),
        Ok(CustomerRead::Deleted) => CustomerReading::Deleted,
        Err(error) => match failed(&error) {
            Reading::Retry { after, reason } => CustomerReading::Retry { after, reason },
            // A plugin may show something else here for a while.
            _ => CustomerReading::Retry {
                after: STORE_WAIT,
                reason: RetryReason::StoreUnavailable,
            },
        },
    }
}

/// The statuses to ask a list for: every one that the store has, plugins' own too.
pub async fn statuses<T: Transport>(store: &Client<T>) -> Result<Vec<String>, Reading> {
    let statuses = store.statuses().await.map_err(|error| failed(&error))?;
    Ok(statuses.into_iter().map(|status| status.slug).collect())
}
