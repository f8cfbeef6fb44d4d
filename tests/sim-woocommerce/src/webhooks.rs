//! Webhooks: what is queued, what a delivery looks like, and what a failure does.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::php_json;
use crate::sign::sign;
use crate::store::Store;

/// Failures in a row after which WooCommerce disables a webhook: more than five before.
const FAILURES_ALLOWED: u32 = 6;

/// A webhook.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: u64,
    pub(crate) topic: String,
    pub(crate) status: String,
    pub(crate) secret: String,
    pub(crate) failures: u32,
}

/// A delivery that waits: its body is built when its turn comes.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) webhook: u64,
    pub(crate) resource: u64,
}

/// A delivery whose turn has come.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    pub(crate) webhook: u64,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Webhook {
    /// The webhooks of a shop that a connector has set up.
    pub(crate) fn of_a_shop(secret: &str) -> Vec<Self> {
        let topics = [
            "order.created",
            "order.updated",
            "order.deleted",
            "order.restored",
            "customer.created",
            "customer.updated",
            "customer.deleted",
        ];
        (1..)
            .zip(topics)
            .map(|(id, topic)| Self {
                id,
                topic: topic.to_owned(),
                status: "active".to_owned(),
                secret: secret.to_owned(),
                failures: 0,
            })
            .collect()
    }

    pub(crate) fn shown(&self) -> Value {
        json!({
            "id": self.id, "name": self.topic, "status": self.status, "topic": self.topic,
            "failure_count": self.failures,
        })
    }
}

impl Store {
    /// Queues a delivery to each active webhook of the topic. While one for the same webhook and
    /// order waits, no second is queued.
    pub(crate) fn queue(&mut self, topic: &str, resource: u64) {
        for webhook in self
            .webhooks
            .iter()
            .filter(|hook| hook.topic == topic && hook.status == "active")
        {
            let waits = self
                .queued
                .iter()
                .any(|waiting| waiting.webhook == webhook.id && waiting.resource == resource);
            if !waits {
                self.queued.push_back(Delivery {
                    webhook: webhook.id,
                    resource,
                });
            }
        }
    }

    /// The next delivery, its body as the order is now.
    pub(crate) fn next_delivery(&mut self, now: Timestamp) -> Option<Built> {
        let delivery = self.queued.pop_front()?;
        let webhook = self
            .webhooks
            .iter()
            .find(|hook| hook.id == delivery.webhook)?;
        let (resource, event) = webhook.topic.split_once('.')?;
        let body = match (event, self.orders.get(&delivery.resource)) {
            ("deleted", _) => json!({"id": delivery.resource}),
            (_, Some(order)) => order.body.clone(),
            (_, None) => json!({
                "code": "woocommerce_rest_shop_order_invalid_id",
                "message": "Invalid ID.",
                "data": {"status": 404},
            }),
        };
        let body = php_json::encode(&body).into_bytes();
        let pairs = [
            (
                "User-Agent",
                "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)".to_owned(),
            ),
            ("Accept", "*/*".to_owned()),
            ("Content-Type", "application/json".to_owned()),
            (
                "X-WC-Webhook-Source",
                "https://shop.example.test/".to_owned(),
            ),
            ("X-WC-Webhook-Topic", webhook.topic.clone()),
            ("X-WC-Webhook-Resource", resource.to_owned()),
            ("X-WC-Webhook-Event", event.to_owned()),
            ("X-WC-Webhook-Signature", sign(&webhook.secret, &body)),
            ("X-WC-Webhook-ID", webhook.id.to_string()),
            // Of the webhook and the second only: two orders can share one.
            ("X-WC-Webhook-Delivery-ID", delivery_id(webhook.id, now)),
        ];
        let headers = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Some(Built {
            webhook: webhook.id,
            headers,
            body,
        })
    }

