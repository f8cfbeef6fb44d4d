//! Claims: rows that one worker at a time may hold. One for each e-mail, so that an e-mail never
//! makes two clients; one for each sequence of numbers, so that none is given twice or left out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What is claimed: the digest of a normalised e-mail, or the name of a sequence.
    pub client_key: String,
    /// Version of the row; every write raises it. Kept beside the document in the table.
    #[serde(skip)]
    pub version: u64,
    /// What it says.
    pub state: ClaimState,
    /// When the row was last written.
    pub updated_at: Timestamp,
}

impl Claim {
    /// A claim that has no row yet.
    pub(crate) fn new(client_key: String, state: ClaimState, now: Timestamp) -> Self {
        Self {
            client_key,
            version: 0,
            state,
            updated_at: now,
        }
    }
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
        /// When the first worker tried of which it is not known what it came to.
        #[serde(default)]
        since: Timestamp,
    },
    /// The client is known.
    Linked {
        /// Perfex's client id.
        client: u64,
        /// Whether Perfex mails this client's contact about invoices and payments.
        #[serde(default)]
        mails: bool,
        /// Digests of the cards that were written to the client or compared with it, the newest
        /// last, a few at most: an account and its orders often tell two different cards by turns.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cards: Vec<String>,
        /// Of when the newest card is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_of: Option<Timestamp>,
    },
    /// The orders of a store whose documents were called off of late because they were deleted.
    Deletions {
        /// Which, and when.
        recent: Vec<(u64, Timestamp)>,
    },
    /// A sequence of numbers.
    Sequence {
        /// The last number that was given.
        last: u32,
        /// Which worker is writing a document of the next number, if one is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder: Option<Uuid>,
        /// Until when nobody else may take a number.
        lease_until: Timestamp,
    },
}
