//! Secrets as they are kept: JSON objects, in which one entry is replaced and all others stay.

use std::fmt;

use anyhow::{Result, ensure};
use intake::StoreId;
use serde_json::{Map, Value, json};

use super::input::StoreKey;

/// A secret's JSON object.
pub(crate) type Document = Map<String, Value>;

/// What became of a webhook secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WebhookSet {
    First,
    Replaced,
    Unchanged,
}

impl fmt::Display for WebhookSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "webhook secret set",
            Self::Replaced => "webhook secret set, the one before stays valid as the previous one",
            Self::Unchanged => "has this webhook secret already, nothing was changed",
        })
    }
}

/// Puts a webhook secret in; a different one that is there becomes the previous one.
pub(crate) fn set_webhook(
    document: &mut Document,
    store: &StoreId,
    secret: &str,
    rotate: bool,
) -> Result<WebhookSet> {
    let current = document
        .get(&store.to_string())
        .and_then(|entry| entry.get("current")?.as_str())
        .filter(|current| !current.is_empty())
        .map(str::to_owned);
    let same = current.as_deref() == Some(secret);
    ensure!(
        !(rotate && current.is_none()),
        "store {store} has no webhook secret to rotate yet: check the id, or leave out --rotate"
    );
    ensure!(
        !(rotate && same),
        "store {store} has this very webhook secret: give a new one"
    );
    if same {
        return Ok(WebhookSet::Unchanged);
    }
    let set = match current {
        Some(_) => WebhookSet::Replaced,
        None => WebhookSet::First,
    };
    document.insert(
        store.to_string(),
        json!({"current": secret, "previous": current}),
    );
    Ok(set)
}

/// Puts a store's API key in.
pub(crate) fn set_store(document: &mut Document, store: &StoreId, key: &StoreKey) {
    let entry = json!({
        "consumer_key": key.consumer_key,
        "consumer_secret": key.consumer_secret,
    });
    document.insert(store.to_string(), entry);
}

/// Puts the CRM's token in.
pub(crate) fn set_crm(document: &mut Document, token: String) {
    document.insert("token".to_owned(), Value::String(token));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    fn document(value: Value) -> Document {
        serde_json::from_value(value).unwrap()
    }

    /// The document and the result after a webhook secret was set for the store `main`.
    fn set(before: Value, secret: &str, rotate: bool) -> (Value, Result<WebhookSet>) {
        let mut document = document(before);
        let store = "main".parse().unwrap();
        let result = set_webhook(&mut document, &store, secret, rotate);
        (Value::Object(document), result)
    }

    #[test]
    fn a_first_webhook_secret_has_no_previous_one() {
        let (after, result) = set(json!({}), "new-secret", false);
        assert_eq!(
            after,
            json!({"main": {"current": "new-secret", "previous": null}})
        );
        assert_eq!(result.unwrap(), WebhookSet::First);
    }

    #[test]
    fn another_webhook_secret_keeps_the_one_before_valid() {
        for rotate in [false, true] {
            let before =
                json!({"main": {"current": "old", "previous": "older"}, "other": {"current": "x"}});
            let (after, result) = set(before, "new-secret", rotate);
            assert_eq!(
                after["main"],
                json!({"current": "new-secret", "previous": "old"})
            );
            assert_eq!(
                after["other"],
                json!({"current": "x"}),
                "other stores stay as they are"
            );
            assert_eq!(result.unwrap(), WebhookSet::Replaced);
        }
    }

    #[test]
    fn the_same_webhook_secret_again_does_not_drop_the_previous_one() {
        let before = json!({"main": {"current": "same-one", "previous": "older"}});
        let (after, result) = set(before.clone(), "same-one", false);
        assert_eq!(after, before);
        assert_eq!(result.unwrap(), WebhookSet::Unchanged);
    }

    #[test]
    fn a_rotation_needs_a_secret_to_replace_and_a_new_one() {
        let before = json!({"main": {"current": "same-one", "previous": null}});
        let (after, result) = set(before.clone(), "same-one", true);
        assert_eq!(after, before);
        assert!(result.unwrap_err().to_string().contains("give a new one"));
        let (after, result) = set(json!({}), "new-secret", true);
        assert_eq!(after, json!({}));
        assert!(
            result
                .unwrap_err()
                .to_string()
                .contains("no webhook secret to rotate")
        );
    }

    #[test]
    fn a_store_key_replaces_only_its_own_store() {
        let mut document = document(json!({"other": {"consumer_key": "ck_o"}}));
        let key = StoreKey {
            consumer_key: "ck_1".to_owned(),
            consumer_secret: "cs_2".to_owned(),
        };
        set_store(&mut document, &"main".parse().unwrap(), &key);
        assert_eq!(
            Value::Object(document),
            json!({
                "main": {"consumer_key": "ck_1", "consumer_secret": "cs_2"},
                "other": {"consumer_key": "ck_o"},
            })
        );
    }

    #[test]
    fn the_token_is_replaced() {
        let mut document = document(json!({"token": "old"}));
        set_crm(&mut document, "new".to_owned());
        assert_eq!(Value::Object(document), json!({"token": "new"}));
    }
}
