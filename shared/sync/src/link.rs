//! The link of an order: what stands for it in Perfex, and what we last knew of it.

use std::collections::BTreeMap;

use domain::office::Office;
use domain::{
    Contribution, EstimateStatus, Frozen, Ledger, OrderId, Parked, Standing, StandingInvoice,
};
use intake::StoreId;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::intent::{IntendedDocument, Intent};
use crate::outcome::Outcome;
use crate::seen::Seen;
use crate::stop::Stop;

/// How many changes of the outcome are kept: enough to see a story, few enough for a small row.
const PAST_KEPT: usize = 12;

/// The link of one order. It holds ids, sums and digests, no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The order's store.
    pub store: StoreId,
    /// The order's id.
    pub order: u64,
    /// Version of the row; every write raises it. Kept beside the document in the table.
    #[serde(skip)]
    pub version: u64,
    /// The newest `date_modified_gmt` that was handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified_gmt: Option<Timestamp>,
    /// Status of the order when it was handled.
    #[serde(default)]
    pub status: String,
    /// Perfex's client, and the key it was found by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<LinkedClient>,
    /// The estimate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<LinkedEstimate>,
    /// The invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<LinkedInvoice>,
    /// The credit notes, by refund.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub credit_notes: BTreeMap<u64, LinkedDocument>,
    /// Invoices that were credited in full and replaced, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
    /// What may have been sent and is not yet known to stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
    /// What the order contributes to the ledger, as it was last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution: Option<Contribution>,
    /// What the ledger holds of it: the contribution that the row stands with.
    #[serde(skip)]
    booked: Option<Contribution>,
    /// Since when it was unknown what an earlier intent came to, while this handling settled it.
    #[serde(skip)]
    pub(crate) unknown_since: Option<Timestamp>,
    /// What the order showed when it was last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// How the last handling ended.
    #[serde(default)]
    pub outcome: Recorded,
    /// How earlier handlings ended, each as long as it stayed the same; oldest first, a dozen at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<Past>,
    /// Reads in a row that showed an older state than `modified_gmt`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub older_reads: u32,
    /// When the row was last written.
    pub updated_at: Timestamp,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The client of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedClient {
    /// Perfex's client id.
    pub id: u64,
    /// The key of its e-mail.
    pub key: String,
    /// Whether Perfex mails its contact about payments.
    #[serde(default)]
    pub mails: bool,
}

/// A document that stands, as it was last written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedDocument {
    /// Perfex's id.
    pub id: u64,
    /// Its number.
    pub number: u32,
    /// Its date, frozen.
    pub date: Date,
    /// Its total.
    pub total: Decimal,
    /// Digest of what was written.
    pub hash: String,
    /// The taxes of each line: Perfex does not tell them, and a line sent back without loses them.
    pub line_taxes: Vec<Vec<String>>,
    /// What the office adds: Perfex does not tell it either.
    #[serde(default, skip_serializing_if = "Office::is_empty")]
    pub office: Office,
}

impl LinkedDocument {
    /// What was intended now stands under this id and number.
    pub fn adopted(intended: IntendedDocument, id: u64, number: u32) -> Self {
        Self {
            id,
            number,
            date: intended.date,
            total: intended.total,
            hash: intended.hash,
            line_taxes: intended.line_taxes,
            office: intended.office,
        }
    }

    fn frozen(&self) -> Frozen {
        Frozen {
            number: self.number,
            date: self.date,
        }
    }
}

/// The estimate of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedEstimate {
    /// The document.
    #[serde(flatten)]
    pub document: LinkedDocument,
    /// Its status.
    pub status: EstimateStatus,
    /// Number of the invoice that its note names, 0 if none.
    #[serde(default)]
    pub invoiced_as: u32,
}

/// The invoice of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedInvoice {
    /// The document.
    #[serde(flatten)]
    pub document: LinkedDocument,
    /// What our payment on it amounts to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Decimal>,
    /// Whether it is cancelled.
    #[serde(default)]
    pub cancelled: bool,
}

/// An invoice that was credited in full, and the credit note for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The invoice.
    pub invoice: LinkedInvoice,
    /// The credit note.
    pub credit_note: LinkedDocument,
}

/// How the last handling ended, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recorded {
    /// Name of the outcome; empty while the first handling is under way.
    pub name: String,
    /// Code of its reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What is wrong, if it is parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<Parked>,
    /// Since when it is parked for this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// How often it was handled and parked for this reason.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u32,
    /// A person saw to it and wants to hear of it no more, as long as it says the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dismissed: bool,
}

/// An outcome that an order once had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Name of the outcome.
    pub name: String,
    /// Code of its reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Status of the order then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Since when.
    pub at: Timestamp,
}

impl Recorded {
    /// How a handling ended that followed this one.
    #[must_use]
    pub fn then(&self, outcome: &Outcome, now: Timestamp) -> Self {
        let mut next = Self::from(outcome);
        let Some(parked) = &next.parked else {
            return next;
        };
        let same_reason = |before: &&Parked| before.reason == parked.reason;
        let before = self.parked.as_ref().filter(same_reason);
        next.since = before.and(self.since).or(Some(now));
        next.tries = before.map_or(0, |_| self.tries) + 1;
        next.dismissed = self.dismissed && before == Some(parked);
        next
    }