    /// Notes how a delivery ended. 200 to 302 is a success; the seventh failure in a row disables
    /// the webhook, and nothing is ever tried again.
    pub(crate) fn delivery_ended(&mut self, webhook: u64, status: Option<u16>) {
        let success = status.is_some_and(|status| (200..=302).contains(&status));
        let Some(hook) = self.webhooks.iter_mut().find(|hook| hook.id == webhook) else {
            return;
        };
        if success {
            hook.failures = 0;
        } else if hook.failures >= FAILURES_ALLOWED {
            "disabled".clone_into(&mut hook.status);
        } else {
            hook.failures += 1;
        }
        let topic = hook.topic.clone();
        self.delivered
            .push(json!({"topic": topic, "status": status}));
    }
}

fn delivery_id(webhook: u64, now: Timestamp) -> String {
    use std::fmt::Write as _;

    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{webhook}{}", now.as_second()));
    digest.iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::PathBuf;

    use super::*;
    use crate::edit;
    use crate::store::Keys;

    fn store() -> Store {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce");
        let keys = Keys {
            key: String::new(),
            secret: String::new(),
        };
        Store::load(&folder, keys, "a & b &amp; c").unwrap()
    }

    fn now() -> Timestamp {
        "2026-11-23T06:00:00Z".parse().unwrap()
    }

    fn topics(store: &mut Store) -> Vec<String> {
        std::iter::from_fn(|| store.next_delivery(now()))
            .map(|built| {
                built
                    .headers
                    .iter()
                    .find(|(name, _)| name == "X-WC-Webhook-Topic")
                    .unwrap()
                    .1
                    .clone()
            })
            .collect()
    }

    #[test]
    fn edits_before_a_delivery_are_delivered_once_with_the_last_state() {
        let mut store = store();
        for status in ["processing", "on-hold", "completed"] {
            edit::edit(&mut store, 182, &json!({"status": status}), now());
        }
        let built = store.next_delivery(now()).unwrap();
        let body: Value = serde_json::from_slice(&built.body).unwrap();
        assert_eq!(body["status"], "completed");
        assert!(store.next_delivery(now()).is_none());
    }

    #[test]
    fn trash_and_restore_have_topics_and_a_removal_has_none() {
        let mut store = store();
        edit::delete(&mut store, 182, false, now());
        assert_eq!(topics(&mut store), ["order.deleted"]);
        edit::edit(&mut store, 182, &json!({"status": "processing"}), now());
        assert!(
            topics(&mut store).is_empty(),
            "a status set in the trash is silent"
        );
        edit::delete(&mut store, 183, false, now());
        edit::restore(&mut store, 183, now());
        assert_eq!(topics(&mut store), ["order.deleted", "order.restored"]);
        edit::delete(&mut store, 183, true, now());
        assert!(topics(&mut store).is_empty());
    }

    #[test]
    fn an_order_gone_by_its_delivery_is_a_signed_error_document() {
        let mut store = store();
        edit::edit(&mut store, 182, &json!({}), now());
        edit::delete(&mut store, 182, true, now());
        let built = store.next_delivery(now()).unwrap();
        let body: Value = serde_json::from_slice(&built.body).unwrap();
        assert_eq!(body["code"], "woocommerce_rest_shop_order_invalid_id");
        let signature = &built
            .headers
            .iter()
            .find(|(name, _)| name == "X-WC-Webhook-Signature")
            .unwrap()
            .1;
        // The secret's entities are decoded before it signs.
        assert_eq!(*signature, sign("a & b & c", &built.body));
    }

    #[test]
    fn the_seventh_failure_in_a_row_disables_and_a_success_clears_the_count() {
        let mut store = store();
        for _ in 0..6 {
            store.delivery_ended(2, Some(500));
        }
        store.delivery_ended(2, Some(302));
        for _ in 0..6 {
            store.delivery_ended(2, None);
        }
        assert_eq!(store.webhooks[1].status, "active");
        store.delivery_ended(2, Some(303));
        assert_eq!(store.webhooks[1].status, "disabled");
        edit::edit(&mut store, 182, &json!({}), now());
        assert!(topics(&mut store).is_empty());
    }
}
