//! What a delivery is about.

use serde::{Deserialize, Serialize};

/// What a hint names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resource {
    /// An order.
    Order,
    /// A customer.
    Customer,
}

impl Resource {
    /// Its name in topics and message groups.
    pub fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Customer => "customer",
        }
    }
}

/// A topic on which we act. A delivery of any other is accepted and left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    resource: Resource,
    event: &'static str,
}

impl Topic {
    /// Every topic on which we act.
    pub const NAMES: [&'static str; 7] = [
        "order.created",
        "order.updated",
        "order.deleted",
        "order.restored",
        "customer.created",
        "customer.updated",
        "customer.deleted",
    ];

    /// The topic of an `X-WC-Webhook-Topic` header, `None` if we do not act on it.
    pub fn of(header: &str) -> Option<Self> {
        let (resource, event) = header.split_once('.')?;
        let (resource, events): (_, &[&str]) = match resource {
            "order" => (
                Resource::Order,
                &["created", "updated", "deleted", "restored"],
            ),
            "customer" => (Resource::Customer, &["created", "updated", "deleted"]),
            _ => return None,
        };
        let event = events.iter().find(|known| **known == event)?;
        Some(Self { resource, event })
    }

    /// What it names.
    pub fn resource(self) -> Resource {
        self.resource
    }
}

impl std::fmt::Display for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.resource.name(), self.event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_act_on_orders_and_customers_only() {
        for topic in Topic::NAMES {
            assert_eq!(
                Topic::of(topic).map(|t| t.to_string()).as_deref(),
                Some(topic)
            );
        }
        assert_eq!(
            Topic::of("customer.deleted").map(Topic::resource),
            Some(Resource::Customer)
        );
        for topic in [
            "product.updated",
            "coupon.created",
            "customer.restored",
            "order",
            "",
            "order.",
        ] {
            assert_eq!(Topic::of(topic), None, "{topic}");
        }
    }
}
