//! An answer taken apart: the API's JSON, an error of WooCommerce, or something else.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::advice::Oddity;
use crate::error::Error;

/// How much of an odd answer is told.
const BEGINNING_CHARACTERS: usize = 120;

/// A successful answer whose body is JSON.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: Response<Bytes>,
    /// Where the JSON begins: some hosts put a byte order mark or a PHP warning before it.
    start: usize,
}

/// An error as WordPress's REST API writes it. Its `data` is an object or, at times, a number.
#[derive(Deserialize)]
struct Refusal {
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
        // A bot check answers 202 with a page; WooCommerce never answers a read with 202.
        if status.is_success() {
            return Ok(Self { response, start });
        }
        match serde_json::from_slice::<Refusal>(&response.body()[start..]) {
            Ok(refusal) => Err(Error::Refused {
                status: status.as_u16(),
                code: cut(&refusal.code),
                message: cut(&refusal.message),
            }),
            Err(_) => Err(odd(&response)),
        }
    }

    /// The whole JSON as a `T`.
    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        decode(&self.response.body()[self.start..], "")
    }

    /// Each element of a list by itself.
    pub(crate) fn elements(&self) -> Result<Vec<&RawValue>, Error> {
        serde_json::from_slice(&self.response.body()[self.start..]).map_err(|error| {
            Error::Unreadable {
                path: ".".to_owned(),
                problem: error.to_string(),
            }
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }
}

/// Decodes JSON; an error names the path, which begins with `prefix`.
pub(crate) fn decode<T: DeserializeOwned>(json: &[u8], prefix: &str) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        Error::Unreadable {
            path: if prefix.is_empty() {
                path
            } else {
                format!("{prefix}.{path}")
            },
            problem: problem(error.inner()),
        }
    })
}

/// What is wrong, without the value that is.
fn problem(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Where the JSON of a body begins, if the rest of it is JSON to the end.
fn json_start(body: &[u8]) -> Option<usize> {
    let whole = |start: usize| {
        serde_json::from_slice::<&RawValue>(&body[start..])
            .is_ok()
            .then_some(start)
    };
    let start = body.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if matches!(body[start], b'[' | b'{') {
        return whole(start);
    }
    let page = body[start..].len() >= 5 && body[start..].iter().take(64).any(|byte| *byte == b'!');
    if page && body[start] == b'<' && body[start + 1] == b'!' {
        return None;
    }
    // A warning of PHP ends with its line; the JSON stands on the next.
    let mut starts = body
        .iter()
        .enumerate()
        .filter(|(_, byte)| matches!(byte, b'[' | b'{'))
        .map(|(at, _)| at);
    starts.by_ref().take(8).find_map(whole)
}

fn odd(response: &Response<Bytes>) -> Error {
    let text = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok()
    };
    let body = String::from_utf8_lossy(&response.body()[..response.body().len().min(4096)]);
    Error::Odd {
        oddity: oddity(response, &body, text(header::LOCATION).unwrap_or_default()),
        status: response.status().as_u16(),
        content_type: text(header::CONTENT_TYPE).unwrap_or_default().to_owned(),
        beginning: cut(&body),
        retry_after: text(header::RETRY_AFTER)
            .and_then(|seconds| seconds.parse().ok())
            .map(Duration::from_secs),
    }
}

fn oddity(response: &Response<Bytes>, body: &str, location: &str) -> Oddity {
    let status = response.status();
    let trimmed = body.trim_start_matches('\u{feff}').trim_start();
    let lower = trimmed.to_ascii_lowercase();
    if status.is_redirection() {
        let login = location.contains("wp-login") || location.contains("login");
        return if login {
            Oddity::LoginRedirect
        } else {
            Oddity::Redirect
        };
    }
    if trimmed.is_empty() {
        return Oddity::Empty;
    }
    if trimmed.starts_with(['[', '{']) {
        return Oddity::Truncated;
    }
    if trimmed.starts_with('<') {
        let checks = ["captcha", "challenge", "are you human", "cf-browser"];
        if status == StatusCode::ACCEPTED || checks.iter().any(|check| lower.contains(check)) {
            return Oddity::Captcha;
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Oddity::Maintenance;
        }
        return Oddity::Page;
    }
    Oddity::Other
}

/// The beginning of a text in one line, what looks like an e-mail masked.
fn cut(text: &str) -> String {
    let beginning: String = text.chars().take(BEGINNING_CHARACTERS).collect();
    beginning
        .split_whitespace()
        .map(|word| if word.contains('@') { "…" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}
