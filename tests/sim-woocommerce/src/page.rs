//! The orders as a page for people.

use std::fmt::Write as _;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;

use crate::reply;
use crate::store::Store;

const HEAD: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>The simulated store</title>\
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;margin:1rem auto;max-width:60rem;padding:0 1rem}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}div{overflow-x:auto}</style><h1>The simulated store</h1>";

/// The orders, newest first.
pub(crate) fn orders(store: &Store, now: Timestamp) -> Response<Bytes> {
    let mut html = String::from(HEAD);
    let _ = write!(
        html,
        "<p>{} orders, {} deliveries made, {} waiting.</p><div><table><tr><th class=n>Order<th>Status<th>Changed (GMT)\
         <th>Customer<th class=n>Total</tr>",
        store.orders.len(),
        store.delivered.len(),
        store.queued.len()
    );
    for order in store.orders.values().rev() {
        let billing = &order.body["billing"];
        let name = format!(
            "{} {}",
            billing["first_name"].as_str().unwrap_or_default(),
            billing["last_name"].as_str().unwrap_or_default()
        );
        let _ = write!(
            html,
            "<tr><td class=n>{}<td>{}<td>{}<td>{}<td class=n>{} {}</tr>",
            escaped(order.text("number")),
            escaped(order.text("status")),
            escaped(order.text("date_modified_gmt")),
            escaped(&name),
            escaped(order.text("total")),
            escaped(order.text("currency"))
        );
    }
    html.push_str("</table></div>");
    reply::html(200, html, now)
}

/// A text in a page.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
