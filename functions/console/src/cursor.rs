//! Where the next page of a list begins, as a text without meaning for whoever passes it on.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::problem::Problem;

/// The longest that is read.
const LONGEST: usize = 300;

/// Hides a place.
pub(crate) fn encode(place: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(place)
}

/// The place of a cursor; `read` says whether it is one.
pub(crate) fn decode<T>(cursor: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Problem> {
    let bytes = (cursor.len() <= LONGEST).then(|| BASE64_URL_SAFE_NO_PAD.decode(cursor).ok());
    let text = bytes
        .flatten()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    text.as_deref().and_then(read).ok_or_else(|| {
        Problem::bad_request("cursor: take it from `next` of the page before, unchanged.")
    })
}
