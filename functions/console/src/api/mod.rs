//! The API, a module for each screen. Amounts are decimal strings, moments RFC 3339 in UTC, days of a
//! store's own calendar `yyyy-mm-dd`.

pub(crate) mod choices;
pub(crate) mod customers;
pub(crate) mod diagnostics;
pub(crate) mod openapi;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod parked;
pub(crate) mod pipeline;
pub(crate) mod revenue;
pub(crate) mod runs;
pub(crate) mod session;
pub(crate) mod settings;

use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, State};
use domain::money::Currency;
use intake::StoreId;
use serde::Deserialize;
use sync::Settings;

use crate::console::Console;
use crate::problem::Problem;

/// The console as handlers take it.
pub(crate) type Wired = State<Arc<Console>>;

/// Query parameters; a wrong one is named in the answer.
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Problem))]
pub(crate) struct Asked<T>(pub(crate) T);

/// Parts of the path.
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(Problem))]
pub(crate) struct At<T>(pub(crate) T);

/// A body in JSON.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub(crate) struct Body<T>(pub(crate) T);

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::bad_request(&rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found("There is no such address: a store has an id, an order a number.")
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::bad_request(&rejection.body_text())
    }
}

/// The store of an address.
#[derive(Deserialize)]
pub(crate) struct OfStore {
    pub(crate) store: StoreId,
}

/// How many entries a page of a list has, unless asked otherwise, and at most.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 100;

pub(crate) fn page_size(limit: Option<usize>) -> usize {
    limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE)
}

/// The currencies of the settings.
pub(crate) fn currencies(settings: &Settings) -> Vec<Currency> {
    let codes = settings.perfex.currencies.keys();
    codes.filter_map(|code| Currency::from_code(code)).collect()
}

/// The currency that is asked for, else the first of the settings.
pub(crate) fn currency(settings: &Settings, asked: Option<&str>) -> Result<Currency, Problem> {
    match asked {
        Some(code) => Currency::from_code(code)
            .ok_or_else(|| Problem::bad_request("currency: is no ISO 4217 code, for example EUR.")),
        None => currencies(settings)
            .first()
            .copied()
            .ok_or_else(Problem::no_settings),
    }
}

/// Addresses in the two systems, for people.
pub(crate) mod links {
    use intake::StoreId;
    use sync::Settings;

    /// An order in the store's back office.
    pub(crate) fn order(settings: &Settings, store: &StoreId, order: u64) -> Option<String> {
        let base = &settings.stores.get(store)?.url;
        let base = base.as_str().trim_end_matches('/');
        Some(format!(
            "{base}/wp-admin/admin.php?page=wc-orders&action=edit&id={order}"
        ))
    }

    /// A page of Perfex's back office.
    pub(crate) fn perfex(settings: &Settings, page: &str, id: u64) -> String {
        let base = settings.perfex.url.as_str().trim_end_matches('/');
        format!("{base}/admin/{page}/{id}")
    }
}
