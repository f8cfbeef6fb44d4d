//! What waits, tried again or taken off the list by a person.

use aws::ParkedRow;
use axum::Json;
use axum::extract::State;
use intake::{Resource, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::{At, Body, OfStore, Wired};
use crate::console::Console;
use crate::cursor;
use crate::problem::Problem;

/// How many are handled by one request. The gateway waits 30 s.
const MOST_AT_ONCE: usize = 200;

/// Some of what is parked: named ones, or all of one reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    /// These orders, by id.
    #[serde(default)]
    orders: Vec<u64>,
    /// These registered customers, by id. With the orders at most 200.
    #[serde(default)]
    customers: Vec<u64>,
    /// All that is parked for this reason, by its code; nothing is named then.
    #[serde(default)]
    reason: Option<String>,
    /// `next` of the answer before, where the reason has more than one request handles.
    #[serde(default)]
    cursor: Option<String>,
}

/// What became of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Handled {
    /// How many were handled.
    handled: usize,
    /// Cursor for the next request with the same reason; null if all are handled.
    next: Option<String>,
}

/// Has parked orders and customers handled again now.
#[utoipa::path(post, path = "/stores/{store}/parked/retry", params(("store" = String, Path)), request_body = Chosen,
    responses((status = 200, body = Handled), (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn retry(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Handled>, Problem> {
    let (chosen, next) = choose(&console, &store, chosen).await?;
    desk::retry(&console.queue, &store, &chosen, Timestamp::now()).await?;
    let handled = chosen.len();
    Ok(Json(Handled { handled, next }))
}

/// Takes parked orders and customers off the list: a person has seen to them. Nothing is written to
/// Perfex.
#[utoipa::path(post, path = "/stores/{store}/parked/dismiss", params(("store" = String, Path)), request_body = Chosen,
    responses((status = 200, body = Handled), (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn dismiss(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Handled>, Problem> {
    let (chosen, next) = choose(&console, &store, chosen).await?;
    for (resource, id) in &chosen {
        desk::dismiss(&console.table, &store, *resource, *id).await?;
    }
    let handled = chosen.len();
    Ok(Json(Handled { handled, next }))
}

/// Those to handle now, and where to go on. One that is not parked any more is left out: someone else has seen
/// to it.
async fn choose(
    console: &Console,
    store: &StoreId,
    chosen: Chosen,
) -> Result<(Vec<(Resource, u64)>, Option<String>), Problem> {
    console.settings_with(store).await?;
    match chosen.reason.as_deref() {
        Some(reason) if chosen.orders.is_empty() && chosen.customers.is_empty() => {
            let after = chosen.cursor.as_deref();
            let after = after.map(|cursor| cursor::decode(cursor, read_place));
            all_of(console, store, reason, after.transpose()?).await
        }
        None => Ok((named(console, store, &chosen).await?, None)),
        Some(_) => Err(Problem::bad_request(
            "Name orders and customers, or a reason, not both.",
        )),
    }
}

/// All of a reason: what is tried again may be parked again for the same reason meanwhile, so the next request
/// goes on behind this one's last.
async fn all_of(
    console: &Console,
    store: &StoreId,
    reason: &str,
    after: Option<(Resource, u64)>,
) -> Result<(Vec<(Resource, u64)>, Option<String>), Problem> {
    let table = &console.table;
    let rows = table.parked_because(store, reason, after, MOST_AT_ONCE + 1);
    let mut rows = rows.await?;
    let is_last = rows.len() <= MOST_AT_ONCE;
    rows.truncate(MOST_AT_ONCE);
    let next = rows.last().filter(|_| !is_last);
    let next = next.map(|row| cursor::encode(&format!("{} {}", row.resource.name(), row.id)));
    let rows = rows.into_iter().map(|row| (row.resource, row.id));
    Ok((rows.collect(), next))
}

async fn named(
    console: &Console,
    store: &StoreId,
    chosen: &Chosen,
) -> Result<Vec<(Resource, u64)>, Problem> {
    let named = chosen.orders.len() + chosen.customers.len();
    if !(1..=MOST_AT_ONCE).contains(&named) {
        return Err(Problem::bad_request(
            "Name 1 to 200 orders and customers, or a reason of which all are meant.",
        ));
    }
    let row = |resource| {
        move |id: &u64| ParkedRow {
            reason: String::new(),
            resource,
            id: *id,
        }
    };
    let orders = chosen.orders.iter().map(row(Resource::Order));
    let customers = chosen.customers.iter().map(row(Resource::Customer));
    let mut rows: Vec<ParkedRow> = orders.chain(customers).collect();
    rows.sort_by_key(|row| (row.resource.name(), row.id));
    rows.dedup();
    let links = console.table.parked_links(store, &rows).await?;
    let waits = links.into_iter().filter(|(_, link)| match link {
        Ok(link) => link.outcome().waits_for_a_person().is_some(),
        // A person is told of it in the list, and may want it tried by a newer version.
        Err(_) => true,
    });
    Ok(waits.map(|(row, _)| (row.resource, row.id)).collect())
}

fn read_place(text: &str) -> Option<(Resource, u64)> {
    let (resource, id) = text.split_once(' ')?;
    let resource = match resource {
        "order" => Resource::Order,
        "customer" => Resource::Customer,
        _ => return None,
    };
    Some((resource, id.parse().ok()?))
}