    /// Why it waits for a person, unless one has dismissed it.
    pub fn waits_for_a_person(&self) -> Option<&Parked> {
        self.parked.as_ref().filter(|_| !self.dismissed)
    }
}

impl From<&Outcome> for Recorded {
    fn from(outcome: &Outcome) -> Self {
        Self {
            name: outcome.name().to_owned(),
            reason: outcome.reason().to_owned(),
            parked: match outcome {
                Outcome::Parked(parked) => Some(parked.clone()),
                _ => None,
            },
            ..Self::default()
        }
    }
}

impl Link {
    /// The link of an order that was never handled.
    pub fn new(store: StoreId, order: OrderId, now: Timestamp) -> Self {
        Self {
            store,
            order: order.0,
            version: 0,
            modified_gmt: None,
            status: String::new(),
            client: None,
            estimate: None,
            invoice: None,
            credit_notes: BTreeMap::new(),
            replaced: vec![],
            intent: None,
            contribution: None,
            booked: None,
            unknown_since: None,
            seen: None,
            outcome: Recorded::default(),
            past: vec![],
            older_reads: 0,
            updated_at: now,
        }
    }

    /// The row stands like this link, with this version, and the ledger holds its contribution.
    /// For whoever read or wrote the row.
    pub fn stands(&mut self, version: u64) {
        self.version = version;
        self.booked.clone_from(&self.contribution);
    }

    /// The state of the order that was handled to its end, by the date of its last change. While
    /// something may have been sent that is not settled, none was.
    pub fn handled(&self) -> Option<Timestamp> {
        if self.outcome.name.is_empty() || self.intent.is_some() {
            return None;
        }
        self.modified_gmt
    }

    /// Notes how a handling ended, and since when it is so if it ended otherwise than the one before.
    pub(crate) fn ended(&mut self, outcome: Recorded, now: Timestamp) {
        let last = self.past.last();
        let is_news = last.is_none_or(|last| {
            (&last.name, &last.reason, &last.status)
                != (&outcome.name, &outcome.reason, &self.status)
        });
        if is_news {
            self.past.push(Past {
                name: outcome.name.clone(),
                reason: outcome.reason.clone(),
                status: self.status.clone(),
                at: now,
            });
            let surplus = self.past.len().saturating_sub(PAST_KEPT);
            self.past.drain(..surplus);
        }
        self.outcome = outcome;
    }

    /// Since when what is intended may have been sent. Nothing is sent without an intent.
    pub(crate) fn intended_since(&self) -> Result<Timestamp, Stop> {
        let intent = self.intent.as_ref().ok_or_else(Stop::missing_step)?;
        Ok(intent.since)
    }

    /// What has to be added to the store's ledger when this link is written.
    pub fn booking(&self) -> Ledger {
        Ledger::difference(self.booked.as_ref(), self.contribution.as_ref())
    }

    /// What stands, in the domain's words.
    pub fn standing(&self) -> Standing {
        Standing {
            estimate: self
                .estimate
                .as_ref()
                .map(|estimate| estimate.document.frozen()),
            invoice: self.invoice.as_ref().map(|invoice| StandingInvoice {
                frozen: invoice.document.frozen(),
                paid: invoice.paid.is_some(),
                cancelled: invoice.cancelled,
            }),
            credit_notes: self
                .credit_notes
                .iter()
                .map(|(refund, note)| (*refund, note.frozen()))
                .collect(),
            replaced: self.replaced_count(),
        }
    }

    /// The invoice is credited in full by this note; another will stand in its place.
    pub(crate) fn replace(&mut self, credit_note: LinkedDocument) {
        if let Some(invoice) = self.invoice.take() {
            self.replaced.push(Replaced {
                invoice,
                credit_note,
            });
        }
    }

    /// How many invoices were credited in full and replaced.
    pub fn replaced_count(&self) -> u32 {
        u32::try_from(self.replaced.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;
    use domain::ParkReason;

    #[test]
    fn the_past_tells_each_turn_once_and_has_an_end() {
        let at = |second: i64| Timestamp::constant(1_795_500_000 + second, 0);
        let mut link = Link::new("main".parse().unwrap(), OrderId(7), at(0));
        let done = Recorded::from(&Outcome::Done);
        let parked = Recorded::from(&Outcome::Parked(Parked::new(
            ParkReason::NoEmail,
            "add one",
        )));
        for (second, outcome) in [(1, &parked), (2, &parked), (3, &done), (4, &done)] {
            link.ended(outcome.clone(), at(second));
        }
        let told: Vec<_> = link
            .past
            .iter()
            .map(|past| (past.name.as_str(), past.at))
            .collect();
        assert_eq!(told, [("parked", at(1)), ("done", at(3))]);
        for second in 0..100 {
            let outcome = if second % 2 == 0 { &parked } else { &done };
            link.ended(outcome.clone(), at(second));
        }
        assert_eq!(link.past.len(), PAST_KEPT);
        assert_eq!(link.past.last().unwrap().at, at(99));
    }
}
