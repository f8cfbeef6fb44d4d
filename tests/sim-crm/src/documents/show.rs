//! Documents as the API prints them.

use serde_json::{Map, Value, json};

use super::columns::is_null;
use super::{Document, DocumentKind};
use crate::crm::Crm;
use crate::row::{amount, text};
use crate::totals::money;
use crate::wire::{nl2br, shown as escaped};
use crate::{clients, credits, custom_fields, payments};

/// A document as a list or a search shows it: with its currency.
pub(crate) fn row(crm: &Crm, kind: DocumentKind, document: &Document) -> Value {
    let columns = &document.columns;
    let mut map = Map::new();
    for (name, value) in columns {
        let value = match name.as_str() {
            _ if is_null(columns, name) => Value::Null,
            "adminnote" | "clientnote" | "terms" => json!(escaped(&nl2br(value))),
            // A serialized list; its quotes are part of its form.
            "allowed_payment_modes" => json!(value),
            _ => json!(escaped(value)),
        };
        map.insert(name.clone(), value);
    }
    let mut value = Value::Object(map);
    value["id"] = json!(document.id.to_string());
    value[kind.row_id()] = json!(document.id.to_string());
    value["formatted_number"] = json!(formatted_number(document));
    let currency = crm.installed.currency(text(columns, "currency"));
    value["currencyid"] = json!(currency.map(|currency| &currency["id"]));
    value["currency_name"] = json!(currency.map(|currency| &currency["name"]));
    value["name"] = json!(currency.map(|currency| &currency["name"]));
    value["symbol"] = json!(currency.map(|currency| &currency["symbol"]));
    value["decimal_separator"] = json!(".");
    value["thousand_separator"] = json!(",");
    value
}

pub(crate) fn formatted_number(document: &Document) -> String {
    if document.text("status") == "6" && document.columns.contains_key("duedate") {
        return format!("{}DRAFT", document.text("prefix"));
    }
    format!("{}{:0>6}", document.text("prefix"), document.text("number"))
}

/// A document as it reads by its id.
pub(super) fn record(crm: &Crm, kind: DocumentKind, document: &Document) -> Value {
    let mut value = row(crm, kind, document);
    let mut lines: Vec<_> = document.lines.iter().collect();
    lines.sort_by_key(|line| line.order);
    value["items"] = lines
        .into_iter()
        .map(|line| line.shown(crm, document.id, kind))
        .collect();
    match kind {
        DocumentKind::Invoice => {
            let settled = payments::sum(crm, document.id) + credits::applied_to(crm, document.id);
            let left = amount(&document.columns, "total") - settled;
            value["total_left_to_pay"] = json!(money(left));
            value["payments"] = payments::of(crm, document.id);
        }
        DocumentKind::CreditNote => {
            value["remaining_credits"] = json!(money(credits::left_of(crm, document.id)));
            value["applied_credits"] = credits::shown(crm, document.id);
        }
        DocumentKind::Estimate => {}
    }
    let client = crm.client(document.text("clientid"));
    value["client"] = client.map_or(json!({}), |client| clients::shown(crm, client));
    value["attachments"] = json!([]);
    value["customfields"] = custom_fields::shown(crm, kind.relation(), &document.custom);
    value
}
