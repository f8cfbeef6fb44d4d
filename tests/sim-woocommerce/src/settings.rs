//! What can be read of the shop's settings: `/settings`, `/taxes/classes`, `/data/currencies`.
//!
//! Labels are this simulator's own; ids, types and values are WooCommerce's.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

use crate::paging::{Kind, Page};
use crate::refusal::Refusal;
use crate::reply::json as json_answer;
use crate::routes::Asked;
use crate::store::{SITE, Store};

/// Group, id, type, default, value.
type Setting = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const SETTINGS: [Setting; 13] = [
    (
        "general",
        "woocommerce_default_country",
        "select",
        "US:CA",
        "DE:DE-BE",
    ),
    ("general", "woocommerce_calc_taxes", "checkbox", "no", "yes"),
    ("general", "woocommerce_currency", "select", "USD", "EUR"),
    (
        "general",
        "woocommerce_currency_pos",
        "select",
        "left",
        "right_space",
    ),
    (
        "general",
        "woocommerce_price_thousand_sep",
        "text",
        ",",
        ".",
    ),
    ("general", "woocommerce_price_decimal_sep", "text", ".", ","),
    (
        "general",
        "woocommerce_price_num_decimals",
        "number",
        "2",
        "2",
    ),
    (
        "tax",
        "woocommerce_prices_include_tax",
        "radio",
        "no",
        "yes",
    ),
    (
        "tax",
        "woocommerce_tax_based_on",
        "select",
        "shipping",
        "shipping",
    ),
    (
        "tax",
        "woocommerce_shipping_tax_class",
        "select",
        "inherit",
        "inherit",
    ),
    (
        "tax",
        "woocommerce_tax_round_at_subtotal",
        "checkbox",
        "no",
        "no",
    ),
    (
        "tax",
        "woocommerce_tax_display_shop",
        "select",
        "excl",
        "incl",
    ),
    (
        "tax",
        "woocommerce_tax_display_cart",
        "select",
        "excl",
        "incl",
    ),
];

/// `GET /settings/{group}`.
pub(crate) fn group(group: &str, asked: Asked<'_>) -> Response<Bytes> {
    let found: Vec<Value> = of_group(group).collect();
    if found.is_empty() {
        let code = "rest_setting_setting_group_invalid";
        return Refusal::new(404, code, "Invalid setting group.").answer(asked.now);
    }
    json_answer(200, &Value::Array(found), asked.now)
}

/// `GET /settings/{group}/{id}`.
pub(crate) fn one(group: &str, id: &str, asked: Asked<'_>) -> Response<Bytes> {
    match of_group(group).find(|setting| setting["id"] == id) {
        Some(setting) => json_answer(200, &setting, asked.now),
        None => {
            Refusal::new(404, "rest_setting_setting_invalid", "Invalid setting.").answer(asked.now)
        }
    }
}

fn of_group(wanted: &str) -> impl Iterator<Item = Value> {
    let found = SETTINGS.iter().filter(move |setting| setting.0 == wanted);
    found.map(|(group, id, kind, default, value)| {
        let address = format!("{SITE}wp-json/wc/v3/settings/{group}");
        json!({
            "id": id, "label": id, "description": "", "type": kind, "default": default,
            "value": value,
            "_links": {
                "self": [{"href": format!("{address}/{id}"),
                    "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH"]}}],
                "collection": [{"href": address}],
            },
        })
    })
}

/// `GET /taxes/classes`.
pub(crate) fn tax_classes(store: &Store, asked: Asked<'_>) -> Response<Bytes> {
    let page = Page::whole();
    let found = store.tax_classes.as_array().map_or(&[][..], Vec::as_slice);
    page.answer(found, Kind::Others, asked)
}

/// `GET /data/currencies/current`, and the same currency by its code.
pub(crate) fn currency(store: &Store, code: &str, asked: Asked<'_>) -> Response<Bytes> {
    let current = &store.currency;
    if code == "current" || current["code"] == code.to_uppercase() {
        return json_answer(200, current, asked.now);
    }
    let code = "woocommerce_rest_data_invalid_currency";
    Refusal::new(
        404,
        code,
        "There are no currencies matching these parameters.",
    )
    .answer(asked.now)
}
