use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// What a caller sent, as PHP sees it: text, or an ordered array of more. The order counts, lines are stored in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Input {
    #[default]
    Null,
    Text(String),
    Tree(Vec<(String, Input)>),
}

impl Input {
    /// An empty body.
    pub(crate) fn empty() -> Self {
        Self::Tree(Vec::new())
    }

    pub(crate) fn entries(&self) -> &[(String, Input)] {
        match self {
            Self::Tree(entries) => entries,
            Self::Null | Self::Text(_) => &[],
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Input> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Whether the key was sent at all, PHP's `isset`: a checkbox is on when it is there, whatever it says.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| *value != Self::Null)
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Self::as_text)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Tree(_) => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::Tree(entries) => entries.is_empty(),
        }
    }

    /// The texts directly below a key: `permissions[]`, `taxname[]`, `removed_items`.
    pub(crate) fn texts(&self, key: &str) -> Vec<&str> {
        self.get(key)
            .map(|value| {
                value
                    .entries()
                    .iter()
                    .filter_map(|(_, v)| v.as_text())
                    .collect()
            })
            .unwrap_or_default()
    }

    /// Applies a change to every text, however deep.
    pub(crate) fn map_texts(&mut self, change: &impl Fn(&str) -> String) {
        match self {
            Self::Null => {}
            Self::Text(text) => *text = change(text),
            Self::Tree(entries) => entries.iter_mut().for_each(|(_, v)| v.map_texts(change)),
        }
    }

    /// Sets the value at a path of keys; an empty key appends, as `[]` does.
    pub(crate) fn put(&mut self, path: &[String], value: Input) {
        let Some((key, rest)) = path.split_first() else {
            *self = value;
            return;
        };
        if !matches!(self, Self::Tree(_)) {
            *self = Self::empty();
        }
        let Self::Tree(entries) = self else { return };
        let key = if key.is_empty() {
            next_index(entries)
        } else {
            key.clone()
        };
        let index = entries
            .iter()
            .position(|(name, _)| *name == key)
            .unwrap_or_else(|| {
                entries.push((key, Self::Null));
                entries.len() - 1
            });
        entries[index].1.put(rest, value);
    }
}

fn next_index(entries: &[(String, Input)]) -> String {
    entries
        .iter()
        .filter_map(|(name, _)| name.parse::<i64>().ok())
        .max()
        .map_or(0, |highest| highest + 1)
        .to_string()
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

/// Reads JSON with its keys in the order sent, and numbers as PHP would print them.
struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Input;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Input, E> {
        Ok(Input::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Input, E> {
        Ok(Input::Text(if value { "1" } else { "" }.to_owned()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Input, E> {
        Ok(Input::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Input, E> {
        Ok(Input::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Input, E> {
        Ok(Input::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Input, E> {
        Ok(Input::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Input, A::Error> {
        let mut entries = Vec::new();
        while let Some(value) = seq.next_element()? {
            entries.push((entries.len().to_string(), value));
        }
        Ok(Input::Tree(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Input, A::Error> {
        let mut tree = Input::empty();
        while let Some((key, value)) = map.next_entry::<String, Input>()? {
            tree.put(&[key], value);
        }
        Ok(tree)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn json_keeps_the_order_of_its_keys_and_prints_numbers() {
        let input: Input =
            serde_json::from_str(r#"{"items":{"10":{"qty":2},"9":{"qty":1.5}},"on":true}"#)
                .unwrap();
        let keys: Vec<_> = input
            .get("items")
            .unwrap()
            .entries()
            .iter()
            .map(|(k, _)| k.as_str())
            .collect();
        assert_eq!(keys, ["10", "9"]);
        assert_eq!(
            input.get("items").unwrap().get("9").unwrap().text("qty"),
            Some("1.5")
        );
        assert_eq!(input.text("on"), Some("1"));
    }

    #[test]
    fn null_is_not_set() {
        let input: Input = serde_json::from_str(r#"{"a":null}"#).unwrap();
        assert!(!input.has("a"));
    }
}
