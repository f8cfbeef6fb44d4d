//! One order: what the shop shows beside what stands in Perfex.

mod documents;
mod shop;
mod sums;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::OrderId;
use intake::{Resource, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sync::link;
use sync::ports::Links as _;
use utoipa::ToSchema;

use super::orders::OrderRow;
use super::{At, Wired, links};
use crate::access::Caller;
use crate::problem::Problem;
use documents::{DocumentView, in_perfex};
use shop::{Shop, in_shop};
use sums::{SumRow, sums};

/// An order of a store.
#[derive(Deserialize)]
pub(crate) struct OfOrder {
    store: StoreId,
    order: u64,
}

/// An order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderDetail {
    /// As lists show it.
    order: OrderRow,
    /// Why it waits for a person; null if it does not.
    parked: Option<ParkedHere>,
    /// What it had come to, the newest first; a dozen at most.
    history: Vec<Turn>,
    /// When it was handled last.
    #[schema(value_type = String, format = DateTime)]
    handled_at: Timestamp,
    /// Perfex's client.
    client: Option<Linked>,
    /// The order in the store's back office.
    shop_url: Option<String>,
    /// What the store shows now.
    shop: Shop,
    /// What stands in Perfex: the invoice or else the estimate first, then credit notes.
    documents: Vec<DocumentView>,
    /// Both sides' sums beside each other.
    sums: Vec<SumRow>,
}

/// Why an order waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct ParkedHere {
    /// The code of the reason.
    reason: String,
    /// What to do.
    detail: String,
    /// The order's total; null where it does not matter.
    order_total: Option<String>,
    /// That of its documents, written or computed; null likewise.
    document_total: Option<String>,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// How often it was tried.
    tries: u32,
    /// Whether a person has taken it off the list.
    dismissed: bool,
}

/// A turn in an order's story.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turn {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How the handling ended.
    outcome: String,
    /// Why, as a code.
    reason: String,
    /// The order's status then.
    status: String,
}

/// Something in Perfex.
#[derive(Serialize, ToSchema)]
pub(crate) struct Linked {
    /// Its id.
    id: u64,
    /// Its page.
    url: String,
}

/// One order, both sides.
#[utoipa::path(get, path = "/stores/{store}/orders/{order}", params(("store" = String, Path), ("order" = u64, Path)),
    responses((status = 200, body = OrderDetail), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfOrder { store, order }): At<OfOrder>,
) -> Result<Json<OrderDetail>, Problem> {
    let settings = console.settings_with(&store).await?;
    let link = console.table.link(&store, OrderId(order)).await?;
    let link = link.ok_or_else(|| {
        Problem::not_found("Nothing is known of this order yet. `Sync now` has it handled.")
    })?;
    let (found, standing) = tokio::join!(
        in_shop(&console, &settings, &store, order),
        in_perfex(&console, &settings, &link)
    );
    let (shop, shown) = found;
    let sums = sums(shown.as_ref(), standing.first.as_ref(), standing.credited);
    let outcome = &link.outcome;
    Ok(Json(OrderDetail {
        order: OrderRow::from(aws::ListedOrder::of(&link)),
        parked: outcome.parked.as_ref().map(|parked| ParkedHere {
            reason: parked.reason.code().to_owned(),
            detail: parked.detail.clone(),
            order_total: parked.order_total.map(desk::shown),
            document_total: parked.document_total.map(desk::shown),
            since: outcome.since,
            tries: outcome.tries,
            dismissed: outcome.dismissed,
        }),
        history: link.past.iter().rev().map(turn).collect(),
        handled_at: link.updated_at,
        client: link.client.as_ref().map(|client| Linked {
            id: client.id,
            url: links::perfex(&settings, "clients/client", client.id),
        }),
        shop_url: links::order(&settings, &store, order),
        shop,
        documents: standing.views,
        sums,
    }))
}

fn turn(past: &link::Past) -> Turn {
    Turn {
        at: past.at,
        outcome: past.name.clone(),
        reason: past.reason.clone(),
        status: past.status.clone(),
    }
}

/// Has the order read and handled now.
#[utoipa::path(post, path = "/stores/{store}/orders/{order}/sync", params(("store" = String, Path), ("order" = u64, Path)),
    responses((status = 202), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn sync_now(
    State(console): Wired,
    Extension(caller): Extension<Caller>,
    At(OfOrder { store, order }): At<OfOrder>,
) -> Result<StatusCode, Problem> {
    console.settings_with(&store).await?;
    if order == 0 {
        return Err(Problem::not_found("There is no order 0."));
    }
    desk::sync_now(
        &console.queue,
        &store,
        Resource::Order,
        order,
        Timestamp::now(),
    )
    .await
    .map_err(Problem::own_trouble)?;
    tracing::info!(store = %store, order, by = caller.name, "sync now");
    Ok(StatusCode::ACCEPTED)
}
