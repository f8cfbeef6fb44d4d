//! Links to documents that stood before us: an earlier connector wrote them, or a person.
//!
//! A shop that switches in its tenth year has an invoice for each of its orders already. Adopting
//! gives each order a link that names it, as if it had been written by us: from then on the order is
//! kept in agreement, and nothing is written for it a second time. Nothing is written in Perfex.
//!
//! Two passes over the store: in the first, [`Adopter::propose`] looks each order's documents up in
//! Perfex's lists, by rules that the caller chooses, and [`Wanted`] keeps what is laid claim to. In the
//! second, [`Wanted::settle`] throws out what two orders lay claim to, and [`Adopter::adopt`] reads the
//! documents afresh and writes the link, or only says that it would.

mod link;
mod lookup;
mod proposal;

use domain::Rules;
use intake::StoreId;
use rust_decimal::Decimal;
use transport::Transport;

pub use lookup::{Lookup, MatchBy};
pub use proposal::{Proposal, Wanted};

use crate::ports::TableError;
use crate::verify::NamedDocuments;

/// Adopts documents of one store's orders.
pub struct Adopter<'a, T: Transport, B> {
    /// The store's id.
    pub id: &'a StoreId,
    /// The store's rules.
    pub rules: &'a Rules,
    /// The CRM.
    pub crm: &'a perfex::Client<T>,
    /// Perfex's documents, by what can tell their order.
    pub lookup: &'a Lookup,
    /// Documents that links name already, of every store.
    pub named: &'a NamedDocuments,
    /// Links and claims.
    pub table: &'a B,
    /// Whether a document is adopted whose total is not the order's.
    pub even_if_different: bool,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adopted {
    /// Its documents are linked, or would be.
    Linked {
        /// What was linked, in words: `invoice 100183 of 63.65`.
        documents: Vec<String>,
        /// What will be written for it all the same once it is handled.
        still_missing: Vec<String>,
    },
    /// It is linked already.
    Known,
    /// Nothing should stand for it.
    NothingDue,
    /// No document of it was found.
    NotFound,
    /// Several documents could be its own: their numbers.
    Ambiguous(Vec<u64>),
    /// Its document belongs to another order: the number of the document.
    Taken(u64),
    /// The document has another total or currency.
    Differs {
        /// Its number.
        number: u64,
        /// The order's total and currency.
        order: (Decimal, String),
        /// Its own.
        document: (Decimal, String),
    },
    /// The order cannot be compared, since it waits for a person or a setting: the code and why.
    Parked(String),
    /// Somebody is at work on the order: try again.
    Busy,
}

impl Adopted {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Linked { .. } => "linked",
            Self::Known => "known",
            Self::NothingDue => "nothing_due",
            Self::NotFound => "not_found",
            Self::Ambiguous(_) => "ambiguous",
            Self::Taken(_) => "taken",
            Self::Differs { .. } => "differs",
            Self::Parked(_) => "parked",
            Self::Busy => "busy",
        }
    }
}

/// Why adopting was given up. What was linked before stays.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// Perfex.
    #[error("Perfex cannot be read: {0}")]
    Crm(#[from] perfex::Error),
    /// Our table.
    #[error(transparent)]
    Table(#[from] TableError),
}
