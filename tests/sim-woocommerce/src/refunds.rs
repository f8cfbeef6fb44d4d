//! `/orders/{id}/refunds`, `/orders/{id}/refunds/{id}` and `/refunds`.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::paging::{self, Kind, Page};
use crate::params::Problems;
use crate::refusal::Refusal;
use crate::reply::{json, set};
use crate::routes::Asked;
use crate::store::{SITE, Store};
use crate::{amounts, refund};

const ORDER_BY: [&str; 6] = ["date", "id", "include", "title", "slug", "modified"];

/// The refunds of an order. An order that is not there has none.
pub(crate) fn of_order(store: &Store, order: u64, asked: Asked<'_>) -> Response<Bytes> {
    let refunds = store.refunds.get(&order).into_iter().flatten();
    list(store, refunds.collect(), asked, without_order)
}

/// The refunds of all orders.
pub(crate) fn all(store: &Store, asked: Asked<'_>) -> Response<Bytes> {
    list(
        store,
        store.refunds.values().flatten().collect(),
        asked,
        Clone::clone,
    )
}

fn list(
    store: &Store,
    mut found: Vec<&Value>,
    asked: Asked<'_>,
    form: fn(&Value) -> Value,
) -> Response<Bytes> {
    let mut problems = Problems::default();
    let mut page = Page::read(asked.query, &mut problems);
    page.read_offset(asked.query, &mut problems);
    problems.word(asked.query, "order", &["asc", "desc"], "desc");
    problems.word(asked.query, "orderby", &ORDER_BY, "date");
    if !problems.is_empty() {
        return problems.answer(asked.now);
    }
    // Ids are given out in the order of creation.
    found.sort_by_key(|refund| refund["id"].as_u64());
    if asked.query.get("order") != Some("asc") {
        found.reverse();
    }
    let found: Vec<Value> = found
        .into_iter()
        .map(|refund| shown(store, &form(refund), refund, asked))
        .collect();
    page.answer(&found, Kind::Orders, asked)
}

/// `POST /orders/{id}/refunds`.
pub(crate) fn create(store: &mut Store, order: u64, asked: Asked<'_>) -> Response<Bytes> {
    let wanted = refund::Asked::read(asked.body);
    match refund::create(store, order, &wanted, asked.now) {
        Ok(refund) => {
            let body = shown(store, &without_order(&refund), &refund, asked);
            let mut response = json(201, &body, asked.now);
            let location = format!(
                "{SITE}wp-json/wc/v3/orders/{order}/refunds/{}",
                refund["id"]
            );
            set(response.headers_mut(), "location", &location);
            response
        }
        Err(refusal) => refusal.answer(asked.now),
    }
}

/// `GET` and `DELETE` of one refund. It cannot go into the trash.
pub(crate) fn one(store: &mut Store, order: u64, id: u64, asked: Asked<'_>) -> Response<Bytes> {
    let known = store
        .refunds
        .values()
        .flatten()
        .find(|refund| refund["id"] == id);
    let Some(refund) = known.cloned() else {
        let code = "woocommerce_rest_shop_order_refund_invalid_id";
        return Refusal::new(404, code, "Invalid ID.").answer(asked.now);
    };
    if refund["parent_id"] != order {
        let code = "woocommerce_rest_invalid_order_refund_id";
        return Refusal::with_bare_status(404, code, "Invalid order refund ID.").answer(asked.now);
    }
    let body = shown(store, &without_order(&refund), &refund, asked);
    if *asked.method == Method::DELETE {
        if asked.says_no("force") {
            let code = "woocommerce_rest_trash_not_supported";
            let message = "The shop_order_refund does not support trashing.";
            return Refusal::new(501, code, message).answer(asked.now);
        }
        refund::delete(store, order, id);
    }
    json(200, &paging::alone(&body, asked.query), asked.now)
}

fn shown(store: &Store, form: &Value, refund: &Value, asked: Asked<'_>) -> Value {
    let order = refund["parent_id"]
        .as_u64()
        .and_then(|id| store.orders.get(&id));
    let decimals = asked
        .query
        .decimals()
        .or(order.map(crate::order::Order::decimals));
    let mut shown = form.clone();
    amounts::with_decimals(&mut shown, decimals.unwrap_or(2));
    shown
}

/// Only the list of all refunds tells the order.
fn without_order(refund: &Value) -> Value {
    let mut refund = refund.clone();
    if let Some(fields) = refund.as_object_mut() {
        fields.shift_remove("parent_id");
    }
    refund
}
