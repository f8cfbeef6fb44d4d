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
