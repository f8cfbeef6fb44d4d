//! A webhook as the API shows it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::dates;
use crate::store::SITE;

/// The topics of orders and customers, and the actions in WooCommerce that fire them.
const TOPICS: [(&str, &[&str]); 7] = [
    ("order.created", &["woocommerce_new_order"]),
    (
        "order.updated",
        &["woocommerce_update_order", "woocommerce_order_refunded"],
    ),
    (
        "order.deleted",
        &["wp_trash_post", "woocommerce_trash_order"],
    ),
    (
        "order.restored",
        &["untrashed_post", "woocommerce_untrash_order"],
    ),
    (
        "customer.created",
        &[
            "user_register",
            "woocommerce_created_customer",
            "woocommerce_new_customer",
        ],
    ),
    (
        "customer.updated",
        &["profile_update", "woocommerce_update_customer"],
    ),
    ("customer.deleted", &["delete_user"]),
];

#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) topic: String,
    pub(crate) status: String,
    pub(crate) secret: String,
    /// Where it delivers to, if not where the store delivers to by default.
    pub(crate) delivery_url: Option<String>,
    /// Failures in a row; the API does not show it.
    pub(crate) failures: u32,
    /// Whether its ping was never answered with 200.
    pub(crate) pending: bool,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// Whether a webhook can have this topic. Those of products, coupons and actions never fire here.
pub(crate) fn is_topic(topic: &str) -> bool {
    match topic.split_once('.') {
        Some(("order" | "product" | "coupon", event)) => {
            matches!(event, "created" | "updated" | "deleted" | "restored")
        }
        Some(("customer", event)) => matches!(event, "created" | "updated" | "deleted"),
        Some(("action", action)) => !action.is_empty(),
        _ => false,
    }
}

impl Webhook {
    pub(crate) fn new(id: u64, topic: &str, secret: &str, now: Timestamp) -> Self {
        Self {
            id,
            name: topic.to_owned(),
            topic: topic.to_owned(),
            status: "active".to_owned(),
            secret: secret.to_owned(),
            delivery_url: None,
            failures: 0,
            pending: false,
            created: now,
            modified: now,
        }
    }

    /// The webhooks of a shop that a connector has set up.
    pub(crate) fn of_a_shop(secret: &str) -> Vec<Self> {
        // When the recordings began.
        let then = Timestamp::constant(1_795_407_875, 0);
        (1..)
            .zip(TOPICS)
            .map(|(id, (topic, _))| Self::new(id, topic, secret, then))
            .collect()
    }

    /// Without its secret and its failures, which no answer tells.
    pub(crate) fn shown(&self, zone: &TimeZone) -> Value {
        let hooks = TOPICS.iter().find(|(topic, _)| *topic == self.topic);
        let (resource, event) = self.topic.split_once('.').unwrap_or_default();
        let address = format!("{SITE}wp-json/wc/v3/webhooks");
        let utc = &TimeZone::UTC;
        json!({
            "id": self.id, "name": self.name, "status": self.status, "topic": self.topic,
            "resource": resource, "event": event, "hooks": hooks.map_or(&[][..], |(_, hooks)| hooks),
            "delivery_url": self.delivery_url.as_deref().unwrap_or("http://127.0.0.1/"),
            "date_created": dates::naive(self.created, zone),
            "date_created_gmt": dates::naive(self.created, utc),
            "date_modified": dates::naive(self.modified, zone),
            "date_modified_gmt": dates::naive(self.modified, utc),
            "_links": {
                "self": [{"href": format!("{address}/{}", self.id),
                    "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
                "collection": [{"href": address}],
            },
        })
    }
}
