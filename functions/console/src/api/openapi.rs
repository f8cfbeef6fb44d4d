//! The API's own description.

use axum::Json;
use utoipa::OpenApi;

use super::{
    customers, diagnostics, order, orders, overview, parked, pipeline, revenue, runs, session,
    settings,
};

/// The description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "WooSync",
        description = "Orders, customers and revenue of WooCommerce stores, and how they stand in \
                       Perfex CRM. Amounts are decimal strings, moments RFC 3339 in UTC. Lists are \
                       paged by cursor: pass `next` of an answer as `cursor`. Errors are problem \
                       details (RFC 9457)."
    ),
    servers((url = "/api/v1")),
    paths(
        session::show,
        overview::show,
        runs::list,
        runs::start::start,
        runs::show,
        runs::start::cancel,
        runs::file::findings,
        runs::file::months,
        orders::list,
        order::show,
        order::sync_now,
        parked::list,
        parked::retry,
        parked::dismiss,
        customers::list,
        customers::show,
        revenue::show,
        revenue::csv,
        pipeline::show,
        settings::show,
        settings::check,
        settings::push,
        settings::restore,
        settings::choices,
        diagnostics::show,
    )
)]
struct Description;

/// `GET /openapi.json`
pub(crate) async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
