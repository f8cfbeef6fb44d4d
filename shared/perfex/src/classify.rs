//! What an answer means. The module's status codes say little: 2.x answers 404 to a bad token, to
//! an empty list, to a wrong field and to a failed insert alike, so the words decide.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use transport::TransportError;

use crate::text;
use crate::{Cause, Error, UnexpectedAnswer};

/// What the caller meant to do, which decides what a missing answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Read,
    Create,
    Update,
    Delete,
}

/// An answer that is no error.
#[derive(Debug)]
pub(crate) enum Answer {
    /// "No data were found": an empty list or an absent record.
    Nothing,
    /// A write was answered 2xx without a body, as 2.x answers every payment that it wrote.
    Blank(UnexpectedAnswer),
    Json(Value),
}

impl Verb {
    /// No usable answer: harmless for a read, an open question for a write.
    pub(crate) fn unclear(self, cause: Cause) -> Error {
        match self {
            Self::Read => Error::Unavailable(cause),
            Self::Create | Self::Update | Self::Delete => Error::Ambiguous(cause),
        }
    }
}

pub(crate) fn transport_error(verb: Verb, error: TransportError) -> Error {
    match (verb, error) {
        (_, TransportError::NotSent(why)) => Error::NotSent(why),
        (_, TransportError::Refused(why)) => Error::Refused(why),
        (_, TransportError::TimedOut) => verb.unclear(Cause::TimedOut),
        (_, TransportError::Lost(why)) => verb.unclear(Cause::Lost(why)),
        (Verb::Read, TransportError::TooLarge { limit_bytes }) => Error::TooLarge { limit_bytes },
        (_, TransportError::TooLarge { limit_bytes }) => {
            verb.unclear(Cause::TooLarge { limit_bytes })
        }
    }
}

pub(crate) fn classify(verb: Verb, response: &Response<Bytes>) -> Result<Answer, Error> {
    let (status, headers) = (response.status(), response.headers());
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Error::RateLimited {
            retry_at: retry_at(headers),
        });
    }
    let Some(value) = json(response.body()) else {
        return not_json(verb, response);
    };
    if status.is_success() && !says_no(&value) {
        return Ok(Answer::Json(value));
    }
    refusal(verb, status, headers, &value)
}

/// Some hosts put a byte order mark before the JSON.
fn json(body: &[u8]) -> Option<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).ok()
}

fn not_json(verb: Verb, response: &Response<Bytes>) -> Result<Answer, Error> {
    let status = response.status();
    let answer = UnexpectedAnswer::not_json(status, response.headers(), response.body());
    if status == StatusCode::UNAUTHORIZED {
        // A password prompt of the web server stands before Perfex; nothing got through.
        return Err(Error::Auth {
            message: answer.to_string(),
        });
    }
    let blank = response.body().iter().all(u8::is_ascii_whitespace);
    if verb == Verb::Create && status.is_success() && blank {
        return Ok(Answer::Blank(answer));
    }
    Err(verb.unclear(Cause::Answer(answer)))
}

/// A failure can come with 200. Only the boolean counts: in a record, `status` is a digit.
/// One documented success carries `false` beside its "Updated Successfully".
fn says_no(value: &Value) -> bool {
    let failed = ["status", "paymentmode"]
        .iter()
        .any(|key| value.get(key) == Some(&Value::Bool(false)));
    failed && !message(value).to_ascii_lowercase().contains("successful")
}

fn refusal(
    verb: Verb,
    status: StatusCode,
    headers: &HeaderMap,
    value: &Value,
) -> Result<Answer, Error> {
    let message = message(value);
    let words = message.to_ascii_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    let unexpected = || UnexpectedAnswer::json(status, headers, &message);
    if status.is_server_error() || status.is_redirection() {
        return Err(verb.unclear(Cause::Answer(unexpected())));
    }
    if status == StatusCode::FORBIDDEN {
        return Err(Error::Forbidden { message });
    }
    let fields = fields(value);
    if !fields.is_empty() {
        return Err(conflict(&fields).unwrap_or_else(|| validation(fields)));
    }
    if says(&["time limit"]) {
        return Err(Error::RateLimited {
            retry_at: retry_at(headers),
        });
    }
    if verb == Verb::Read && says(&["no data were found"]) {
        return Ok(Answer::Nothing);
    }
    if says(&["already in use"]) && says(&["number"]) {
        return Err(Error::NumberTaken);
    }
    if says(&["already exist"]) && says(&["email", "e-mail"]) {
        return Err(Error::EmailTaken);
    }
    let token = [
        "token",
        "signature",
        "segments",
        "expire",
        "module is not active",
    ];
    if status == StatusCode::UNAUTHORIZED || says(&token) {
        return Err(Error::Auth { message });
    }
    match verb {
        Verb::Create if says(&["add fail"]) => return Err(Error::Ambiguous(Cause::SaysFailed)),
        Verb::Update if says(&["update fail"]) => return Err(Error::NothingChanged),
        _ => {}
    }
    if matches!(status.as_u16(), 400 | 406 | 409 | 422) && verb != Verb::Read {
        return Err(Error::Validation { fields, message });
    }
    // A read that fails in unknown words is the host's trouble, not the record's; a 2xx that says
    // no contradicts itself, so a write may have happened.
    if verb == Verb::Read || status.is_success() {
        return Err(verb.unclear(Cause::Answer(unexpected())));
    }
    Err(Error::Unexpected(unexpected()))
}

/// The words of an envelope, without HTML and with personal data masked.
fn message(value: &Value) -> String {
    let said = ["message", "error"]
        .iter()
        .find_map(|key| value.get(key)?.as_str());
    text::masked(&text::without_tags(said.unwrap_or_default()))
}

/// 2.x names the fields under `error`, 3.x under `errors`.
fn fields(value: &Value) -> BTreeMap<String, String> {
    let maps = ["error", "errors"]
        .iter()
        .filter_map(|key| value.get(key)?.as_object());
    maps.flatten()
        .map(|(field, reason)| {
            (
                field.clone(),
                text::masked(&text::without_tags(&reason_text(reason))),
            )
        })
        .collect()
}

fn reason_text(reason: &Value) -> String {
    match reason {
        Value::String(text) => text.clone(),
        Value::Array(reasons) => reasons
            .iter()
            .map(reason_text)
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    }
}

/// A conflict goes before other wrong fields: what exists may be this very document.
fn conflict(fields: &BTreeMap<String, String>) -> Option<Error> {
    let taken = |field: &str| {
        fields.get(field).is_some_and(|reason| {
            let reason = reason.to_ascii_lowercase();
            reason.contains("already") && (reason.contains("in use") || reason.contains("exist"))
        })
    };
    if taken("number") {
        Some(Error::NumberTaken)
    } else if taken("email") {
        Some(Error::EmailTaken)
    } else {
        None
    }
}

fn validation(fields: BTreeMap<String, String>) -> Error {
    let reasons: Vec<_> = fields
        .iter()
        .map(|(field, reason)| format!("{field}: {reason}"))
        .collect();
    let message = reasons.join("; ");
    Error::Validation { fields, message }
}

fn retry_at(headers: &HeaderMap) -> Option<Timestamp> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let reset = number("x-ratelimit-reset").and_then(|at| Timestamp::from_second(at).ok());
    reset.or_else(|| {
        let wait = SignedDuration::from_secs(number("retry-after")?);
        Timestamp::now().checked_add(wait).ok()
    })
}
