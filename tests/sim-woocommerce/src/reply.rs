//! What becomes of a request, including what only a network can do to it.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

use crate::php_json;

/// What becomes of a request.
#[derive(Debug)]
pub enum Reply {
    /// The answer arrives.
    Answer(Response<Bytes>),
    /// The store did the work, but its answer never arrives.
    LostAfterCommit,
    /// The request never reached the store.
    NotReached,
    /// The answer takes this long.
    Slow(Duration, Box<Reply>),
}

/// What nginx and WordPress add to every JSON answer.
const OF_JSON: [(&str, &str); 6] = [
    ("x-robots-tag", "noindex"),
    ("x-content-type-options", "nosniff"),
    (
        "access-control-expose-headers",
        "X-WP-Total, X-WP-TotalPages, Link",
    ),
    (
        "access-control-allow-headers",
        "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
    ),
    ("expires", "Wed, 11 Jan 1984 05:00:00 GMT"),
    (
        "cache-control",
        "no-cache, must-revalidate, max-age=0, no-store, private",
    ),
];

/// A JSON answer as nginx and WordPress send it.
pub(crate) fn json(status: u16, body: &Value, now: Timestamp) -> Response<Bytes> {
    let body = php_json::encode(body).into();
    let mut response = raw(status, "application/json; charset=UTF-8", body, now);
    for (name, value) in OF_JSON {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

/// An error as WordPress's REST API writes it.
pub(crate) fn error(status: u16, code: &str, message: &str, now: Timestamp) -> Response<Bytes> {
    let body = serde_json::json!({"code": code, "message": message, "data": {"status": status}});
    json(status, &body, now)
}

/// A page.
pub(crate) fn html(status: u16, page: impl Into<Bytes>, now: Timestamp) -> Response<Bytes> {
    raw(status, "text/html; charset=UTF-8", page.into(), now)
}

fn raw(status: u16, kind: &'static str, body: Bytes, now: Timestamp) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert("server", HeaderValue::from_static("nginx/1.22.1"));
    headers.insert("content-type", HeaderValue::from_static(kind));
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    set(headers, "date", &date);
    response
}

/// Sets a header; a value that no header can hold sets none.
pub(crate) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
