//! The intent of an order: written before anything is sent, so that whoever comes after a lost
//! answer or a crash looks for the marker in Perfex before sending again.

use std::collections::BTreeMap;

use domain::Document;
use domain::office::Office;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How late a request may take effect.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// What a worker is about to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Which worker.
    pub holder: Uuid,
    /// Until when a call of that worker may still take effect. Whoever else meets the intent waits.
    pub lease_until: Timestamp,
    /// When the intent was written. A document that it made is not older than that.
    pub written_at: Timestamp,
    /// When the first of the intents was written of which it is not known what they came to. It is
    /// part of the keys by which Perfex tells that it has had a request.
    #[serde(default)]
    pub since: Timestamp,
    /// The estimate that may have been created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<IntendedDocument>,
    /// The invoice that may have been created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<IntendedDocument>,
    /// Whether the estimate that stands may have been written anew, or its status.
    #[serde(default)]
    pub estimate_touched: bool,
    /// Whether the invoice that stands may have been written anew, or its status.
    #[serde(default)]
    pub invoice_touched: bool,
    /// As what the invoice that stands may have been written anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_update: Option<IntendedDocument>,
    /// The credit notes that may have been created, by refund.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub credit_notes: BTreeMap<u64, IntendedDocument>,
    /// The credit note that may have been created for an invoice as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_full: Option<IntendedDocument>,
    /// Whether a payment may have been written.
    #[serde(default)]
    pub payment: bool,
}

/// A document that may have been created: enough to adopt it later as if the answer had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntendedDocument {
    /// Its digest.
    pub hash: String,
    /// Its date.
    pub date: Date,
    /// Its total.
    pub total: Decimal,
    /// What of it is rounding.
    #[serde(default)]
    pub adjustment: Decimal,
    /// The taxes of each line.
    pub line_taxes: Vec<Vec<String>>,
    /// What the office adds.
    #[serde(default, skip_serializing_if = "Office::is_empty")]
    pub office: Office,
}

impl From<&Document> for IntendedDocument {
    fn from(document: &Document) -> Self {
        Self {
            hash: document.hash(),
            date: document.date,
            total: document.total,
            adjustment: document.adjustment,
            line_taxes: document
                .lines
                .iter()
                .map(|line| line.taxes.iter().map(ToString::to_string).collect())
                .collect(),
            office: document.office.clone(),
        }
    }
}

impl IntendedDocument {
    /// Whether a document holds all of it: as it was sent, or with the rounding as a line.
    pub(crate) fn is_whole(&self, read: &perfex::Document) -> bool {
        let lines = self.line_taxes.len();
        let rounded = !self.adjustment.is_zero() && read.items.len() == lines + 1;
        let kept = read.items.len() == lines && read.adjustment == self.adjustment;
        read.total == self.total && (kept || rounded && read.adjustment.is_zero())
    }
}

/// The `Idempotency-Key` of a request that makes `what`. 3.x answers a key that it knows with what it
/// answered before, a refusal too. So as long as an outcome is unknown the key stays, and a request
/// that comes late does no harm; after a known outcome, or an hour, it is another one: else what was
/// refused for want of a permission would be refused when the permission is there.
pub(crate) fn once(what: &str, since: Timestamp) -> Uuid {
    let text = format!("{what}/{}", since.as_millisecond());
    Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())
}

/// Since when an outcome is unknown, if it is not settled for so long that nothing can still come.
pub(crate) fn still_unknown(since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    (now.duration_since(since) < LATE).then_some(since)
}

impl Intent {
    /// The intent to send something, without a document or a payment to be created.
    pub fn nothing(holder: Uuid, lease_until: Timestamp, now: Timestamp) -> Self {
        Self {
            holder,
            lease_until,
            written_at: now,
            since: now,
            estimate: None,
            invoice: None,
            estimate_touched: false,
            invoice_touched: false,
            invoice_update: None,
            credit_notes: BTreeMap::new(),
            in_full: None,
            payment: false,
        }
    }

    /// How long others must wait, `None` if the lease is over.
    pub fn wait(&self, now: Timestamp) -> Option<SignedDuration> {
        let left = self.lease_until.duration_since(now);
        left.is_positive().then_some(left)
    }
}
