//! The numbers that were given out, one row of them for each of the database's tables.

use serde_json::Value;

use crate::store::Store;

/// The last number of each row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    /// Orders and refunds share one row.
    pub(crate) order: u64,
    /// Lines of orders and of refunds.
    pub(crate) line: u64,
    /// Meta of orders and of refunds.
    pub(crate) meta: u64,
    /// Meta of lines.
    pub(crate) line_meta: u64,
    pub(crate) customer: u64,
    pub(crate) customer_meta: u64,
    pub(crate) webhook: u64,
}

pub(crate) const LINES: [&str; 5] = [
    "line_items",
    "shipping_lines",
    "fee_lines",
    "tax_lines",
    "coupon_lines",
];

/// One more than the last one.
pub(crate) fn next(last: &mut u64) -> u64 {
    *last += 1;
    *last
}

impl Ids {
    /// The last numbers of what a store holds and has held.
    pub(crate) fn of(store: &Store) -> Self {
        let mut ids = Self::default();
        for order in store.orders.values().chain(store.gone.values()) {
            ids.has_order(&order.body);
        }
        for refund in store.refunds.values().flatten() {
            ids.has_order(refund);
        }
        for (id, customer) in &store.customers {
            ids.customer = ids.customer.max(*id);
            has(&mut ids.customer_meta, &customer["meta_data"]);
        }
        for webhook in &store.webhooks {
            ids.webhook = ids.webhook.max(webhook.id);
        }
        ids
    }

    fn has_order(&mut self, order: &Value) {
        self.order = self.order.max(order["id"].as_u64().unwrap_or_default());
        has(&mut self.order, &order["refunds"]);
        has(&mut self.meta, &order["meta_data"]);
        for kind in LINES {
            has(&mut self.line, &order[kind]);
            for line in order[kind].as_array().into_iter().flatten() {
                has(&mut self.line_meta, &line["meta_data"]);
            }
        }
    }
}

fn has(last: &mut u64, records: &Value) {
    let ids = records.as_array().into_iter().flatten();
    let largest = ids.filter_map(|entry| entry["id"].as_u64()).max();
    *last = (*last).max(largest.unwrap_or_default());
}
