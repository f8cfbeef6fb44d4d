//! The page's files, embedded in the binary. They are public and hold no data.

use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::console::Console;

/// A file of the page.
struct Asset {
    path: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($path:literal),* $(,)?) => {
        &[$(Asset { path: $path, bytes: include_bytes!(concat!("../assets/", $path)) }),*]
    };
}

static ASSETS: &[Asset] = assets![
    "index.html",
    "console.css",
    "icon.svg",
    "app.js",
    "api.js",
    "auth.js",
    "chart.js",
    "format.js",
    "ui.js",
    "words.js",
    "screens/customers.js",
    "screens/diagnostics.js",
    "screens/full-sync.js",
    "screens/maps.js",
    "screens/order.js",
    "screens/orders.js",
    "screens/overview.js",
    "screens/parked.js",
    "screens/pipeline.js",
    "screens/revenue.js",
    "screens/run.js",
    "screens/settings.js",
    "screens/taxes.js",
    "screens/verified.js",
    "vendor/preact.js",
    "vendor/preact.LICENSE.txt",
    "vendor/htm.LICENSE.txt",
    "vendor/uplot.js",
    "vendor/uplot.css",
    "vendor/uplot.LICENSE.txt",
];

/// How the page signs in.
#[derive(Serialize)]
struct Config<'a> {
    sign_in_url: &'a str,
    client: &'a str,
}

/// `GET /console`: to the page by its full name. Whether a gateway keeps a slash at the end of an
/// address is its own matter, and the page's files are named from where it is.
pub(crate) async fn index() -> Redirect {
    Redirect::temporary("/console/index.html")
}

/// `GET /console/{path}`
pub(crate) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    answer(&path, &headers)
}

/// `GET /console/config.json`
pub(crate) async fn config(State(console): State<Arc<Console>>) -> Response {
    let config = Config {
        sign_in_url: &console.environment.sign_in_url,
        client: &console.environment.sign_in_client,
    };
    Json(config).into_response()
}

fn answer(path: &str, asked: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.path == path) else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    // One tag for all files: they only change together, with the binary.
    let headers = [
        (header::ETAG, HeaderValue::from_static(tag())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(content_type(path)),
        ),
    ];
    if asked.get(header::IF_NONE_MATCH).is_some_and(|held| {
        // A proxy that compresses makes the tag weak.
        held.to_str()
            .is_ok_and(|held| held.trim_start_matches("W/") == tag())
    }) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, asset.bytes).into_response()
}

fn tag() -> &'static str {
    static TAG: OnceLock<String> = OnceLock::new();
    TAG.get_or_init(|| {
        let mut digest = Sha256::new();
        for asset in ASSETS {
            digest.update(asset.bytes);
        }
        let hex = digest
            .finalize()
            .iter()
            .take(8)
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        format!("\"{hex}\"")
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}
