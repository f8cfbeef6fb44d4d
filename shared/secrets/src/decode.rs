//! From a secret's text to a type of ours, with errors that hold nothing of the text.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::SecretError;

pub(crate) fn decode<T: DeserializeOwned>(
    purpose: &'static str,
    text: &str,
) -> Result<T, SecretError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let malformed = |path: String, error: &serde_json::Error| SecretError::Malformed {
        purpose,
        path,
        problem: problem(error),
    };
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| malformed(error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| malformed(".".into(), &error))?;
    Ok(value)
}

/// What is wrong. Serde's own text is not passed on: it quotes the value that it stumbled over.
/// Only the name of a missing field, which comes from our types, is taken from it.
fn problem(error: &serde_json::Error) -> String {
    let place = format!("line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let missing = text
                .strip_prefix("missing field `")
                .and_then(|rest| rest.split('`').next());
            match missing {
                Some(field) => format!("the field `{field}` is missing"),
                None => "a value of another kind is needed".to_owned(),
            }
        }
        Category::Eof => "the JSON ends too early".to_owned(),
        Category::Syntax | Category::Io => format!("this is no JSON ({place})"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashMap;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Pair {
        current: String,
        previous: Option<String>,
    }

    fn told(text: &str) -> String {
        decode::<HashMap<String, Pair>>("webhook secrets", text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn wrong_json_is_told_with_its_path_and_without_its_value() {
        assert_eq!(
            told(r#"{"main":{"current":8723465,"previous":"hush"}}"#),
            "the webhook secrets are not of the form expected: \
             a value of another kind is needed at `main.current`"
        );
        assert_eq!(
            told(r#"{"main":{"previous":"hush"}}"#),
            "the webhook secrets are not of the form expected: \
             the field `current` is missing at `main`"
        );
        assert!(told(r#"{"main":"hush"}"#).ends_with("needed at `main`"));
    }

    #[test]
    fn no_error_ever_quotes_the_secret() {
        for text in [
            "hush",
            "\"hush\"",
            r#"{"main":"hush"}"#,
            r#"{"main":{"current":["hush"]}}"#,
            r#"{"main":{"current":"hush"}} hush"#,
            r#"{"main":{"current":"hush"#,
        ] {
            assert!(!told(text).contains("hush"), "{text}");
        }
    }

    #[test]
    fn an_empty_document_holds_no_secret_and_is_no_error() {
        let empty: HashMap<String, Pair> = decode("webhook secrets", "{}").unwrap();
        assert!(empty.is_empty());
    }
}
