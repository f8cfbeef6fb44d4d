//! What an installation has: taxes, payment modes, custom fields, staff.

use serde_json::json;

use crate::answer::{Answer, message, rows};
use crate::clients::shown;
use crate::crm::{Crm, Row};

/// The taxes of a new installation here.
pub(crate) fn installed_taxes() -> Vec<Row> {
    vec![tax(1, "VAT", "20.00")]
}

pub(crate) fn tax(id: u64, name: &str, rate: &str) -> Row {
    Row::from([
        ("id".into(), id.to_string()),
        ("name".into(), name.to_owned()),
        ("taxrate".into(), rate.to_owned()),
    ])
}

pub(crate) fn answer(crm: &Crm, parts: &[&str]) -> Answer {
    match parts {
        ["common", "tax_data"] => rows(crm.taxes.iter().map(shown).collect()),
        ["common", "payment_mode"] => Answer::Json(
            200,
            json!([
                {"id": "1", "name": "Bank", "active": "1", "selected_by_default": "1"},
                {"id": "2", "name": "Cash", "active": "1", "selected_by_default": "0"},
            ]),
        ),
        ["custom_fields", "customers", ..] => Answer::Json(
            200,
            json!([
                {"field_name": "custom_fields[customers][3]", "custom_field_id": "3", "label": "WooSync", "required": "0", "type": "input"},
            ]),
        ),
        ["staffs"] => Answer::Json(
            200,
            json!([{"staffid": "1", "firstname": "Ada", "lastname": "Office"}]),
        ),
        _ => message(404, "Not valid data"),
    }
}
