//! `_fields`: only the fields that were asked for.

use serde_json::{Map, Value, json};

/// Keeps these fields of a record, nested ones by a dot. Lists are not descended into: a nested
/// field of a list leaves an empty one, and an empty record is written as `[]`, as PHP has it.
pub(crate) fn only(record: &Value, fields: &[&str]) -> Value {
    let mut kept = Map::new();
    for (key, value) in record.as_object().into_iter().flatten() {
        let nested: Vec<&str> = fields
            .iter()
            .filter_map(|field| field.strip_prefix(key.as_str())?.strip_prefix('.'))
            .collect();
        if fields.contains(&key.as_str()) {
            kept.insert(key.clone(), value.clone());
        } else if !nested.is_empty() {
            let value = match value {
                Value::Object(_) => only(value, &nested),
                Value::Array(_) => json!([]),
                other => other.clone(),
            };
            kept.insert(key.clone(), value);
        }
    }
    if kept.is_empty() {
        return json!([]);
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_fields_are_kept_of_records_and_not_of_lists() {
        let order = json!({
            "id": 1, "billing": {"email": "a@example.com", "city": "Berlin"},
            "line_items": [{"id": 2}], "status": "pending",
        });
        assert_eq!(
            only(&order, &["billing.email", "line_items.id", "id"]),
            json!({"id": 1, "billing": {"email": "a@example.com"}, "line_items": []})
        );
        assert_eq!(only(&order, &["none"]), json!([]));
        assert_eq!(only(&order, &["status.deep"]), json!({"status": "pending"}));
    }
}
