//! What an installation has: taxes, payment modes, custom fields, staff.

use serde_json::{Value, json};

use crate::answer::{Answer, message, rows};
use crate::crm::Crm;
use crate::documents::DocumentKind;
use crate::row::Row;

/// Whose custom fields may be asked for.
const OWNERS: [&str; 16] = [
    "company",
    "leads",
    "customers",
    "contacts",
    "staff",
    "contracts",
    "tasks",
    "expenses",
    "invoice",
    "items",
    "credit_note",
    "estimate",
    "contract",
    "proposal",
    "projects",
    "tickets",
];

pub(crate) fn answer(crm: &Crm, parts: &[&str]) -> Answer {
    let installed = &crm.installed;
    match parts {
        ["common", "tax_data"] => rows(installed.taxes.iter().map(|tax| json!(tax)).collect()),
        ["common", "payment_mode"] => {
            let modes = installed.payment_modes.iter();
            // Modes for invoices only are left out, though an invoice may name them.
            let shown = modes.filter(|mode| mode["invoices_only"] == "0");
            rows(shown.map(payment_mode).collect())
        }
        ["common", "expense_category"] => rows(vec![
            json!({"id": "1", "name": "Travel", "description": null}),
        ]),
        ["custom_fields", owner] if OWNERS.contains(owner) => {
            let fields = installed.custom_fields_of(owner);
            rows(fields.map(|field| custom_field(field, None)).collect())
        }
        ["custom_fields", owner, id] if OWNERS.contains(owner) => {
            let values = values_of(crm, owner, id);
            let fields = installed.custom_fields_of(owner);
            rows(fields.map(|field| custom_field(field, values)).collect())
        }
        ["staffs"] => rows(vec![staff()]),
        ["staffs", "1"] => Answer::Json(200, staff()),
        ["staffs", ..] => crate::answer::nothing(),
        _ => message(404, "Not valid data"),
    }
}

fn payment_mode(mode: &Row) -> Value {
    let mut value = json!(mode);
    if mode["description"].is_empty() {
        value["description"] = Value::Null;
    }
    value
}

fn custom_field(field: &Row, values: Option<&Row>) -> Value {
    let mut value = json!(field);
    if let Some(columns) = value.as_object_mut() {
        columns.remove("owner");
    }
    let set = values.and_then(|values| values.get(&field["custom_field_id"]));
    value["value"] = json!(set.map_or("", String::as_str));
    value
}

fn values_of<'crm>(crm: &'crm Crm, owner: &str, id: &str) -> Option<&'crm Row> {
    match owner {
        "customers" => crm.client(id).map(|client| &client.custom),
        "contacts" => crm.contact(id).map(|contact| &contact.custom),
        _ => {
            let kind = DocumentKind::ALL
                .into_iter()
                .find(|kind| kind.relation() == owner)?;
            Some(&crm.documents.get(kind, id.parse().ok()?)?.custom)
        }
    }
}

fn staff() -> Value {
    json!({"staffid": "1", "firstname": "Ada", "lastname": "Office", "email": "ada@office.example", "active": "1"})
}
