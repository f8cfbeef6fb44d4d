use serde::{Deserialize, Serialize};

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// `/api/invoices`.
    Invoice,
    /// `/api/estimates`.
    Estimate,
    /// `/api/credit_notes`.
    CreditNote,
}

impl DocumentKind {
    pub(crate) const ALL: [Self; 3] = [Self::Invoice, Self::Estimate, Self::CreditNote];

    /// The resource in the path.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Invoice => "invoices",
            Self::Estimate => "estimates",
            Self::CreditNote => "credit_notes",
        }
    }

    pub(crate) fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.path() == path)
    }

    /// As messages call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::Estimate => "Estimate",
            Self::CreditNote => "Credit Note",
        }
    }

    /// As lines and custom fields are bound to it.
    pub(crate) fn relation(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Estimate => "estimate",
            Self::CreditNote => "credit_note",
        }
    }

    /// Under which name the rows of a search hold the id.
    pub(crate) fn row_id(self) -> &'static str {
        match self {
            Self::Invoice => "invoiceid",
            Self::Estimate => "estimateid",
            Self::CreditNote => "credit_note_id",
        }
    }

    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Invoice => "INV-",
            Self::Estimate => "EST-",
            Self::CreditNote => "CN-",
        }
    }
}
