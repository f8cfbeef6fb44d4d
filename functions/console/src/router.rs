//! Which request goes where.

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::compression::CompressionLayer;

use crate::api::{
    customers, diagnostics, openapi, order, orders, overview, parked, pipeline, revenue, runs,
    session, settings,
};
use crate::console::Console;
use crate::problem::Problem;
use crate::{access, assets, headers};

/// The largest body that is read: settings.
const LARGEST_BODY_BYTES: usize = 512 * 1024;

/// The page and its API.
pub fn router(console: Console) -> Router {
    let policy = headers::content_security_policy(&console.environment.sign_in_url);
    let store = Router::new()
        .route("/overview", get(overview::show))
        .route("/runs", get(runs::list).post(runs::start::start))
        .route("/runs/{run}", get(runs::show))
        .route("/runs/{run}/cancel", post(runs::start::cancel))
        .route("/runs/{run}/findings.csv", get(runs::file::findings))
        .route("/runs/{run}/months.csv", get(runs::file::months))
        .route("/orders", get(orders::list))
        .route("/orders/{order}", get(order::show))
        .route("/orders/{order}/sync", post(order::sync_now))
        .route("/parked", get(parked::list))
        .route("/parked/retry", post(parked::handle::retry))
        .route("/parked/dismiss", post(parked::handle::dismiss))
        .route("/customers", get(customers::list))
        .route("/customers/{buyer}", get(customers::show))
        .route("/revenue", get(revenue::show))
        .route("/revenue.csv", get(revenue::csv))
        .route("/pipeline", get(pipeline::show))
        .route("/diagnostics", get(diagnostics::show))
        .route("/diagnostics/write-probe", post(diagnostics::write_probe))
        .method_not_allowed_fallback(async || Problem::other_method());
    let api = Router::new()
        .route("/session", get(session::show))
        .route("/settings", get(settings::show).put(settings::push))
        .route("/settings/check", post(settings::check))
        .route("/settings/restore", post(settings::restore))
        .route("/openapi.json", get(openapi::show))
        .method_not_allowed_fallback(async || Problem::other_method())
        .nest("/stores/{store}", store)
        .fallback(async || Problem::not_found("The API has no such address."))
        .layer(axum::extract::DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .layer(middleware::from_fn(access::guard));
    Router::new()
        .nest("/api/v1", api)
        .route("/console", get(assets::index))
        .route("/console/", get(assets::index))
        .route("/console/config.json", get(assets::config))
        .route("/console/{*path}", get(assets::file))
        .fallback(async || Problem::not_found("There is nothing here. The console is at /console."))
        .with_state(Arc::new(console))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(policy, headers::add))
}
