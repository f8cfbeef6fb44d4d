//! `/taxes`: the tax rates.

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::paging::{self, Kind, Page};
use crate::params::Problems;
use crate::reply::{error, json};
use crate::routes::Asked;
use crate::store::Store;

const ORDER_BY: [&str; 3] = ["id", "order", "priority"];

/// `GET /taxes`, `class` narrows it.
pub(crate) fn list(store: &Store, asked: Asked<'_>) -> Response<Bytes> {
    let mut problems = Problems::default();
    let mut page = Page::read(asked.query, &mut problems);
    page.read_offset(asked.query, &mut problems);
    problems.word(asked.query, "order", &["asc", "desc"], "asc");
    let by = problems.word(asked.query, "orderby", &ORDER_BY, "order");
    if !problems.is_empty() {
        return problems.answer(asked.now);
    }
    let class = asked.query.get("class");
    let mut found: Vec<Value> = rates(store)
        .filter(|rate| class.is_none_or(|class| rate["class"] == class))
        .cloned()
        .collect();
    found.sort_by_key(|rate| (rate[by].as_u64(), rate["id"].as_u64()));
    if asked.query.get("order") == Some("desc") {
        found.reverse();
    }
    page.answer(&found, Kind::Others, asked)
}

/// `GET /taxes/{id}`.
pub(crate) fn one(store: &Store, id: u64, asked: Asked<'_>) -> Response<Bytes> {
    match rates(store).find(|rate| rate["id"] == id) {
        Some(rate) => json(200, &paging::alone(rate, asked.query), asked.now),
        None => error(
            404,
            "woocommerce_rest_invalid_id",
            "Invalid resource ID.",
            asked.now,
        ),
    }
}

fn rates(store: &Store) -> impl Iterator<Item = &Value> {
    store.taxes.as_array().into_iter().flatten()
}
