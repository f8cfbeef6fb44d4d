//! Who may do what.
//!
//! The simulator stands for a store behind HTTPS: it takes Basic auth over plain HTTP too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::query::Query;
use crate::reply::error;
use crate::store::Store;

/// The REST key that the store takes.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Consumer key.
    pub key: String,
    /// Consumer secret.
    pub secret: String,
}

/// What the key may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permissions {
    /// Read only.
    Read,
    /// Write only: a key that can change orders but not see them.
    Write,
    /// Both.
    #[default]
    ReadWrite,
}

/// Whether a request brings the key. An unknown key is as none.
///
/// # Errors
/// The refusal of a wrong secret, or of a key that may not do this.
pub(crate) fn brings_key(
    request: &Request<Bytes>,
    query: &Query,
    store: &Store,
    now: Timestamp,
) -> Result<bool, Box<Response<Bytes>>> {
    let header = basic(request);
    let (key, secret) = match (&header, query.get("consumer_key")) {
        (Some(pair), _) => pair.split_once(':').unwrap_or_default(),
        (None, Some(key)) => (key, query.get("consumer_secret").unwrap_or_default()),
        (None, None) => return Ok(false),
    };
    let Some((its_secret, permissions)) = store.key_named(key) else {
        return Ok(false);
    };
    if secret != its_secret {
        return Err(refused("Consumer secret is invalid.", now));
    }
    match (is_read(request.method()), permissions) {
        (true, Permissions::Write) => Err(refused(
            "The API key provided does not have read permissions.",
            now,
        )),
        (false, Permissions::Read) => Err(refused(
            "The API key provided does not have write permissions.",
            now,
        )),
        _ => Ok(true),
    }
}

fn basic(request: &Request<Bytes>) -> Option<String> {
    let value = request.headers().get("authorization")?.to_str().ok()?;
    let (scheme, pair) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()
}

fn refused(message: &str, now: Timestamp) -> Box<Response<Bytes>> {
    let code = "woocommerce_rest_authentication_error";
    Box::new(error(401, code, message, now))
}

pub(crate) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The refusal of a request without a key, in the words for what it tried.
pub(crate) fn denied(method: &Method, one: bool, now: Timestamp) -> Response<Bytes> {
    let (code, message) = match (method, one) {
        (&Method::GET | &Method::HEAD, false) => (
            "woocommerce_rest_cannot_view",
            "Sorry, you cannot list resources.",
        ),
        (&Method::GET | &Method::HEAD, true) => (
            "woocommerce_rest_cannot_view",
            "Sorry, you cannot view this resource.",
        ),
        (&Method::DELETE, _) => (
            "woocommerce_rest_cannot_delete",
            "Sorry, you are not allowed to delete this resource.",
        ),
        (&Method::POST, false) => (
            "woocommerce_rest_cannot_create",
            "Sorry, you are not allowed to create resources.",
        ),
        _ => (
            "woocommerce_rest_cannot_edit",
            "Sorry, you are not allowed to edit this resource.",
        ),
    };
    error(401, code, message, now)
}
