use jiff::Timestamp;
use serde::Serialize;

/// One request to the API, as the log of calls keeps it.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// Counts from 1 in the order of arrival.
    pub number: u64,
    /// The `x-request-id` header, if the caller sent one.
    pub request_id: Option<String>,
    /// The `Idempotency-Key` header, if the caller sent one.
    pub idempotency_key: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path, still percent-encoded, without the query.
    pub path: String,
    /// The query, without a token.
    pub query: Option<String>,
    /// The status that was sent, none if no answer was.
    pub status: Option<u16>,
    /// When the request arrived.
    pub at: Timestamp,
    /// Whether the request changed what the CRM holds.
    pub wrote: bool,
    /// The fault that struck, by its name on the control interface.
    pub fault: Option<&'static str>,
}
