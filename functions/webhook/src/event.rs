//! The request as API Gateway hands it over.

use std::borrow::Cow;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// What this function reads of an HTTP API event (payload format 2.0).
///
/// A type of our own, where `lambda_http` would rebuild a whole HTTP request: that builds a URL of
/// the `Host` and `X-Forwarded-Proto` headers and panics at one that a stranger made up. Fields
/// that are missing are empty here, and then match no route.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApiEvent {
    raw_path: String,
    headers: HashMap<String, String>,
    request_context: RequestContext,
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RequestContext {
    request_id: Option<String>,
    /// Milliseconds since 1970.
    time_epoch: Option<i64>,
    http: Http,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Http {
    method: String,
}

/// The event says that its body is base64, and it is not.
#[derive(Debug, thiserror::Error)]
#[error("the body is not the base64 that the event says it is")]
pub struct BodyNotBase64;

impl ApiEvent {
    /// The HTTP method, in upper case as it was sent.
    pub fn method(&self) -> &str {
        &self.request_context.http.method
    }

    /// The path, decoded, with the stage's name or a custom domain's prefix before it if there is
    /// one.
    pub fn path(&self) -> &str {
        &self.raw_path
    }

    /// A header by its name in lower case. The gateway joins repeated ones by commas.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.get(name).or_else(|| {
            let mut all = self.headers.iter();
            all.find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        });
        found.map(String::as_str)
    }

    /// The body's bytes as the store sent them.
    pub fn body(&self) -> Result<Cow<'_, [u8]>, BodyNotBase64> {
        let text = self.body.as_deref().unwrap_or_default();
        if self.is_base64_encoded {
            STANDARD
                .decode(text)
                .map(Cow::Owned)
                .map_err(|_| BodyNotBase64)
        } else {
            Ok(Cow::Borrowed(text.as_bytes()))
        }
    }

    /// The gateway's id of this request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_context.request_id.as_deref()
    }

    /// When the gateway received it.
    pub fn received_at(&self) -> jiff::Timestamp {
        self.request_context
            .time_epoch
            .and_then(|milliseconds| jiff::Timestamp::from_millisecond(milliseconds).ok())
            .unwrap_or_else(jiff::Timestamp::now)
    }
}
