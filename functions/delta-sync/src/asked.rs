//! What an invocation asks for.

use serde_json::Value;

/// What an invocation asks for: `{"tick":"digest"}` for the digest, anything else for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A look at every store.
    Look,
    /// The daily message about the stores' health.
    Digest,
}

impl Asked {
    /// Reads the event. A schedule that says nothing, and a person who invokes the function with
    /// nothing, want a look.
    pub fn of(event: &Value) -> Self {
        match event.get("tick").and_then(Value::as_str) {
            Some("digest") => Self::Digest,
            _ => Self::Look,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_tick_of_the_digest_asks_for_it() {
        assert_eq!(Asked::of(&json!({"tick": "digest"})), Asked::Digest);
        for look in [json!({}), json!(null), json!({"tick": 1}), json!("digest")] {
            assert_eq!(Asked::of(&look), Asked::Look, "{look}");
        }
    }
}
