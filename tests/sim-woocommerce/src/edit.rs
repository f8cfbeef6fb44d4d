//! What happens to an order, and what is queued for delivery after it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::ids::next;
use crate::order::Order;
use crate::store::Store;
use crate::{customer, refund, stock};

/// Statuses that a payment changes.
const UNPAID: [&str; 4] = ["on-hold", "pending", "failed", "cancelled"];

/// Sets fields of an order, whatever they are, as a plugin might. An empty set counts as a change
/// too. Gives the order.
pub(crate) fn edit(store: &mut Store, id: u64, set: &Value, now: Timestamp) -> Option<Value> {
    let order = store.orders.get_mut(&id)?;
    for (field, value) in set.as_object().into_iter().flatten() {
        if field != "set_paid" && field != "status" {
            order.body[field.as_str()] = value.clone();
        }
    }
    save(store, id, set, Saving::Known, now)
}

/// Which order is saved: a new one takes a payment even if it costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saving {
    New,
    Known,
}

/// Saves an order whose fields were set: its status, its payment, its dates; then what follows.
///
/// Of an order in the trash nothing fires, even if its status takes it out of there.
pub(crate) fn save(
    store: &mut Store,
    id: u64,
    set: &Value,
    saving: Saving,
    now: Timestamp,
) -> Option<Value> {
    if set["status"] == "trash" {
        return delete(store, id, false, now);
    }
    let zone = store.zone.clone();
    let order = store.orders.get_mut(&id)?;
    let before = order.status().to_owned();
    if let Some(status) = set["status"].as_str().filter(|status| *status != before) {
        if before == "trash" {
            order.untrash(status);
        }
        change_status(order, status, set, now, &zone);
    }
    order.flags();
    let takes_payment = saving == Saving::New || order.body["needs_payment"] == true;
    let paid = set["set_paid"] == true && takes_payment && pay(order, now, &zone);
    order.touch(now, &zone);
    let status = order.status().to_owned();
    let moved = status != before;
    if moved {
        stock::follow(store, id);
    }
    if before != "trash" {
        let placed = before == "checkout-draft" && moved;
        store.queue(
            if placed {
                "order.created"
            } else {
                "order.updated"
            },
            id,
        );
    }
    if moved && status == "refunded" {
        refund::whole(store, id, now);
    }
    if paid || moved && status == "completed" {
        customer::pays(store, id, now);
    }
    store.shown(id)
}

/// The status that a paid order gets. Cash on delivery is not paid before the order is completed.
fn paid_status(order: &Order) -> &'static str {
    let at_once = order.body["needs_processing"] == false || order.body["payment_method"] == "cod";
    if at_once { "completed" } else { "processing" }
}

/// Another status. The day of payment is set once, the day of completion at each completion; both
/// stay when the order goes back.
fn change_status(order: &mut Order, status: &str, set: &Value, now: Timestamp, zone: &TimeZone) {
    order.body["status"] = json!(status);
    let is_paid = status == paid_status(order) || status == "completed";
    if is_paid && order.body["date_paid_gmt"].is_null() {
        order.set_date("date_paid", now, zone);
    }
    if status == "completed" && set.get("date_completed_gmt").is_none() {
        order.set_date("date_completed", now, zone);
    }
}

/// A payment is complete. Gives whether the order was one to pay.
fn pay(order: &mut Order, now: Timestamp, zone: &TimeZone) -> bool {
    if !UNPAID.contains(&order.status()) {
        return false;
    }
    if order.body["date_paid_gmt"].is_null() {
        order.set_date("date_paid", now, zone);
    }
    change_status(order, paid_status(order), &Value::Null, now, zone);
    order.flags();
    true
}

/// A new order with this body, its dates set to now. Gives its id.
pub(crate) fn create(store: &mut Store, mut body: Value, now: Timestamp) -> u64 {
    let id = next(&mut store.ids.order);
    let old = body["id"].as_u64().unwrap_or_default();
    body["id"] = json!(id);
    body["number"] = json!(id.to_string());
    body["refunds"] = json!([]);
    for field in ["_links", "payment_url"] {
        renumber(&mut body[field], old, id);
    }
    let mut order = Order::new(body);
    order.set_date("date_created", now, &store.zone);
    order.touch(now, &store.zone);
    order.flags();
    let status = order.status().to_owned();
    store.orders.insert(id, order);
    // A cart in the block checkout is announced as an update, never as a new order.
    if status != "checkout-draft" {
        store.queue("order.created", id);
    }
    store.queue("order.updated", id);
    if status == "completed" {
        customer::pays(store, id, now);
    }
    id
}

/// Another id in the addresses of an order.
fn renumber(value: &mut Value, old: u64, new: u64) {
    match value {
        Value::String(text) => *text = renumbered(text, old, new),
        Value::Array(items) => items.iter_mut().for_each(|item| renumber(item, old, new)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| renumber(field, old, new)),
        _ => {}
    }
}

fn renumbered(address: &str, old: u64, new: u64) -> String {
    let mut parts: Vec<String> = address.split('/').map(str::to_owned).collect();
    for place in 1..parts.len() {
        let named = matches!(parts[place - 1].as_str(), "orders" | "order-pay");
        if named && parts[place] == old.to_string() {
            parts[place] = new.to_string();
        }
    }
    parts.join("/")
}

/// Trashes an order, or removes it for good, which fires nothing. Gives the order as it is then.
pub(crate) fn delete(store: &mut Store, id: u64, force: bool, now: Timestamp) -> Option<Value> {
    let zone = store.zone.clone();
    if force {
        let order = store.orders.remove(&id)?.removed();
        let shown = order.shown();
        store.refunds.remove(&id);
        store.gone.insert(id, order);
        return Some(shown);
    }
    let order = store.orders.get_mut(&id)?;
    if order.status() != "trash" {
        order.trash(now, &zone, &mut store.ids.meta);
        store.queue("order.deleted", id);
    }
    store.shown(id)
}

/// Takes an order out of the trash. In wp-admin it is saved after that. Gives the order.
pub(crate) fn restore(store: &mut Store, id: u64, admin: bool, now: Timestamp) -> Option<Value> {
    let zone = store.zone.clone();
    let order = store.orders.get_mut(&id)?;
    let before = order.before_trash.take()?;
    order.untrash(&before);
    order.touch(now, &zone);
    store.queue("order.restored", id);
    if admin {
        store.queue("order.updated", id);
    }
    store.shown(id)
}
