//! The statuses of a WooCommerce order.

use serde::{Deserialize, Serialize};

/// A status of an order. A plugin's own status is [`OrderStatus::Other`], never an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum OrderStatus {
    /// A cart in the block checkout that is not an order yet.
    CheckoutDraft,
    /// An order that wp-admin opened and nobody saved.
    AutoDraft,
    /// Waits for its payment.
    Pending,
    /// Waits for a person, often for a bank transfer.
    OnHold,
    /// Paid or agreed, being fulfilled.
    Processing,
    /// Fulfilled.
    Completed,
    /// Called off.
    Cancelled,
    /// Its payment failed.
    Failed,
    /// Given back in full.
    Refunded,
    /// In the trash of the store.
    Trash,
    /// A custom status, by its slug without `wc-`.
    Other(String),
}

impl From<String> for OrderStatus {
    fn from(slug: String) -> Self {
        match slug.strip_prefix("wc-").unwrap_or(&slug) {
            "checkout-draft" => Self::CheckoutDraft,
            "auto-draft" => Self::AutoDraft,
            "pending" => Self::Pending,
            "on-hold" => Self::OnHold,
            "processing" => Self::Processing,
            "completed" => Self::Completed,
            "cancelled" => Self::Cancelled,
            "failed" => Self::Failed,
            "refunded" => Self::Refunded,
            "trash" => Self::Trash,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<OrderStatus> for String {
    fn from(status: OrderStatus) -> Self {
        status.slug().to_owned()
    }
}

impl OrderStatus {
    /// The slug as WooCommerce's REST API writes it.
    pub fn slug(&self) -> &str {
        match self {
            Self::CheckoutDraft => "checkout-draft",
            Self::AutoDraft => "auto-draft",
            Self::Pending => "pending",
            Self::OnHold => "on-hold",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Refunded => "refunded",
            Self::Trash => "trash",
            Self::Other(slug) => slug,
        }
    }

    /// A cart or an unsaved form: it leaves no trace anywhere.
    pub fn is_draft(&self) -> bool {
        matches!(self, Self::CheckoutDraft | Self::AutoDraft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_status_is_kept_by_its_slug() {
        let status = OrderStatus::from("wc-partial-shipped".to_owned());
        assert_eq!(status, OrderStatus::Other("partial-shipped".to_owned()));
        assert!(!status.is_draft());
    }

    #[test]
    fn every_known_slug_survives_the_round_trip() {
        for slug in [
            "checkout-draft",
            "auto-draft",
            "pending",
            "on-hold",
            "processing",
            "completed",
            "cancelled",
            "failed",
            "refunded",
            "trash",
        ] {
            let status = OrderStatus::from(slug.to_owned());
            assert!(!matches!(status, OrderStatus::Other(_)), "{slug}");
            assert_eq!(status.slug(), slug);
        }
    }
}
