//! The envelopes of both generations.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value, json};

use crate::crm::Crm;
use crate::flavour::Flavour;

/// The outcome of a handler: a JSON body and its status, or PHP's error page.
pub(crate) enum Answer {
    Json(u16, Value),
    Page(u16),
    Empty,
}

impl Answer {
    pub(crate) fn into_response(self) -> Response<Bytes> {
        match self {
            Self::Json(status, body) => {
                response(status, "application/json; charset=UTF-8", &body.to_string())
            }
            Self::Page(status) => html(status, &error_page()),
            Self::Empty => html(200, ""),
        }
    }
}

pub(crate) fn html(status: u16, body: &str) -> Response<Bytes> {
    response(status, "text/html; charset=UTF-8", body)
}

fn response(status: u16, kind: &'static str, body: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_owned()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
        .headers_mut()
        .insert("content-type", http::HeaderValue::from_static(kind));
    response
}

pub(crate) fn error_page() -> String {
    "<!DOCTYPE html>\n<html><head><title>Database Error</title></head><body><h1>A Database Error Occurred</h1></body></html>".to_owned()
}

/// Nothing found is a 404, for lists too.
pub(crate) fn nothing() -> Answer {
    message(404, "No data were found")
}

pub(crate) fn unknown_method() -> Answer {
    Answer::Json(405, json!({"status": false, "error": "Unknown method"}))
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

/// A successful create: 3.x tells the id, 2.x at most under a name of its own.
pub(crate) fn created(crm: &Crm, text: &str, id: u64, told_by_2: Option<&str>) -> Answer {
    let mut body = json!({"status": true, "message": text});
    if crm.flavour.is_2() {
        if let Some(name) = told_by_2 {
            body[name] = json!(id);
        }
        return Answer::Json(200, body);
    }
    body["record_id"] = json!(id);
    Answer::Json(crm.setup.created_status, body)
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
