//! What changes an order, and what is queued for delivery after it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::store::Store;

/// Changes an order as a `PUT` does. An empty one counts as a change too. Gives the order.
///
/// An order in the trash fires nothing when its status is set.
pub(crate) fn edit(store: &mut Store, id: u64, set: &Value, now: Timestamp) -> Option<Value> {
    let zone = store.zone.clone();
    let order = store.orders.get_mut(&id)?;
    let was_trashed = order.text("status") == "trash";
    let was_draft = order.text("status") == "checkout-draft";
    for (field, value) in set.as_object().into_iter().flatten() {
        match field.as_str() {
            "set_paid" => {}
            _ => order.body[field.as_str()] = value.clone(),
        }
    }
    let status = order.text("status").to_owned();
    let pays = matches!(status.as_str(), "processing" | "completed") && set.get("status").is_some();
    if (pays || set["set_paid"] == true) && order.body["date_paid_gmt"].is_null() {
        order.set_date("date_paid", now, &zone);
    }
    if status == "completed" && order.body["date_completed_gmt"].is_null() {
        order.set_date("date_completed", now, &zone);
    }
    order.touch(now, &zone);
    let shown = order.body.clone();
    if !was_trashed {
        let topic = if was_draft && status != "checkout-draft" {
            "order.created"
        } else {
            "order.updated"
        };
        store.queue(topic, id);
    }
    Some(shown)
}

/// A new order with this body, its dates set to now. Gives its id.
pub(crate) fn create(store: &mut Store, mut body: Value, now: Timestamp) -> u64 {
    let id = store.orders.keys().next_back().copied().unwrap_or(1_000) + 1;
    body["id"] = json!(id);
    body["number"] = json!(id.to_string());
    let mut order = crate::store::Order::new(body);
    order.set_date("date_created", now, &store.zone);
    order.touch(now, &store.zone);
    let draft = order.text("status") == "checkout-draft";
    store.orders.insert(id, order);
    // A cart in the block checkout is announced as an update, never as a new order.
    if !draft {
        store.queue("order.created", id);
    }
    store.queue("order.updated", id);
    id
}

/// Trashes an order, or removes it for good, which fires nothing.
pub(crate) fn delete(store: &mut Store, id: u64, force: bool, now: Timestamp) -> Option<Value> {
    let zone = store.zone.clone();
    if force {
        let order = store.orders.remove(&id)?.removed();
        let shown = order.body.clone();
        store.gone.insert(id, order);
        return Some(shown);
    }
    let order = store.orders.get_mut(&id)?;
    order.trash(now, &zone);
    let shown = order.body.clone();
    store.queue("order.deleted", id);
    Some(shown)
}

/// Takes an order out of the trash.
pub(crate) fn restore(store: &mut Store, id: u64, now: Timestamp) -> Option<Value> {
    let zone = store.zone.clone();
    let order = store.orders.get_mut(&id)?;
    let before = order.before_trash.take()?;
    order.body["status"] = json!(before);
    order.touch(now, &zone);
    let shown = order.body.clone();
    store.queue("order.restored", id);
    Some(shown)
}
