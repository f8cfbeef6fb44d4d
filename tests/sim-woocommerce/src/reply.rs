//! What becomes of a request, including what only a network can do to it.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
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

/// A JSON answer as nginx and WordPress send it.
pub(crate) fn json(status: u16, body: &Value, now: Timestamp) -> Response<Bytes> {
    raw(
        status,
        "application/json; charset=UTF-8",
        php_json::encode(body).into(),
        now,
    )
}

/// An error as WordPress's REST API writes it.
pub(crate) fn error(status: u16, code: &str, message: &str, now: Timestamp) -> Response<Bytes> {
    let body = serde_json::json!({"code": code, "message": message, "data": {"status": status}});
    json(status, &body, now)
}

pub(crate) fn raw(status: u16, kind: &'static str, body: Bytes, now: Timestamp) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(kind));
    headers.insert(
        "cache-control",
        HeaderValue::from_static("no-cache, must-revalidate, max-age=0, no-store, private"),
    );
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        headers.insert("date", date);
    }
    response
}
