//! What waits for a person or a setting.

pub(crate) mod handle;

use std::collections::BTreeMap;

use aws::ParkedRow;
use axum::Json;
use axum::extract::State;
use intake::Resource;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Asked, At, OfStore, Wired, links, page_size};
use crate::cursor;
use crate::problem::Problem;

/// Which of what is parked.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// Only what is parked for this reason, by its code.
    reason: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100. Default: 50.
    limit: Option<usize>,
}

/// What is parked, by reason and id.
#[derive(Serialize, ToSchema)]
pub(crate) struct ParkedPage {
    /// How many there are by reason, whatever the page shows.
    reasons: Vec<ReasonCount>,
    /// Whether there are more than were counted.
    more: bool,
    /// Those of this page.
    items: Vec<ParkedItem>,
    /// Cursor of the next page; null after the last one.
    next: Option<String>,
}

/// How many are parked for a reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReasonCount {
    /// The code of the reason.
    reason: String,
    /// How many.
    count: usize,
    /// Whether other settings may cure it, which then happens by itself.
    cured_by_settings: bool,
}

/// Something parked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ParkedItem {
    /// The code of its reason.
    reason: String,
    /// `order` or `customer`.
    resource: &'static str,
    /// Its id in the store.
    id: u64,
    /// The number of an order as customers know it; null where it was never read.
    number: Option<String>,
    /// ISO 4217 code of the totals; null likewise.
    currency: Option<String>,
    /// The order's total; null where it does not matter.
    order_total: Option<String>,
    /// That of its documents in Perfex, written or computed; null likewise.
    document_total: Option<String>,
    /// Since when; null for what was parked by a version that did not note it.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// How often it was tried since then.
    tries: u32,
    /// What to do.
    detail: String,
    /// The order in the store's back office.
    shop_url: Option<String>,
}

/// What is parked.
#[utoipa::path(get, path = "/stores/{store}/parked", params(("store" = String, Path), Wanted),
    responses((status = 200, body = ParkedPage), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<ParkedPage>, Problem> {
    let settings = console.settings_with(&store).await?;
    let (mut rows, more) = console.table.parked_at_first(&store).await?;
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.reason.clone()).or_default() += 1;
    }
    if let Some(reason) = wanted.reason.filter(|reason| !reason.is_empty()) {
        rows.retain(|row| row.reason == reason);
    }
    if let Some(cursor) = &wanted.cursor {
        let after = cursor::decode(cursor, read_place)?;
        rows.retain(|row| key(row) > (after.0.as_str(), after.1.as_str(), after.2));
    }
    let limit = page_size(wanted.limit);
    let is_last = rows.len() <= limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| !is_last).map(|row| {
        let (reason, resource, id) = key(row);
        cursor::encode(&format!("{reason} {resource} {id}"))
    });
    let items = desk::items(&console.table, &store, &rows).await?;
    let items = items.into_iter().map(|item| ParkedItem {
        shop_url: match item.resource {
            Resource::Order => links::order(&settings, &store, item.id),
            Resource::Customer => None,
        },
        reason: item.reason,
        resource: item.resource.name(),
        id: item.id,
        number: item.number,
        currency: item.currency,
        order_total: item.order_total,
        document_total: item.document_total,
        since: item.since,
        tries: item.tries,
        detail: item.detail,
    });
    Ok(Json(ParkedPage {
        reasons: counts
            .into_iter()
            .map(|(reason, count)| ReasonCount {
                cured_by_settings: desk::is_cured_by_settings(&reason),
                reason,
                count,
            })
            .collect(),
        more,
        items: items.collect(),
        next,
    }))
}

fn key(row: &ParkedRow) -> (&str, &'static str, u64) {
    (&row.reason, row.resource.name(), row.id)
}

fn read_place(text: &str) -> Option<(String, String, u64)> {
    let mut words = text.split(' ');
    let place = (
        words.next()?.to_owned(),
        words.next()?.to_owned(),
        words.next()?.parse().ok()?,
    );
    words.next().is_none().then_some(place)
}
