//! The routes of `/wp-json/wc/v3`.

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::edit;
use crate::list;
use crate::reply::{error, json as json_answer};
use crate::store::Store;

/// The answer to a request that is let in.
pub(crate) fn answer(
    store: &mut Store,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Response<Bytes> {
    let path = request.uri().path();
    let Some(route) = path.find("/wp-json/wc/v3/").map(|at| &path[at + 15..]) else {
        return no_route(now);
    };
    let query = Query::read(request.uri().query().unwrap_or_default());
    let parts: Vec<&str> = route.trim_matches('/').split('/').collect();
    let method = request.method();
    match (method, parts.as_slice()) {
        (&Method::GET, ["orders"]) => list::orders(store, &query, now),
        (&Method::GET, ["orders", "statuses"]) => json_answer(200, &statuses(store), now),
        (&Method::GET, ["orders", id]) => one_order(store, id, &query, now),
        (&Method::PUT | &Method::POST, ["orders", id]) => {
            let set = serde_json::from_slice(request.body()).unwrap_or(json!({}));
            match id
                .parse()
                .ok()
                .and_then(|id| edit::edit(store, id, &set, now))
            {
                Some(order) => json_answer(200, &order, now),
                None => no_order(now),
            }
        }
        (&Method::DELETE, ["orders", id]) => {
            let force = query.get("force") == Some("true");
            match id
                .parse()
                .ok()
                .and_then(|id| edit::delete(store, id, force, now))
            {
                Some(order) => json_answer(200, &order, now),
                None => no_order(now),
            }
        }
        (&Method::GET, ["orders", id, "refunds"]) => {
            let refunds = id
                .parse()
                .ok()
                .and_then(|id: u64| store.refunds.get(&id))
                .cloned();
            list::page(&refunds.unwrap_or_default(), &query, now)
        }
        (&Method::GET, ["customers"]) => list::page(
            &store.customers.values().cloned().collect::<Vec<_>>(),
            &query,
            now,
        ),
        (&Method::GET, ["customers", id]) => {
            match id.parse().ok().and_then(|id: u64| store.customers.get(&id)) {
                Some(customer) => json_answer(200, customer, now),
                None => error(
                    404,
                    "woocommerce_rest_invalid_id",
                    "Invalid resource ID.",
                    now,
                ),
            }
        }
        (&Method::GET, ["taxes"]) => list::page(
            store.taxes.as_array().map_or(&[], Vec::as_slice),
            &query,
            now,
        ),
        (&Method::GET, ["webhooks"]) => {
            let shown: Vec<Value> = store
                .webhooks
                .iter()
                .map(crate::webhooks::Webhook::shown)
                .collect();
            list::page(&shown, &query, now)
        }
        _ => no_route(now),
    }
}

fn one_order(store: &Store, id: &str, query: &Query, now: Timestamp) -> Response<Bytes> {
    let found = id.parse().ok().and_then(|id: u64| store.orders.get(&id));
    match found {
        Some(order) => json_answer(200, &list::shown(&order.body, query), now),
        None => no_order(now),
    }
}

fn no_order(now: Timestamp) -> Response<Bytes> {
    error(
        404,
        "woocommerce_rest_shop_order_invalid_id",
        "Invalid ID.",
        now,
    )
}

fn no_route(now: Timestamp) -> Response<Bytes> {
    error(
        404,
        "rest_no_route",
        "No route was found matching the URL and request method.",
        now,
    )
}

/// The statuses of the store: the recorded list, or those that WooCommerce brings.
pub(crate) fn statuses(store: &Store) -> Value {
    store.statuses.clone().unwrap_or_else(|| {
        let slugs = [
            "pending",
            "processing",
            "on-hold",
            "completed",
            "cancelled",
            "refunded",
            "failed",
            "checkout-draft",
        ];
        slugs
            .iter()
            .map(|slug| json!({"slug": slug, "name": slug}))
            .collect()
    })
}

/// A query string, decoded.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn read(text: &str) -> Self {
        Self(
            url::form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A comma list, or nothing.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(
            self.get(name)?
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect(),
        )
    }
}
