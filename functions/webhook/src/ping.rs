//! The ping that WooCommerce sends when a webhook is made.

use crate::event::ApiEvent;

/// Whether this is WooCommerce's ping: the form field `webhook_id=8`, without a signature.
///
/// It needs exactly 200, and one follows every delivery until it got that. It proves nothing, so
/// nothing may follow from it.
/// <https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php>
pub(crate) fn is_ping(event: &ApiEvent, body: &[u8]) -> bool {
    let is_form = event
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    is_form
        && event.header("x-wc-webhook-signature").is_none()
        && body
            .strip_prefix(b"webhook_id=")
            .is_some_and(|id| !id.is_empty() && id.len() <= 20 && id.iter().all(u8::is_ascii_digit))
}
