//! The envelopes of both generations.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value, json};

use crate::flavour::Flavour;

/// The outcome of a handler: a JSON body and its status, or PHP's error page.
pub(crate) enum Answer {
    Json(u16, Value),
    Page(u16),
    Empty,
}

impl Answer {
    pub(crate) fn into_response(self) -> Response<Bytes> {
        let (status, kind, body) = match self {
            Self::Json(status, body) => {
                (status, "application/json; charset=UTF-8", body.to_string())
            }
            Self::Page(status) => (status, "text/html; charset=UTF-8", error_page()),
            Self::Empty => (200, "text/html; charset=UTF-8", String::new()),
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        response
            .headers_mut()
            .insert("content-type", http::HeaderValue::from_static(kind));
        response
    }
}

pub(crate) fn error_page() -> String {
    "<!DOCTYPE html>\n<html><head><title>Database Error</title></head><body><h1>A Database Error Occurred</h1></body></html>".to_owned()
}

/// Nothing found is a 404, for lists too.
pub(crate) fn nothing() -> Answer {
    message(404, "No data were found")
}

pub(crate) fn message(status: u16, text: &str) -> Answer {
    Answer::Json(status, json!({"status": status < 400, "message": text}))
}

/// Rows, or the 404 of none.
pub(crate) fn rows(rows: Vec<Value>) -> Answer {
    if rows.is_empty() {
        nothing()
    } else {
        Answer::Json(200, Value::Array(rows))
    }
}

/// A successful create: only 3.x tells the id.
pub(crate) fn created(flavour: Flavour, text: &str, id: u64) -> Answer {
    let mut body = json!({"status": true, "message": text});
    if !flavour.is_2() {
        body["record_id"] = json!(id);
    }
    Answer::Json(200, body)
}

/// Refused fields: 404 (2.x POST), 409 (2.x PUT and contacts) or 422 (3.x).
pub(crate) fn refused(flavour: Flavour, status_2: u16, errors: &[(String, String)]) -> Answer {
    let fields: Map<String, Value> = errors
        .iter()
        .map(|(field, reason)| (field.clone(), json!(reason)))
        .collect();
    if flavour.is_2() {
        let html = errors.iter().fold(String::new(), |html, (_, reason)| {
            html + "<p>" + reason + "</p>\n"
        });
        return Answer::Json(
            status_2,
            json!({"status": false, "error": fields, "message": html}),
        );
    }
    Answer::Json(
        422,
        json!({"status": false, "error": "validation_failed", "message": "The given data was invalid.", "errors": fields}),
    )
}
