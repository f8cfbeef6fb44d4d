//! An answer taken apart: the API's JSON, an error of WooCommerce, or something else.

use bytes::Bytes;
use http::{HeaderMap, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::json_start::{JsonStart, json_start};
use crate::masked;
use crate::odd::{odd, retry_after};
use crate::refusal::Refusal;

/// A successful answer whose body is JSON.
#[derive(Debug)]
pub(crate) struct Answer {
    response: Response<Bytes>,
    start: JsonStart,
}

/// An error as WordPress's REST API writes it. Its `data` is left alone: it is an object or, at
/// times, a number.
#[derive(Deserialize)]
struct ErrorBody {
    code: String,
    #[serde(default)]
    message: String,
}

impl Answer {
    /// The answer, or what it is instead.
    pub(crate) fn read(response: Response<Bytes>) -> Result<Self, Error> {
        let status = response.status();
        let Some(start) = json_start(response.body()) else {
            return Err(odd(&response));
        };
        if status.is_success() {
            return Ok(Self { response, start });
        }
        match serde_json::from_slice::<ErrorBody>(&response.body()[start.at..]) {
            Ok(body) => Err(Error::Refused {
                refusal: Refusal::of(status.as_u16(), &body.code),
                status: status.as_u16(),
                code: masked::beginning(&body.code),
                message: masked::beginning(&body.message),
                retry_after: retry_after(&response),
            }),
            Err(_) => Err(odd(&response)),
        }
    }

    /// Whether something else stood before the JSON, which a warning of PHP does.
    pub(crate) fn is_after_noise(&self) -> bool {
        self.start.after_noise
    }

    /// The whole JSON as a `T`.
    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        decode(self.json(), "")
    }

    /// Each element of a list by itself.
    pub(crate) fn elements(&self) -> Result<Vec<&RawValue>, Error> {
        serde_json::from_slice(self.json()).map_err(|error| Error::Unreadable {
            path: ".".to_owned(),
            problem: masked::problem(&error),
        })
    }

    /// The store's clock when it answered, the only one that its dates can be compared with.
    pub(crate) fn store_time(&self) -> Option<Timestamp> {
        let date = jiff::fmt::rfc2822::parse(self.header("date")?).ok()?;
        Some(date.timestamp())
    }

    /// How many items there are on all pages, where it is a page.
    pub(crate) fn total(&self) -> Option<u64> {
        self.header("x-wp-total")?.parse().ok()
    }

    fn json(&self) -> &[u8] {
        &self.response.body()[self.start.at..]
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }
}

/// Decodes JSON; an error names the path, which begins with `prefix`.
pub(crate) fn decode<T: DeserializeOwned>(json: &[u8], prefix: &str) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        Error::Unreadable {
            path: match (prefix, path.as_str()) {
                ("", _) => path,
                (_, ".") => prefix.to_owned(),
                _ => format!("{prefix}.{path}"),
            },
            problem: masked::problem(error.inner()),
        }
    })
}
