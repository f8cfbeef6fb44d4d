//! The control interface under `/_sim/`: for tests and demonstrations, not part of any real store.
//! What needs the network (`deliver`, `replay`) is in `server`.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::reply::json as json_answer;
use crate::store::Store;
use crate::{customer, edit, refund};

/// The answer to a request of the control interface.
pub(crate) fn answer(
    store: &mut Store,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Response<Bytes> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(json!({}));
    let (status, answer) = match *request.method() {
        Method::GET => shown(store, request.uri().path()),
        _ => done(store, request.method(), request.uri().path(), body, now),
    };
    json_answer(status, &answer, now)
}

fn shown(store: &Store, path: &str) -> (u16, Value) {
    let answer = match path {
        "/_sim/orders" => orders(store),
        "/_sim/customers" => store.customers.values().cloned().collect(),
        "/_sim/deliveries" => json!(store.delivered),
        "/_sim/queued" => json!(store.queued.len()),
        "/_sim/waiting" => store.waiting(),
        "/_sim/calls" => json!(store.calls),
        "/_sim/webhooks" => webhooks(store),
        "/_sim/keys" => keys(store),
        _ => return nothing("control"),
    };
    (200, answer)
}

fn done(
    store: &mut Store,
    method: &Method,
    path: &str,
    body: Value,
    now: Timestamp,
) -> (u16, Value) {
    match (method, path) {
        (&Method::POST, "/_sim/calls/reset") => store.calls.clear(),
        (&Method::DELETE, "/_sim/faults") => store.faults.clear(),
        (&Method::POST, "/_sim/faults") => match serde_json::from_value(body) {
            Ok(fault) => store.faults.push(fault),
            Err(error) => return bad(&error.to_string()),
        },
        (&Method::POST, "/_sim/permissions") => match serde_json::from_value(body["may"].clone()) {
            Ok(permissions) => store.permissions = permissions,
            Err(error) => return bad(&error.to_string()),
        },
        (&Method::POST, "/_sim/zone") => {
            match TimeZone::get(body["zone"].as_str().unwrap_or_default()) {
                Ok(zone) => store.zone = zone,
                Err(error) => return bad(&error.to_string()),
            }
        }
        (&Method::POST, "/_sim/reached") => match serde_json::from_value(body) {
            Ok(names) => store.reached = names,
            Err(error) => return bad(&error.to_string()),
        },
        (&Method::POST, "/_sim/edit") => return change(store, &body, now),
        (&Method::POST, "/_sim/create") => return create(store, &body, now),
        (&Method::POST, "/_sim/refund") => return refund(store, &body, now),
        (&Method::POST, "/_sim/customer") => return customer(store, &body, now),
        _ => return nothing("control"),
    }
    (200, json!({}))
}

fn nothing(what: &str) -> (u16, Value) {
    (404, json!({"error": format!("there is no such {what}")}))
}

fn bad(problem: &str) -> (u16, Value) {
    (400, json!({"error": problem}))
}

/// `{"like":183,"set":{…}}`: a new order as another one is, but for the fields that are set.
fn create(store: &mut Store, body: &Value, now: Timestamp) -> (u16, Value) {
    let like = body["like"].as_u64().and_then(|id| store.orders.get(&id));
    let Some(mut order) = like.map(|order| order.body.clone()) else {
        return (404, json!({"error": "`like` names no order"}));
    };
    for (field, value) in body["set"].as_object().into_iter().flatten() {
        order[field.as_str()] = value.clone();
    }
    (200, json!({"id": edit::create(store, order, now)}))
}

/// `{"order":183,"set":{…}}`, or with `"delete":true`, `"delete":"force"`, `"restore":true`,
/// `"restore":"admin"`, `"checkout":true`: set by the block checkout, which announces the order
/// twice, as changed and then as new.
fn change(store: &mut Store, body: &Value, now: Timestamp) -> (u16, Value) {
    let Some(id) = body["order"].as_u64() else {
        return bad("`order` must be an id");
    };
    let changed = if body["delete"] == "force" {
        edit::delete(store, id, true, now)
    } else if body["delete"] == true {
        edit::delete(store, id, false, now)
    } else if body["restore"] == true || body["restore"] == "admin" {
        edit::restore(store, id, body["restore"] == "admin", now)
    } else {
        if body["checkout"] == true && store.orders.contains_key(&id) {
            store.queue("order.updated", id);
        }
        edit::edit(store, id, &body["set"], now)
    };
    changed.map_or_else(|| nothing("order"), |order| (200, order))
}

