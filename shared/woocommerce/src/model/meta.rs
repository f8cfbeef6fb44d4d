//! Meta data, of whatever shape a plugin gave it.

use serde::Deserialize;
use serde_json::Value;

use crate::wire;

/// A piece of meta data. Its value has any JSON shape.
#[derive(Clone, Deserialize)]
pub struct MetaData {
    /// Its key; a leading underscore marks it as private.
    #[serde(default, deserialize_with = "wire::text")]
    pub key: String,
    /// Its value.
    #[serde(default)]
    pub value: Value,
    /// The key as people see it, on lines.
    #[serde(default)]
    display_key: Value,
    /// The value as people see it, on lines.
    #[serde(default)]
    display_value: Value,
}

impl MetaData {
    /// The value if it is one text, number or flag; plugins keep lists and objects here too.
    pub fn plain_value(&self) -> Option<String> {
        match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The key as people see it.
    pub fn display_key(&self) -> Option<&str> {
        text(&self.display_key)
            .or(Some(self.key.as_str()))
            .filter(|key| !key.is_empty())
    }

    /// The value as people see it, `None` if it is no text.
    pub fn display_value(&self) -> Option<&str> {
        text(&self.display_value).or_else(|| text(&self.value))
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

impl std::fmt::Debug for MetaData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MetaData")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
