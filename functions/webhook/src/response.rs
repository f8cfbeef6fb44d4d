//! The answer as API Gateway takes it.

use serde::Serialize;
use serde_json::{Value, json};

/// An HTTP API response (payload format 2.0), with a JSON body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status_code: u16,
    headers: Value,
    body: String,
}

impl Response {
    /// An answer whose body tells `message`.
    pub fn new(status_code: u16, message: &str) -> Self {
        Self {
            status_code,
            headers: json!({ "content-type": "application/json" }),
            body: json!({ "message": message }).to_string(),
        }
    }

    /// 405, with the one method that there is.
    pub fn method_not_allowed() -> Self {
        Self {
            headers: json!({ "content-type": "application/json", "allow": "POST" }),
            ..Self::new(405, "Method Not Allowed")
        }
    }

    /// The body, JSON.
    pub fn body(&self) -> &str {
        &self.body
    }
}
