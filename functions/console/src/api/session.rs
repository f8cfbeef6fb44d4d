//! Who is signed in, and which stores there are.

use axum::{Extension, Json};
use domain::money::Currency;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Wired, currencies};
use crate::access::{Caller, Role};
use crate::problem::Problem;

/// Who is signed in, and what there is to see.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    /// The person's name in the user pool.
    name: String,
    /// What the person may do.
    role: Role,
    /// The stores of the settings; none before anything is set up.
    stores: Vec<StoreName>,
    /// The currencies of the settings.
    currencies: Vec<&'static str>,
}

/// A store.
#[derive(Serialize, ToSchema)]
pub(crate) struct StoreName {
    /// Its id.
    id: String,
    /// Its address.
    url: String,
    /// Slugs of the statuses that its settings name beside WooCommerce's own.
    statuses: Vec<String>,
}

/// Who is signed in, and which stores there are.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session), (status = 403, body = Problem)))]
pub(crate) async fn show(
    axum::extract::State(console): Wired,
    Extension(caller): Extension<Caller>,
) -> Json<Session> {
    // Without settings the page says what to do first.
    let settings = console.settings().await.ok();
    let stores = settings.iter().flat_map(|settings| &settings.stores);
    let stores = stores.map(|(id, store)| StoreName {
        id: id.to_string(),
        url: store.url.to_string(),
        statuses: store.statuses.keys().cloned().collect(),
    });
    let codes = settings.iter().flat_map(|settings| currencies(settings));
    Json(Session {
        name: caller.name,
        role: caller.role,
        stores: stores.collect(),
        currencies: codes.map(Currency::code).collect(),
    })
}
