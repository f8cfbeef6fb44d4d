//! What kind of document.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::CustomFieldOwner;

/// What kind of document. Each has its own ids and its own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// An invoice.
    Invoice,
    /// An estimate.
    Estimate,
    /// A credit note.
    CreditNote,
}

impl DocumentKind {
    /// Its path under `/api`.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Invoice => "invoices",
            Self::Estimate => "estimates",
            Self::CreditNote => "credit_notes",
        }
    }

    /// Where an answer to a create may tell the id.
    pub(crate) fn created_keys(self) -> [&'static str; 4] {
        let own = match self {
            Self::Invoice => "invoice_id",
            Self::Estimate => "estimate_id",
            Self::CreditNote => "credit_note_id",
        };
        ["record_id", "id", "insert_id", own]
    }

    /// Where a row of a search tells the id: the search joins other tables, whose ids may stand
    /// under `id`. An estimate's own `invoiceid` is the invoice that it became.
    pub(crate) fn row_keys(self) -> [&'static str; 2] {
        let own = match self {
            Self::Invoice => "invoiceid",
            Self::Estimate => "estimateid",
            Self::CreditNote => "credit_note_id",
        };
        [own, "id"]
    }

    pub(crate) fn custom_field_owner(self) -> CustomFieldOwner {
        match self {
            Self::Invoice => CustomFieldOwner::Invoice,
            Self::Estimate => CustomFieldOwner::Estimate,
            Self::CreditNote => CustomFieldOwner::CreditNote,
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invoice => "invoice",
            Self::Estimate => "estimate",
            Self::CreditNote => "credit note",
        })
    }
}
