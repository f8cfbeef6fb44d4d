//! Deliveries: what is queued, what a delivery looks like, and what a failure does.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::php_json;
use crate::sign::sign;
use crate::store::{SITE, Store};
use crate::webhook::Webhook;

/// Deliveries of one run of the queue's process.
const BATCH: usize = 25;

/// Failures in a row after which WooCommerce disables a webhook: more than five before.
const FAILURES_ALLOWED: u32 = 6;

/// A delivery that waits: its body is built when its turn comes.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    webhook: u64,
    of: Of,
}

/// What a delivery tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Order(u64),
    Customer(u64),
    Ping,
}

impl Delivery {
    pub(crate) fn is_of_order(&self, id: u64) -> bool {
        self.of == Of::Order(id)
    }
}

/// One run of the queue's process, which keeps in mind what it has loaded: what it delivers again
/// is delivered as it was then.
#[derive(Debug, Default)]
pub struct Run {
    deliveries: usize,
    loaded: BTreeMap<Of, Value>,
}

/// A delivery whose turn has come.
#[derive(Debug, Clone)]
pub struct Built {
    /// Of which webhook.
    pub webhook: u64,
    /// The webhook's own address, if it has one.
    pub url: Option<String>,
    /// Whether it only tries the address.
    pub is_ping: bool,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Store {
    /// Queues a delivery to each active webhook of the topic. While one for the same webhook and
    /// record waits, no second is queued.
    pub(crate) fn queue(&mut self, topic: &str, id: u64) {
        let of = if topic.starts_with("customer.") {
            Of::Customer(id)
        } else {
            Of::Order(id)
        };
        for webhook in self
            .webhooks
            .iter()
            .filter(|hook| hook.topic == topic && hook.status == "active")
        {
            let waits = self
                .queued
                .iter()
                .any(|waiting| waiting.webhook == webhook.id && waiting.of == of);
            if !waits {
                self.queued.push_back(Delivery {
                    webhook: webhook.id,
                    of,
                });
            }
        }
    }

    /// What waits, in the order of delivery.
    pub(crate) fn waiting(&self) -> Value {
        let waiting = self.queued.iter().map(|delivery| {
            let hook = self
                .webhooks
                .iter()
                .find(|hook| hook.id == delivery.webhook);
            let (topic, id) = match delivery.of {
                Of::Ping => (Some("ping"), None),
                Of::Order(id) | Of::Customer(id) => {
                    (hook.map(|hook| hook.topic.as_str()), Some(id))
                }
            };
            json!({"webhook": delivery.webhook, "topic": topic, "id": id})
        });
        waiting.collect()
    }

    /// Queues a ping before everything else: it goes out in the request that makes it.
    pub(crate) fn ping(&mut self, webhook: u64) {
        let of = Of::Ping;
        self.queued.push_front(Delivery { webhook, of });
    }

    /// The next delivery of a run, its body as the record is now, or was when the run first
    /// delivered it.
    pub fn next_delivery(&mut self, run: &mut Run, now: Timestamp) -> Option<Built> {
        loop {
            let delivery = self.queued.pop_front()?;
            let mut hooks = self.webhooks.iter();
            let webhook = hooks.find(|hook| hook.id == delivery.webhook);
            // A webhook that was removed delivers nothing more.
            if let Some(webhook) = webhook {
                return Some(self.built(webhook, delivery.of, run, now));
            }
        }
    }

    fn built(&self, webhook: &Webhook, of: Of, run: &mut Run, now: Timestamp) -> Built {
        let agent = "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)";
        let mut headers = vec![
            ("User-Agent", agent.to_owned()),
            ("Accept", "*/*".to_owned()),
        ];
        let body = if of == Of::Ping {
            let kind = "application/x-www-form-urlencoded";
            headers.push(("Content-Type", kind.to_owned()));
            format!("webhook_id={}", webhook.id)
        } else {
            php_json::encode(&self.told(webhook, of, run))
        };
        if of != Of::Ping {
            let (resource, event) = webhook.topic.split_once('.').unwrap_or_default();
            headers.extend([
                ("Content-Type", "application/json".to_owned()),
                ("X-WC-Webhook-Source", SITE.to_owned()),
                ("X-WC-Webhook-Topic", webhook.topic.clone()),
                ("X-WC-Webhook-Resource", resource.to_owned()),
                ("X-WC-Webhook-Event", event.to_owned()),
                (
                    "X-WC-Webhook-Signature",
                    sign(&webhook.secret, body.as_bytes()),
                ),
                ("X-WC-Webhook-ID", webhook.id.to_string()),
                // Of the webhook and the second only: two orders can share one.
                ("X-WC-Webhook-Delivery-ID", delivery_id(webhook.id, now)),
            ]);
        }
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Built {
            webhook: webhook.id,
            url: webhook.delivery_url.clone(),
            is_ping: of == Of::Ping,
            headers: headers.collect(),
            body: body.into_bytes(),
        }
    }

    /// What a delivery tells of its record; of one that is gone, the error of reading it.
    fn told(&self, webhook: &Webhook, of: Of, run: &mut Run) -> Value {
        let (Of::Order(id) | Of::Customer(id)) = of else {
            return Value::Null;
        };
        if webhook.topic.ends_with(".deleted") {
            return json!({"id": id});
        }
        if run.deliveries == BATCH {
            *run = Run::default();
        }
        run.deliveries += 1;
        let (found, gone) = match of {
            Of::Order(_) => (
                self.shown(id),
                ("woocommerce_rest_shop_order_invalid_id", "Invalid ID."),
            ),
            _ => (
                self.customers.get(&id).cloned(),
                ("wc_user_invalid_id", "Invalid user ID."),
            ),
        };
        if let Some(known) = run.loaded.get(&of) {
            return known.clone();
        }
        match found {
            Some(record) => {
                run.loaded.insert(of, record.clone());
                record
            }
            None => json!({"code": gone.0, "message": gone.1, "data": {"status": 404}}),
        }
    }

    /// Notes how a delivery ended. 200 to 302 is a success; the seventh failure in a row disables
    /// the webhook, and nothing is ever tried again.
    pub fn delivery_ended(&mut self, webhook: u64, status: Option<u16>) {
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
        let (topic, pending) = (hook.topic.clone(), hook.pending);
        self.delivered
            .push(json!({"topic": topic, "status": status}));
        if pending {
            self.ping(webhook);
        }
    }

    /// Notes how a ping ended. Until one is answered with 200, another follows every delivery.
    pub fn ping_ended(&mut self, webhook: u64, status: Option<u16>) {
        if let Some(hook) = self.webhooks.iter_mut().find(|hook| hook.id == webhook) {
            hook.pending &= status != Some(200);
            self.delivered
                .push(json!({"topic": "ping", "status": status}));
        }
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
    use crate::auth::Keys;
    use crate::edit;

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
        std::iter::from_fn(|| store.next_delivery(&mut Run::default(), now()))
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
        let built = store.next_delivery(&mut Run::default(), now()).unwrap();
        let body: Value = serde_json::from_slice(&built.body).unwrap();
        assert_eq!(body["status"], "completed");
        assert!(store.next_delivery(&mut Run::default(), now()).is_none());
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
        edit::restore(&mut store, 183, false, now());
        assert_eq!(topics(&mut store), ["order.deleted", "order.restored"]);
        edit::delete(&mut store, 183, true, now());
        assert!(topics(&mut store).is_empty());
    }

    #[test]
    fn an_order_gone_by_its_delivery_is_a_signed_error_document() {
        let mut store = store();
        edit::edit(&mut store, 182, &json!({}), now());
        edit::delete(&mut store, 182, true, now());
        let built = store.next_delivery(&mut Run::default(), now()).unwrap();
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
