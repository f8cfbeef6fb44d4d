//! `/orders` and `/orders/{id}`: what the API takes, and its words for what it refuses.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::params::Problems;
use crate::refusal::Refusal;
use crate::reply::{json as json_answer, set};
use crate::routes::Asked;
use crate::store::{SITE, Store};
use crate::{auth, edit, lines, list, meta, new_order, paging, stock, totals};

/// The fields that are written as they are. What else is sent, such as `total`, is ignored.
const WRITABLE: [&str; 9] = [
    "parent_id",
    "currency",
    "customer_id",
    "customer_note",
    "payment_method",
    "payment_method_title",
    "transaction_id",
    "customer_ip_address",
    "customer_user_agent",
];

const ADDRESSES: [&str; 2] = ["billing", "shipping"];

/// `/orders/{id}`.
pub(crate) fn one(store: &mut Store, id: u64, asked: Asked<'_>) -> Response<Bytes> {
    if *asked.method == Method::DELETE {
        return delete(store, id, asked);
    }
    let Some(order) = store.orders.get(&id) else {
        let status = if auth::is_read(asked.method) {
            404
        } else {
            400
        };
        return Refusal::no_order(status).answer(asked.now);
    };
    if auth::is_read(asked.method) {
        let shown = order.shown_with(asked.query.decimals());
        return json_answer(200, &paging::alone(&shown, asked.query), asked.now);
    }
    if let Some(refusal) = refused_status(store, asked) {
        return refusal;
    }
    match write(store, id, asked.body) {
        Ok(()) => {
            edit::save(store, id, asked.body, edit::Saving::Known, asked.now);
            answer(store, id, 200, asked)
        }
        Err(refusal) => refusal.answer(asked.now),
    }
}

/// `POST /orders`.
pub(crate) fn create(store: &mut Store, asked: Asked<'_>) -> Response<Bytes> {
    if let Some(refusal) = refused_status(store, asked) {
        return refusal;
    }
    let body = new_order::empty(asked.now);
    let id = edit::create(store, body, asked.now);
    if let Err(refusal) = write(store, id, asked.body) {
        store.orders.remove(&id);
        store.queued.retain(|delivery| !delivery.is_of_order(id));
        return refusal.answer(asked.now);
    }
    calculate(store, id);
    edit::save(store, id, asked.body, edit::Saving::New, asked.now);
    let mut response = answer(store, id, 201, asked);
    let location = format!("{SITE}wp-json/wc/v3/orders/{id}");
    set(response.headers_mut(), "location", &location);
    response
}

fn answer(store: &Store, id: u64, status: u16, asked: Asked<'_>) -> Response<Bytes> {
    let order = store.orders.get(&id);
    let shown = order.map(|order| order.shown_with(asked.query.decimals()));
    let shown = paging::alone(&shown.unwrap_or_default(), asked.query);
    json_answer(status, &shown, asked.now)
}

/// Writes what a request sets into an order, and counts it anew where lines or addresses are among
/// that. The status and the payment are left to the saving.
fn write(store: &mut Store, id: u64, given: &Value) -> Result<(), Refusal> {
    let buyer = given["customer_id"].as_u64().unwrap_or_default();
    if buyer != 0 && !store.customers.contains_key(&buyer) {
        let code = "woocommerce_rest_invalid_customer_id";
        return Err(Refusal::new(400, code, "Customer ID is invalid."));
    }
    let Some(order) = store.orders.get(&id) else {
        return Ok(());
    };
    let mut body = order.body.clone();
    for field in WRITABLE {
        if let Some(value) = given.get(field).filter(|value| !value.is_null()) {
            body[field] = value.clone();
        }
    }
    for kind in ADDRESSES {
        for (field, value) in given[kind].as_object().into_iter().flatten() {
            if let Some(place) = body[kind].get_mut(field) {
                place.clone_from(value);
            }
        }
    }
    if given.get("customer_id").is_some() {
        new_order::link_customer(&mut body, buyer);
    }
    if let Some(entries) = given["meta_data"].as_array() {
        body["meta_data"] = meta::changed(&body["meta_data"], entries, &mut store.ids.meta);
    }
    lines::apply(store, &mut body, given)?;
    if let Some(order) = store.orders.get_mut(&id) {
        order.body = body;
    }
    let counts = ADDRESSES.iter().chain(&lines::KINDS);
    if counts.into_iter().any(|field| given.get(field).is_some()) {
        calculate(store, id);
        stock::follow_quantities(store, id);
    }
    Ok(())
}

fn calculate(store: &mut Store, id: u64) {
    if let Some(order) = store.orders.get_mut(&id) {
        let last = &mut store.ids.line;
        totals::calculate(&mut order.body, &store.taxes, &store.products, last);
    }
}

/// The answer shows the order as it was before.
fn delete(store: &mut Store, id: u64, asked: Asked<'_>) -> Response<Bytes> {
    let Some(order) = store.orders.get(&id) else {
        return Refusal::no_order(404).answer(asked.now);
    };
    let force = asked.flag("force");
    if order.status() == "trash" && !force {
        let code = "woocommerce_rest_already_trashed";
        let message = "The shop_order has already been deleted.";
        return Refusal::new(410, code, message).answer(asked.now);
    }
    let before = answer(store, id, 200, asked);
    edit::delete(store, id, force, asked.now);
    before
}

fn refused_status(store: &Store, asked: Asked<'_>) -> Option<Response<Bytes>> {
    let status = asked.body.get("status")?.as_str().unwrap_or_default();
    let known: Vec<&str> = ["auto-draft"]
        .into_iter()
        .chain(list::registered(store))
        .collect();
    if known.contains(&status) {
        return None;
    }
    let mut problems = Problems::default();
    problems.not_one_of("status", "status", &known);
    Some(problems.answer(asked.now))
}
