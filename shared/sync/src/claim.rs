//! The claim of a client: one row for each e-mail, so that an e-mail never makes two clients.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The claim of one client key (a digest of the normalised e-mail).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The key.
    pub client_key: String,
    /// Version of the row; every write raises it. Kept beside the document in the table.
    #[serde(skip)]
    pub version: u64,
    /// What it says.
    pub state: ClaimState,
    /// When the row was last written.
    pub updated_at: Timestamp,
}

/// What a claim says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClaimState {
    /// A worker is finding or creating the client.
    Held {
        /// Which worker.
        holder: Uuid,
        /// Until when nobody else may try.
        lease_until: Timestamp,
    },
    /// The client is known.
    Linked {
        /// Perfex's client id.
        client: u64,
        /// Whether Perfex mails this client's contact about invoices and payments.
        #[serde(default)]
        mails: bool,
    },
}
