//! Where the two sides do not agree.

use intake::StoreId;
use jiff::civil::Date;
use perfex::DocumentKind;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A document should stand, and there is none.
    Missing,
    /// It stands with another total than the order, or in another currency.
    TotalDiffers,
    /// It is cancelled or declined and should not be, or the other way round.
    StatusDiffers,
    /// An invoice of the order that was not written for it: somebody pressed Convert on its estimate,
    /// or it was written twice.
    SecondInvoice,
    /// A document stands, and there is nothing in the store for it.
    Extra,
    /// The order's payment is not on its invoice.
    NotPaid,
    /// The order waits for a person or a setting: the reason is told.
    Parked,
    /// The order changed, and that was not handled yet. Time cures it; if not, look why.
    Behind,
}

impl FindingKind {
    /// All of them, the gravest first.
    pub const ALL: [Self; 8] = [
        Self::SecondInvoice,
        Self::Extra,
        Self::Missing,
        Self::TotalDiffers,
        Self::StatusDiffers,
        Self::NotPaid,
        Self::Parked,
        Self::Behind,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TotalDiffers => "total_differs",
            Self::StatusDiffers => "status_differs",
            Self::SecondInvoice => "second_invoice",
            Self::Extra => "extra",
            Self::NotPaid => "not_paid",
            Self::Parked => "parked",
            Self::Behind => "behind",
        }
    }
}

/// One disagreement. It holds ids, numbers and sums, no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// The store.
    pub store: StoreId,
    /// The order's id.
    pub order: u64,
    /// The refund's id, where a credit note is at stake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<u64>,
    /// The kind of the document.
    pub document: DocumentKind,
    /// Its id in Perfex, where it has or had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_id: Option<u64>,
    /// Its number in Perfex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<u64>,
    /// The day under which it counts: the document's, else that of the order.
    pub day: Date,
    /// ISO code of the currency, `#ID` for a Perfex currency that the settings do not name.
    pub currency: String,
    /// What the store says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_total: Option<Decimal>,
    /// What Perfex holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perfex_total: Option<Decimal>,
    /// One line for a person: what it is, or why it is parked.
    pub detail: String,
}

impl Finding {
    /// What Perfex has more than the store.
    pub fn difference(&self) -> Decimal {
        self.perfex_total.unwrap_or_default() - self.store_total.unwrap_or_default()
    }

    /// The code of the document's kind.
    pub fn document_code(&self) -> &'static str {
        super::kind_code(self.document)
    }
}
