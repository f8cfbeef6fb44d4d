//! Meta data of orders, lines and customers as requests change it.

use serde_json::{Value, json};

use crate::ids::next;

/// Entries are changed by id or key, others are added, and those of `null` go. What WooCommerce
/// makes of values: a number is a text afterwards, an empty record is a list.
pub(crate) fn changed(known: &Value, given: &[Value], last: &mut u64) -> Value {
    let mut entries = known.as_array().cloned().unwrap_or_default();
    for entry in given {
        let id = entry["id"].as_u64().filter(|id| *id > 0);
        let same = |known: &Value| match id {
            Some(id) => known["id"] == id,
            None => known["key"] == entry["key"],
        };
        if entry["value"].is_null() {
            entries.retain(|known| !same(known));
            continue;
        }
        let value = match &entry["value"] {
            Value::Number(number) => json!(number.to_string()),
            Value::Object(fields) if fields.is_empty() => json!([]),
            other => other.clone(),
        };
        if let Some(known) = entries.iter_mut().find(|known| same(known)) {
            known["value"] = value;
        } else {
            entries.push(json!({"id": next(last), "key": entry["key"], "value": value}));
        }
    }
    Value::Array(entries)
}

/// The same for a line, whose entries say how they are shown too.
pub(crate) fn of_line(known: &Value, given: &[Value], last: &mut u64) -> Value {
    let mut entries = changed(known, given, last);
    for entry in entries.as_array_mut().into_iter().flatten() {
        let shown = match &entry["value"] {
            Value::String(text) => json!(text.replace('<', "&lt;").replace('>', "&gt;")),
            other => other.clone(),
        };
        if entry.get("display_key").is_none() {
            entry["display_key"] = entry["key"].clone();
        }
        entry["display_value"] = shown;
    }
    entries
}
