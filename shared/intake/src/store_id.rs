//! The id of a store.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The id that a shop owner gave a store: 1 to 32 lower-case letters, digits and hyphens. It is
/// part of addresses, keys and message groups, so nothing else is allowed in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StoreId(String);

/// The text is no store id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a store id has 1 to 32 lower-case letters, digits and hyphens")]
pub struct NotAStoreId;

impl StoreId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StoreId {
    type Err = NotAStoreId;

    fn from_str(text: &str) -> Result<Self, NotAStoreId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=32).contains(&text.len()) && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(NotAStoreId)
    }
}

impl TryFrom<String> for StoreId {
    type Error = NotAStoreId;

    fn try_from(text: String) -> Result<Self, NotAStoreId> {
        text.parse()
    }
}

impl From<StoreId> for String {
    fn from(id: StoreId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_lower_case_names_are_stores() {
        for good in ["main", "shop-2", &"a".repeat(32)] {
            assert!(good.parse::<StoreId>().is_ok(), "{good}");
        }
        for bad in ["", "Main", "a.b", "a/b", "ä", "a b", &"a".repeat(33)] {
            assert!(bad.parse::<StoreId>().is_err(), "{bad}");
        }
    }
}
