//! An order of which nothing is known yet.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::store::SITE;

/// What no setting of the store and no time decides.
const FIXED: &str = r#"{
"id":0,"parent_id":0,"status":"pending","currency":"EUR","version":"10.5.0",
"prices_include_tax":true,"date_created":null,"date_modified":null,"discount_total":"0.00",
"discount_tax":"0.00","shipping_total":"0.00","shipping_tax":"0.00","cart_tax":"0.00",
"total":"0.00","total_tax":"0.00","customer_id":0,"order_key":"","billing":{"first_name":"",
"last_name":"","company":"","address_1":"","address_2":"","city":"","state":"","postcode":"",
"country":"","email":"","phone":""},"shipping":{"first_name":"","last_name":"","company":"",
"address_1":"","address_2":"","city":"","state":"","postcode":"","country":"","phone":""},
"payment_method":"","payment_method_title":"","transaction_id":"","customer_ip_address":"",
"customer_user_agent":"","created_via":"rest-api","customer_note":"","date_completed":null,
"date_paid":null,"cart_hash":"","number":"","meta_data":[],"line_items":[],"tax_lines":[],
"shipping_lines":[],"fee_lines":[],"coupon_lines":[],"refunds":[],"payment_url":"",
"is_editable":true,"needs_payment":false,"needs_processing":false,"date_created_gmt":null,
"date_modified_gmt":null,"date_completed_gmt":null,"date_paid_gmt":null,
"currency_symbol":"\u20ac","_links":{}}"#;

/// The body that a new order has before anything is written into it.
pub(crate) fn empty(now: Timestamp) -> Value {
    let mut order: Value = serde_json::from_str(FIXED).unwrap_or_default();
    let key = format!("wc_order_{:013x}", now.as_microsecond());
    let pay = format!("{SITE}checkout/order-pay/0/?pay_for_order=true&key={key}");
    let address = format!("{SITE}wp-json/wc/v3/orders");
    order["order_key"] = json!(key);
    order["payment_url"] = json!(pay);
    order["_links"] = json!({
        "self": [{"href": format!("{address}/0"),
            "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
        "collection": [{"href": address}],
        "email_templates": [{"embeddable": true,
            "href": format!("{address}/0/actions/email_templates")}],
    });
    order
}

/// An order of a registered customer links to it; a guest's does not.
pub(crate) fn link_customer(order: &mut Value, customer: u64) {
    if customer > 0 {
        let href = format!("{SITE}wp-json/wc/v3/customers/{customer}");
        order["_links"]["customer"] = json!([{"href": href}]);
    } else if let Some(links) = order["_links"].as_object_mut() {
        links.shift_remove("customer");
    }
}
