//! Why a request is not done.

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde_json::json;

use crate::reply;

/// An error as WooCommerce's controllers make it.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: u16,
    code: String,
    message: String,
    bare_status: Option<u16>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            bare_status: None,
        }
    }

    /// The refunds' controller hands its status over as a bare number, which WordPress does not
    /// understand: the answer has status 500 whatever the number says.
    pub(crate) fn with_bare_status(number: u16, code: &str, message: &str) -> Self {
        Self {
            bare_status: Some(number),
            ..Self::new(500, code, message)
        }
    }

    /// An order that is not there: read and deleted by 404, written by 400.
    pub(crate) fn no_order(status: u16) -> Self {
        Self::new(
            status,
            "woocommerce_rest_shop_order_invalid_id",
            "Invalid ID.",
        )
    }

    pub(crate) fn answer(&self, now: Timestamp) -> Response<Bytes> {
        let data = match self.bare_status {
            Some(number) => json!(number),
            None => json!({"status": self.status}),
        };
        let body = json!({"code": self.code, "message": self.message, "data": data});
        reply::json(self.status, &body, now)
    }

    pub(crate) fn text(&self) -> &str {
        &self.message
    }
}
