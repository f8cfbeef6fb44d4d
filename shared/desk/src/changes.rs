//! What a push changes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The settings that differ, two levels deep: `perfex.currencies`, `stores.main (new)`.
pub fn changes(before: &Value, after: &Value) -> Vec<String> {
    let mut changes = Vec::new();
    for (name, left, right) in differences(before, after) {
        match (left, right) {
            (Some(left @ Value::Object(_)), Some(right @ Value::Object(_))) => changes.extend(
                differences(left, right)
                    .into_iter()
                    .map(|(field, left, right)| say(&format!("{name}.{field}"), left, right)),
            ),
            (left, right) => changes.push(say(&name, left, right)),
        }
    }
    changes
}

fn say(name: &str, before: Option<&Value>, after: Option<&Value>) -> String {
    match (before, after) {
        (None, _) => format!("{name} (new)"),
        (_, None) => format!("{name} (removed)"),
        _ => name.to_owned(),
    }
}

fn differences<'a>(
    before: &'a Value,
    after: &'a Value,
) -> Vec<(String, Option<&'a Value>, Option<&'a Value>)> {
    let fields = |value: &'a Value| value.as_object().into_iter().flat_map(Map::keys);
    let names: BTreeSet<&String> = fields(before).chain(fields(after)).collect();
    names
        .into_iter()
        .map(|name| (name.clone(), before.get(name), after.get(name)))
        .filter(|(_, left, right)| left != right)
        .collect()
}

/// The stores that stay but get another index, and so would lose every document of theirs.
pub fn moved_stores(before: &Value, after: &Value) -> Vec<String> {
    let stores = |value: &Value| value.get("stores").cloned().unwrap_or_default();
    let (before, after) = (stores(before), stores(after));
    differences(&before, &after)
        .into_iter()
        .filter_map(|(store, left, right)| Some((store, left?.get("index")?, right?.get("index")?)))
        .filter(|(_, left, right)| left != right)
        .map(|(store, left, right)| {
            format!("stores.{store}.index is {left} and would become {right}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_told_two_levels_deep() {
        let before = json!({
            "version": 1,
            "perfex": {"url": "https://a.example", "currencies": {"EUR": 2}},
            "stores": {"main": {"index": 1}, "old": {"index": 2}},
        });
        let after = json!({
            "version": 1,
            "perfex": {"url": "https://a.example", "currencies": {"EUR": 3}, "may_mail": true},
            "stores": {"main": {"index": 1, "taxes": {}}},
        });
        assert_eq!(
            changes(&before, &after),
            [
                "perfex.currencies",
                "perfex.may_mail (new)",
                "stores.main",
                "stores.old (removed)"
            ]
        );
        assert!(changes(&before, &before).is_empty());
        assert_eq!(
            changes(&json!({}), &json!({"version": 1})),
            ["version (new)"]
        );
    }

    #[test]
    fn only_a_store_that_stays_can_move() {
        let at = |index: u32| json!({"stores": {"main": {"index": index, "url": "u"}}});
        let moved = moved_stores(&at(1), &at(2));
        assert_eq!(moved, ["stores.main.index is 1 and would become 2"]);
        assert!(moved_stores(&at(1), &at(1)).is_empty());
        assert!(moved_stores(&at(1), &json!({"stores": {"other": {"index": 1}}})).is_empty());
        assert!(moved_stores(&json!({}), &at(1)).is_empty());
    }
}
