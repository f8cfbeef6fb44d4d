//! Who may read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;

use crate::reply::error;
use crate::store::Keys;

/// The refusal of a request that is not let in.
pub(crate) fn refusal(
    request: &Request<Bytes>,
    keys: &Keys,
    now: Timestamp,
) -> Option<Response<Bytes>> {
    let given = request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|pair| STANDARD.decode(pair).ok())
        .and_then(|pair| String::from_utf8(pair).ok());
    let (key, secret) = given
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
        .unwrap_or_default();
    if key != keys.key {
        return Some(error(
            401,
            "woocommerce_rest_cannot_view",
            "Sorry, you cannot list resources.",
            now,
        ));
    }
    (secret != keys.secret).then(|| {
        error(
            401,
            "woocommerce_rest_authentication_error",
            "Consumer secret is invalid.",
            now,
        )
    })
}
