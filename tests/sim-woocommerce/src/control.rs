//! The control interface under `/_sim/`: for tests and demonstrations, not part of any real store.
//! What needs the network (`deliver`, `replay`) is in `server`.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::edit;
use crate::reply::json as json_answer;
use crate::store::Store;

/// The answer to a request of the control interface.
pub(crate) fn answer(
    store: &mut Store,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Response<Bytes> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(json!({}));
    let (status, answer) = match (request.method(), request.uri().path()) {
        (&Method::GET, "/_sim/orders") => (200, orders(store)),
        (&Method::GET, "/_sim/deliveries") => (200, json!(store.delivered)),
        (&Method::GET, "/_sim/queued") => (200, json!(store.queued.len())),
        (&Method::GET, "/_sim/calls") => (200, json!(store.calls)),
        (&Method::POST, "/_sim/calls/reset") => {
            store.calls.clear();
            (200, json!({}))
        }
        (&Method::POST, "/_sim/faults") => match serde_json::from_value(body) {
            Ok(fault) => {
                store.faults.push(fault);
                (200, json!({}))
            }
            Err(error) => (400, json!({"error": error.to_string()})),
        },
        (&Method::DELETE, "/_sim/faults") => {
            store.faults.clear();
            (200, json!({}))
        }
        (&Method::POST, "/_sim/edit") => change(store, &body, now),
        (&Method::POST, "/_sim/create") => {
            let like = body["like"].as_u64().and_then(|id| store.orders.get(&id));
            match like.map(|order| order.body.clone()) {
                Some(mut order) => {
                    for (field, value) in body["set"].as_object().into_iter().flatten() {
                        order[field.as_str()] = value.clone();
                    }
                    (200, json!({"id": edit::create(store, order, now)}))
                }
                None => (404, json!({"error": "`like` names no order"})),
            }
        }
        _ => (404, json!({"error": "there is no such control"})),
    };
    json_answer(status, &answer, now)
}

/// `{"order":183,"set":{…}}`, or with `"delete":true`, `"delete":"force"`, `"restore":true`.
fn change(store: &mut Store, body: &Value, now: Timestamp) -> (u16, Value) {
    let Some(id) = body["order"].as_u64() else {
        return (400, json!({"error": "`order` must be an id"}));
    };
    let changed = if body["delete"] == "force" {
        edit::delete(store, id, true, now)
    } else if body["delete"] == true {
        edit::delete(store, id, false, now)
    } else if body["restore"] == true {
        edit::restore(store, id, now)
    } else {
        edit::edit(store, id, &body["set"], now)
    };
    match changed {
        Some(order) => (200, order),
        None => (404, json!({"error": "there is no such order"})),
    }
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
            "date_modified_gmt": body["date_modified_gmt"], "date_paid_gmt": body["date_paid_gmt"],
            "email": body["billing"]["email"], "customer_id": body["customer_id"],
            "line_items": body["line_items"].as_array().map_or(0, Vec::len),
            "refunds": refunds(store, body),
            "tax_sets": tax_sets(body),
            "before_trash": order.before_trash,
        })
    });
    orders.collect()
}
