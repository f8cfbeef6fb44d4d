//! What an order took from the stock, which its lines tell in their meta.

use serde_json::{Value, json};

use crate::meta;
use crate::store::Store;

const TAKEN: &str = "_reduced_stock";
const PUT_BACK: &str = "_restock_refunded_items";

/// After a change of status: an order that is being worked on takes its pieces, one that is
/// pending or cancelled gives them back.
pub(crate) fn follow(store: &mut Store, id: u64) {
    let status = store.orders.get(&id).map(|order| order.status().to_owned());
    match status.as_deref() {
        Some("processing" | "completed" | "on-hold") => change(store, id, |line, last| {
            if taken(line).is_none() {
                set(line, TAKEN, &json!(line["quantity"].to_string()), last);
            }
        }),
        Some("pending" | "cancelled") => change(store, id, |line, last| {
            set(line, TAKEN, &Value::Null, last);
        }),
        _ => {}
    }
}

/// After a change of lines: what was taken follows the quantity.
pub(crate) fn follow_quantities(store: &mut Store, id: u64) {
    change(store, id, |line, last| {
        if taken(line).is_some() {
            set(line, TAKEN, &json!(line["quantity"].to_string()), last);
        }
    });
}

/// A refund puts this many pieces of a line back.
pub(crate) fn put_back(store: &mut Store, id: u64, line_id: u64, pieces: i64) {
    change(store, id, |line, last| {
        if let (Some(held), true) = (taken(line), line["id"] == line_id && pieces > 0) {
            let before = number(line, PUT_BACK).unwrap_or_default();
            set(line, TAKEN, &json!((held - pieces).to_string()), last);
            set(line, PUT_BACK, &json!((before + pieces).to_string()), last);
        }
    });
}

fn change(store: &mut Store, id: u64, mut change: impl FnMut(&mut Value, &mut u64)) {
    let Some(order) = store.orders.get_mut(&id) else {
        return;
    };
    for line in order.body["line_items"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        let product = line["product_id"]
            .as_u64()
            .and_then(|id| store.products.get(&id));
        if product.is_some_and(|product| product["manage_stock"] == true) {
            change(line, &mut store.ids.line_meta);
        }
    }
}

fn taken(line: &Value) -> Option<i64> {
    number(line, TAKEN)
}

fn number(line: &Value, key: &str) -> Option<i64> {
    let entry = line["meta_data"]
        .as_array()?
        .iter()
        .find(|entry| entry["key"] == key)?;
    entry["value"].as_str()?.parse().ok()
}

fn set(line: &mut Value, key: &str, value: &Value, last: &mut u64) {
    let entry = [json!({"key": key, "value": value})];
    line["meta_data"] = meta::of_line(&line["meta_data"], &entry, last);
}
