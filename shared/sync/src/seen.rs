//! What an order showed when it was last read, for lists and searches.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::link::Link;
use crate::read::Reading;

/// The longest number of an order that is kept, in characters: plugins write what they like.
const LONGEST_NUMBER: usize = 64;

/// What an order showed when it was last read. No personal data: its buyer is a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its number as customers know it, cut to 64 characters.
    pub number: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_gmt: Option<Timestamp>,
    /// ISO 4217 code, as the store says it.
    pub currency: String,
    /// Its total.
    pub total: Decimal,
    /// The buyer's key, a digest of the e-mail; none for an order without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<String>,
}

impl From<&woocommerce::Order> for Seen {
    fn from(order: &woocommerce::Order) -> Self {
        Self {
            number: order.number.chars().take(LONGEST_NUMBER).collect(),
            created_gmt: order.date_created_gmt,
            currency: order.currency.chars().take(3).collect(),
            total: order.total.normalize(),
            buyer: buyer(&order.billing.email),
        }
    }
}

/// The key of the buyer with this e-mail, by which orders and clients are found again; `None` if it
/// is no e-mail.
pub fn buyer(email: &str) -> Option<String> {
    let customer = domain::Customer {
        email: email.to_owned(),
        ..domain::Customer::default()
    };
    customer
        .email_key()
        .as_deref()
        .map(domain::marker::client_key)
}

/// Notes on the link what a reading shows, unless it is of an older state. An order that cannot be
/// handled is listed all the same.
pub(crate) fn see(link: &mut Link, reading: &Reading) {
    if let Reading::Found(found) = reading
        && found.order.date_modified_gmt >= link.modified_gmt
    {
        link.seen = Some(Seen::from(&found.order));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_buyer_is_the_same_however_the_email_is_written() {
        let jane = buyer("jane@example.com").unwrap();
        assert_eq!(buyer("  Jane@Example.COM ").as_ref(), Some(&jane));
        assert_ne!(buyer("joe@example.com").unwrap(), jane);
        assert!(!jane.contains("jane"));
        assert_eq!(buyer("jane"), None);
    }

    #[test]
    fn what_a_plugin_writes_into_the_number_is_cut() {
        let order: woocommerce::Order = serde_json::from_value(serde_json::json!({
            "id": 7, "number": "N".repeat(10_000), "status": "pending", "currency": "EUR",
            "total": "119.900000", "total_tax": "0",
            "date_created_gmt": "2026-11-20T10:00:00",
        }))
        .unwrap();
        let seen = Seen::from(&order);
        assert_eq!(seen.number, "N".repeat(64));
        assert_eq!(seen.total.to_string(), "119.9");
        assert_eq!(seen.buyer, None);
        assert_eq!(
            seen.created_gmt.unwrap().to_string(),
            "2026-11-20T10:00:00Z"
        );
    }
}