/// `{"order":183,"amount":"1.23","reason":"…","line_items":[…]}`, as the API takes it, by hand
/// unless `api_refund` is true; without amount and lines all that is left.
/// `{"order":183,"delete":211}` removes one.
fn refund(store: &mut Store, body: &Value, now: Timestamp) -> (u16, Value) {
    let Some(id) = body["order"].as_u64() else {
        return bad("`order` must be an id");
    };
    if let Some(refund) = body["delete"].as_u64() {
        let removed = refund::delete(store, id, refund);
        return removed.map_or_else(|| nothing("refund"), |refund| (200, refund));
    }
    let mut asked = refund::Asked::read(body);
    asked.by_gateway = body["api_refund"] == true;
    if body.get("amount").is_none() && asked.lines.is_empty() {
        asked.amount = refund::left(store, id);
    }
    match refund::create(store, id, &asked, now) {
        Ok(refund) => (200, refund),
        Err(refusal) => bad(refusal.text()),
    }
}

/// `{"create":{…}}`, `{"id":2,"set":{…}}` or `{"id":2,"delete":true}`.
fn customer(store: &mut Store, body: &Value, now: Timestamp) -> (u16, Value) {
    let id = body["id"].as_u64().unwrap_or_default();
    let changed = if let Some(given) = body.get("create") {
        customer::create(store, given, now)
    } else if body["delete"] == true {
        let removed = customer::delete(store, id);
        return removed.map_or_else(|| nothing("customer"), |customer| (200, customer));
    } else {
        customer::update(store, id, &body["set"], now)
    };
    match changed {
        Ok(customer) => (200, customer),
        Err(refusal) => bad(refusal.text()),
    }
}

/// The keys that were made on the authorisation page.
fn keys(store: &Store) -> Value {
    let keys = store.granted.iter().map(|granted| {
        json!({
            "key_id": granted.id, "description": granted.description,
            "permissions": granted.permissions, "consumer_key": granted.key,
        })
    });
    keys.collect()
}

/// The webhooks with what the API does not tell of them.
fn webhooks(store: &Store) -> Value {
    let webhooks = store.webhooks.iter().map(|hook| {
        json!({
            "id": hook.id, "topic": hook.topic, "status": hook.status,
            "failure_count": hook.failures, "pending_delivery": hook.pending,
            "delivery_url": hook.delivery_url,
        })
    });
    webhooks.collect()
}

/// What was given back of an order, and of how many lines.
fn refunds(store: &Store, order: &Value) -> Value {
    let refunds = order["id"].as_u64().and_then(|id| store.refunds.get(&id));
    let refunds = refunds.into_iter().flatten().map(|refund| {
        let lines = LINES.iter().filter_map(|kind| refund[*kind].as_array());
        json!({
            "id": refund["id"], "amount": refund["amount"],
            "lines": lines.map(Vec::len).sum::<usize>(),
        })
    });
    refunds.collect()
}

const LINES: [&str; 3] = ["line_items", "shipping_lines", "fee_lines"];

/// How many different sets of tax rates the lines of an order bear, lines of nothing aside.
fn tax_sets(order: &Value) -> usize {
    let lines = LINES
        .iter()
        .filter_map(|kind| order[*kind].as_array())
        .flatten();
    let charged = lines.filter(|line| {
        let total = line["total"].as_str().unwrap_or_default();
        total.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
    });
    let rates = charged.map(|line| {
        let taxes = line["taxes"].as_array().into_iter().flatten();
        let levied = taxes.filter(|tax| tax["total"] != "");
        levied
            .filter_map(|tax| tax["id"].as_u64())
            .collect::<BTreeSet<u64>>()
    });
    rates.collect::<BTreeSet<_>>().len()
}

/// Every order in short, removed ones too; `body` holds the rest.
fn orders(store: &Store) -> Value {
    let orders = store.orders.values().chain(store.gone.values()).map(|order| {
        let body = &order.body;
        json!({
            "id": body["id"], "number": body["number"], "status": body["status"],
            "total": body["total"], "total_tax": body["total_tax"], "currency": body["currency"],
            "date_created_gmt": body["date_created_gmt"],
            "date_modified_gmt": body["date_modified_gmt"], "date_paid_gmt": body["date_paid_gmt"],
            "gone": store.gone.contains_key(&order.id()),
            "email": body["billing"]["email"], "customer_id": body["customer_id"],
            "line_items": body["line_items"].as_array().map_or(0, Vec::len),
            "refunds": refunds(store, body),
            "tax_sets": tax_sets(body),
            "before_trash": order.before_trash,
        })
    });
    orders.collect()
}
