//! Orders by status with their worth.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Asked, At, OfStore, Wired};
use crate::problem::Problem;

/// How many days back it goes, unless asked otherwise, and at most.
const DAYS: i64 = 30;
const MOST_DAYS: i64 = 366;

/// Which orders.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// How many days back, at most 366. Default: 30.
    days: Option<i64>,
}

/// Orders by status.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pipeline {
    /// The orders made since then are counted. It is later than was asked for where there are more
    /// than some thousands: those of before are left out.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Whether all that were asked for are counted.
    complete: bool,
    /// By status and currency, the status with most orders first.
    statuses: Vec<StatusRow>,
}

/// The orders of a status in a currency.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatusRow {
    /// The status, without `wc-`.
    status: String,
    /// ISO 4217 code; empty for orders that were handled before this was kept.
    currency: String,
    /// How many.
    orders: usize,
    /// Their totals.
    worth: String,
    /// How many of them are parked.
    parked: usize,
}

/// Orders by status with their worth.
#[utoipa::path(get, path = "/stores/{store}/pipeline", params(("store" = String, Path), Wanted),
    responses((status = 200, body = Pipeline), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Pipeline>, Problem> {
    console.settings_with(&store).await?;
    let days = wanted.days.unwrap_or(DAYS).clamp(1, MOST_DAYS);
    let since = Timestamp::now() - SignedDuration::from_hours(24 * days);
    let page = console.table.newest_orders(&store, since).await?;
    let mut rows: BTreeMap<(String, String), (usize, Decimal, usize)> = BTreeMap::new();
    for order in page.orders {
        let (orders, worth, parked) = rows.entry((order.status, order.currency)).or_default();
        *orders += 1;
        *worth = worth.saturating_add(order.total.unwrap_or_default());
        *parked += usize::from(order.outcome == "parked");
    }
    let mut statuses: Vec<StatusRow> = rows
        .into_iter()
        .map(|((status, currency), (orders, worth, parked))| StatusRow {
            worth: desk::shown(worth),
            status,
            currency,
            orders,
            parked,
        })
        .collect();
    statuses.sort_by_key(|row| std::cmp::Reverse(row.orders));
    let reached = page.next.as_ref().and_then(aws::Place::made_at);
    Ok(Json(Pipeline {
        since: reached.unwrap_or(since),
        complete: page.next.is_none(),
        statuses,
    }))
}
