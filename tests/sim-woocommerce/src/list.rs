//! `GET /orders`: which orders, in which order.

use std::cmp::Ordering;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde_json::Value;

use crate::dates;
use crate::order::Order;
use crate::paging::{Kind, Page};
use crate::params::Problems;
use crate::query::Query;
use crate::routes::Asked;
use crate::store::Store;

const ORDER_BY: [&str; 6] = ["date", "id", "include", "title", "slug", "modified"];

/// The list of orders.
pub(crate) fn orders(store: &Store, asked: Asked<'_>) -> Response<Bytes> {
    let query = asked.query;
    let mut problems = Problems::default();
    let mut page = Page::read(query, &mut problems);
    let filter = Filter::read(store, &mut page, query, &mut problems);
    if !problems.is_empty() {
        return problems.answer(asked.now);
    }
    let mut found: Vec<&Order> = store
        .orders
        .values()
        .filter(|order| filter.takes(order))
        .collect();
    sort(&mut found, query, filter.include.as_deref());
    let decimals = query.decimals();
    let found: Vec<Value> = found
        .into_iter()
        .map(|order| order.shown_with(decimals))
        .collect();
    page.answer(&found, Kind::Orders, asked)
}

struct Filter {
    statuses: Vec<String>,
    include: Option<Vec<u64>>,
    exclude: Vec<u64>,
    customer: Option<u64>,
    bounds: Vec<(Bound, Timestamp)>,
}

#[derive(Clone, Copy)]
enum Bound {
    After,
    Before,
    ModifiedAfter,
    ModifiedBefore,
}

const BOUNDS: [(&str, Bound); 4] = [
    ("after", Bound::After),
    ("before", Bound::Before),
    ("modified_after", Bound::ModifiedAfter),
    ("modified_before", Bound::ModifiedBefore),
];

impl Filter {
    /// Reads the parameters in the order of the route's schema.
    fn read(store: &Store, page: &mut Page, query: &Query, problems: &mut Problems) -> Self {
        let mut bounds = Vec::new();
        for (name, bound) in BOUNDS {
            let Some(text) = query.get(name) else {
                continue;
            };
            match dates::bound(text, query.is_true("dates_are_gmt"), &store.zone) {
                Some(at) => bounds.push((bound, at)),
                None => problems.add(name, "rest_invalid_date", "Invalid date.".to_owned()),
            }
        }
        problems.boolean(query, "dates_are_gmt");
        let exclude = problems.ids(query, "exclude").unwrap_or_default();
        let include = problems.ids(query, "include");
        page.read_offset(query, problems);
        problems.word(query, "order", &["asc", "desc"], "desc");
        problems.word(query, "orderby", &ORDER_BY, "date");
        let statuses = statuses(store, query, problems);
        let customer = problems.number(query, "customer", 0, None);
        problems.number(query, "dp", 0, None);
        Self {
            statuses,
            include,
            exclude,
            customer: customer.map(|id| id as u64),
            bounds,
        }
    }

    fn takes(&self, order: &Order) -> bool {
        let id = order.id();
        self.statuses.iter().any(|status| status == order.status())
            && self.include.as_ref().is_none_or(|ids| ids.contains(&id))
            && !self.exclude.contains(&id)
            && self
                .customer
                .is_none_or(|customer| order.body["customer_id"] == customer)
            && self.bounds.iter().all(|(bound, at)| match bound {
                Bound::After => order.created() > *at,
                Bound::Before => order.created() < *at,
                Bound::ModifiedAfter => order.modified() > *at,
                Bound::ModifiedBefore => order.modified() < *at,
            })
    }
}

/// The statuses that are asked for. Whatever stands beside it, `any` means every registered status
/// and not the trash.
fn statuses(store: &Store, query: &Query, problems: &mut Problems) -> Vec<String> {
    let registered: Vec<&str> = registered(store).collect();
    let known: Vec<&str> = ["any", "trash", "auto-draft"]
        .into_iter()
        .chain(registered.iter().copied())
        .collect();
    let asked = query.list("status").unwrap_or_default();
    for (place, status) in asked.iter().enumerate() {
        if !known.contains(status) {
            problems.not_one_of("status", &format!("status[{place}]"), &known);
            break;
        }
    }
    if asked.is_empty() || asked.contains(&"any") {
        return registered.into_iter().map(str::to_owned).collect();
    }
    // With order tables, a list of auto-drafts is empty although there are some.
    let asked = asked.into_iter().filter(|status| *status != "auto-draft");
    asked.map(str::to_owned).collect()
}

/// The statuses of the store, plugins' own among them.
pub(crate) fn registered(store: &Store) -> impl Iterator<Item = &str> {
    let statuses = store.statuses.as_array().into_iter().flatten();
    statuses.filter_map(|status| status["slug"].as_str())
}

/// Ties go by id, in the same direction.
fn sort(orders: &mut [&Order], query: &Query, include: Option<&[u64]>) {
    let by: fn(&Order, &Order) -> Ordering = match query.get("orderby").unwrap_or("date") {
        "include" => {
            let given = include.unwrap_or_default();
            orders.sort_by_key(|order| given.iter().position(|id| *id == order.id()));
            return;
        }
        "modified" => |a, b| (a.modified(), a.id()).cmp(&(b.modified(), b.id())),
        "date" => |a, b| (a.created(), a.id()).cmp(&(b.created(), b.id())),
        _ => |a, b| a.id().cmp(&b.id()),
    };
    orders.sort_by(|a, b| by(a, b));
    if query.get("order") != Some("asc") {
        orders.reverse();
    }
}
