//! The link of a registered customer: which client stands for it in Perfex.

use domain::{Card, Parked};
use intake::StoreId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::link::Recorded;

/// The link of one registered customer. It holds ids and digests, no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerLink {
    /// The customer's store.
    pub store: StoreId,
    /// The customer's id.
    pub customer: u64,
    /// Version of the row; every write raises it. Kept beside the document in the table.
    #[serde(skip)]
    pub version: u64,
    /// Perfex's client, none as long as there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<u64>,
    /// Digest of the card that was handled last.
    #[serde(default)]
    pub card: String,
    /// How the last handling ended.
    #[serde(default)]
    pub outcome: Recorded,
    /// When the row was last written.
    pub updated_at: Timestamp,
}

impl CustomerLink {
    /// The link of a customer that was never handled.
    pub fn new(store: StoreId, customer: u64, now: Timestamp) -> Self {
        Self {
            store,
            customer,
            version: 0,
            client: None,
            card: String::new(),
            outcome: Recorded::default(),
            updated_at: now,
        }
    }

    /// Whether this card was handled, and well.
    pub(crate) fn holds(&self, card: &Card) -> bool {
        self.client.is_some() && self.parked().is_none() && self.card == card.digest()
    }

    /// Why it waits for a person, if it does.
    pub fn parked(&self) -> Option<&Parked> {
        self.outcome.parked.as_ref()
    }
}
