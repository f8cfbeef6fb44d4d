//! What a list of orders gives.

use std::cmp::Ordering;

use bytes::Bytes;
use http::{HeaderValue, Response};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::amounts;
use crate::dates;
use crate::reply::{error, json};
use crate::routes::{Query, statuses};
use crate::store::{Order, Store};

/// `GET /orders`.
pub(crate) fn orders(store: &Store, query: &Query, now: Timestamp) -> Response<Bytes> {
    let filter = match Filter::read(store, query) {
        Ok(filter) => filter,
        Err(parameter) => return invalid(parameter, now),
    };
    let mut found: Vec<&Order> = store
        .orders
        .values()
        .filter(|order| filter.takes(order))
        .collect();
    if let Err(parameter) = sort(&mut found, query, filter.include.as_deref()) {
        return invalid(parameter, now);
    }
    let found: Vec<Value> = found.into_iter().map(|order| order.body.clone()).collect();
    page(&found, query, now)
}

struct Filter {
    statuses: Vec<String>,
    include: Option<Vec<u64>>,
    exclude: Vec<u64>,
    bounds: Vec<(Bound, Timestamp)>,
}

#[derive(Clone, Copy)]
enum Bound {
    After,
    Before,
    ModifiedAfter,
    ModifiedBefore,
}

impl Filter {
    fn read(store: &Store, query: &Query) -> Result<Self, &'static str> {
        let known = statuses(store);
        let all: Vec<String> = known
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|status| Some(status["slug"].as_str()?.to_owned()))
            .collect();
        let asked = query.list("status").unwrap_or_else(|| vec!["any"]);
        for status in &asked {
            let extra = ["any", "trash", "auto-draft"].contains(status);
            if !extra && !all.iter().any(|known| known == status) {
                return Err("status");
            }
        }
        // Whatever stands beside it, `any` means every registered status and not the trash.
        let statuses = if asked.contains(&"any") {
            all
        } else {
            asked.iter().map(ToString::to_string).collect()
        };
        let ids = |name| {
            query.list(name).map(|ids| {
                ids.iter()
                    .filter_map(|id| id.parse().ok())
                    .collect::<Vec<u64>>()
            })
        };
        let gmt = query.get("dates_are_gmt") == Some("true");
        let mut bounds = Vec::new();
        for (name, bound) in [
            ("after", Bound::After),
            ("before", Bound::Before),
            ("modified_after", Bound::ModifiedAfter),
            ("modified_before", Bound::ModifiedBefore),
        ] {
            if let Some(text) = query.get(name) {
                bounds.push((bound, dates::bound(text, gmt, &store.zone).ok_or(name)?));
            }
        }
        Ok(Self {
            statuses,
            include: ids("include"),
            exclude: ids("exclude").unwrap_or_default(),
            bounds,
        })
    }

    fn takes(&self, order: &Order) -> bool {
        let id = order.body["id"].as_u64().unwrap_or_default();
        self.statuses
            .iter()
            .any(|status| status == order.text("status"))
            && self.include.as_ref().is_none_or(|ids| ids.contains(&id))
            && !self.exclude.contains(&id)
            && self.bounds.iter().all(|(bound, at)| match bound {
                Bound::After => order.created() > *at,
                Bound::Before => order.created() < *at,
                Bound::ModifiedAfter => order.modified() > *at,
                Bound::ModifiedBefore => order.modified() < *at,
            })
    }
}

type Comparison<'a> = Box<dyn Fn(&Order, &Order) -> Ordering + 'a>;

/// Ties go by id, in the same direction.
fn sort(orders: &mut [&Order], query: &Query, include: Option<&[u64]>) -> Result<(), &'static str> {
    let id = |order: &Order| order.body["id"].as_u64().unwrap_or_default();
    let by: Comparison<'_> = match query.get("orderby").unwrap_or("date") {
        "date" => Box::new(move |a, b| (a.created(), id(a)).cmp(&(b.created(), id(b)))),
        "modified" => Box::new(move |a, b| (a.modified(), id(a)).cmp(&(b.modified(), id(b)))),
        "id" | "title" | "slug" => Box::new(move |a, b| id(a).cmp(&id(b))),
        "include" => {
            let places = include.unwrap_or_default().to_vec();
            let place = move |order: &Order| places.iter().position(|given| *given == id(order));
            Box::new(move |a, b| place(b).cmp(&place(a)))
        }
        _ => return Err("orderby"),
    };
    orders.sort_by(|a, b| by(a, b));
    match query.get("order").unwrap_or("desc") {
        "desc" => orders.reverse(),
        "asc" => {}
        _ => return Err("order"),
    }
    Ok(())
}

/// One page of a list. `offset` overrides `page`; past the end the totals of orders are 0.
pub(crate) fn page(items: &[Value], query: &Query, now: Timestamp) -> Response<Bytes> {
    let number = |name: &str, default: usize| match query.get(name) {
        None => Some(default),
        Some(text) => text.parse::<usize>().ok(),
    };
    let Some(per_page) = number("per_page", 10).filter(|count| (1..=100).contains(count)) else {
        return invalid("per_page", now);
    };
    let Some(page) = number("page", 1).filter(|page| *page >= 1) else {
        return invalid("page", now);
    };
    let Some(start) = number("offset", (page - 1) * per_page) else {
        return invalid("offset", now);
    };
    let total = items.len();
    let shown: Vec<Value> = items
        .iter()
        .skip(start)
        .take(per_page)
        .map(|item| shown(item, query))
        .collect();
    let (total, pages) = if shown.is_empty() {
        (0, 0)
    } else {
        (total, total.div_ceil(per_page))
    };
    let mut response = json(200, &Value::Array(shown), now);
    for (name, count) in [("x-wp-total", total), ("x-wp-totalpages", pages)] {
        if let Ok(value) = HeaderValue::from_str(&count.to_string()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A record with `dp` and `_fields` applied.
pub(crate) fn shown(record: &Value, query: &Query) -> Value {
    let mut record = match query.list("_fields") {
        Some(fields) => only(record, &fields),
        None => record.clone(),
    };
    if let Some(decimals) = query.get("dp").and_then(|decimals| decimals.parse().ok()) {
        amounts::with_decimals(&mut record, decimals);
    }
    record
}

/// Only these fields, nested ones by a dot.
fn only(record: &Value, fields: &[&str]) -> Value {
    let mut kept = Map::new();
    for (key, value) in record.as_object().into_iter().flatten() {
        let nested: Vec<&str> = fields
            .iter()
            .filter_map(|field| field.strip_prefix(key.as_str())?.strip_prefix('.'))
            .collect();
        if fields.contains(&key.as_str()) {
            kept.insert(key.clone(), value.clone());
        } else if !nested.is_empty() {
            kept.insert(key.clone(), only(value, &nested));
        }
    }
    Value::Object(kept)
}

fn invalid(parameter: &str, now: Timestamp) -> Response<Bytes> {
    error(
        400,
        "rest_invalid_param",
        &format!("Invalid parameter(s): {parameter}"),
        now,
    )
}
