//! The list of orders, and the search in it.

use std::collections::BTreeSet;

use aws::{ListedOrder, OrderFilter, OrdersPage, Place};
use axum::Json;
use axum::extract::State;
use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sync::ports::Links as _;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, At, OfStore, Wired, page_size};
use crate::console::Console;
use crate::cursor;
use crate::problem::Problem;

/// The longest search text, in characters.
const LONGEST_SEARCH: usize = 200;

/// Which orders.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// A number, an id or an e-mail, whole.
    search: Option<String>,
    /// Only orders of this status.
    status: Option<String>,
    /// Only orders whose handling ended so: `done`, `skipped`, `parked`.
    outcome: Option<String>,
    /// Only orders made at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only orders made before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100. Default: 50.
    limit: Option<usize>,
}

/// A page of orders, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderPage {
    /// The orders.
    orders: Vec<OrderRow>,
    /// Cursor of the next page; null after the last one.
    next: Option<String>,
    /// How far back the list was looked through, where a filter leaves out so much that the page is
    /// not full and there is a next one all the same.
    #[schema(value_type = Option<String>, format = DateTime)]
    looked_back_to: Option<Timestamp>,
}

/// An order in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderRow {
    /// Its id.
    id: u64,
    /// Its number as customers know it.
    number: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// Its status in WooCommerce when it was handled last.
    status: String,
    /// How that ended: `done`, `skipped`, `parked`; empty while it is under way.
    outcome: String,
    /// Why, as a code; empty where there is no reason.
    reason: String,
    /// ISO 4217 code; empty if the order was handled before this was kept.
    currency: String,
    /// Its total; null likewise.
    total: Option<String>,
    /// What stands in Perfex: `invoice 100183`, `estimate 100183`, or nothing.
    document: String,
}

impl From<ListedOrder> for OrderRow {
    fn from(order: ListedOrder) -> Self {
        Self {
            id: order.id.0,
            number: order.number,
            made_at: order.made_at,
            status: order.status,
            outcome: order.outcome,
            reason: order.reason,
            currency: order.currency,
            total: order.total.map(desk::shown),
            document: order.document,
        }
    }
}

impl OrderPage {
    /// A page as the table gave it.
    pub(crate) fn of(page: OrdersPage, limit: usize) -> Self {
        let is_full = page.orders.len() >= limit;
        let next = page.next.as_ref();
        let looked_back_to = next.filter(|_| !is_full).and_then(Place::made_at);
        Self {
            next: next.map(|place| cursor::encode(place.as_str())),
            orders: page.orders.into_iter().map(OrderRow::from).collect(),
            looked_back_to,
        }
    }
}

/// A page of a store's orders.
#[utoipa::path(get, path = "/stores/{store}/orders", params(("store" = String, Path), Wanted),
    responses((status = 200, body = OrderPage), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<OrderPage>, Problem> {
    console.settings_with(&store).await?;
    let limit = page_size(wanted.limit);
    let after = wanted.cursor.as_deref();
    let after = after.map(|cursor| cursor::decode(cursor, Place::read));
    let after = after.transpose()?;
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let filter = OrderFilter {
        status: given(wanted.status),
        outcome: given(wanted.outcome),
        from: wanted.from,
        to: wanted.to,
    };
    let search = wanted.search.as_deref().map(str::trim);
    let page = if let Some(search) = search.filter(|search| !search.is_empty()) {
        self::search(&console, &store, search, &filter, after.as_ref(), limit).await?
    } else {
        let table = &console.table;
        table.orders(&store, &filter, after.as_ref(), limit).await?
    };
    Ok(Json(OrderPage::of(page, limit)))
}

/// An e-mail finds its buyer's orders; a number the order that bears it, and the one of this id.
async fn search(
    console: &Console,
    store: &StoreId,
    search: &str,
    filter: &OrderFilter,
    after: Option<&Place>,
    limit: usize,
) -> Result<OrdersPage, Problem> {
    if search.chars().count() > LONGEST_SEARCH {
        return Err(Problem::bad_request(
            "search: must be a number or an e-mail.",
        ));
    }
    if let Some(buyer) = sync::seen::buyer(search) {
        let table = &console.table;
        let orders = table.orders_of_buyer(store, &buyer, filter, after, limit);
        return Ok(orders.await?);
    }
    let number = search.trim_start_matches('#');
    let numbered = console.table.orders_numbered(store, number).await?;
    let mut ids: BTreeSet<OrderId> = numbered.into_iter().collect();
    ids.extend(number.parse().ok().map(OrderId));
    let mut orders = Vec::new();
    match ids.len() {
        0 => {}
        1 => {
            for id in ids {
                let link = console.table.link(store, id).await?;
                orders.extend(link.as_ref().map(ListedOrder::of));
            }
        }
        _ => {
            let links = console.table.links(store, &ids).await?;
            for link in links.into_values() {
                orders.push(ListedOrder::of(&link?));
            }
        }
    }
    orders.retain(|order| filter.fits(order));
    Ok(OrdersPage { orders, next: None })
}
