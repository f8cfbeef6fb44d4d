//! Whether the store and Perfex agree: order by order, to the cent.
//!
//! Nothing is written, and nothing that Perfex answered to a write is believed: every document is
//! read afresh. Three looks together leave no gap:
//!
//! - [`Verifier::window`]: the orders that the store made between two moments, each against what
//!   should stand for it and what does stand
//! - [`Verifier::gone`]: links whose order the store no longer has
//! - [`Verifier::unlinked`]: documents that bear a marker of ours and that no link names
//!
//! [`Verifier::listed_by_perfex`] is the last two of them for a run that goes on page by page.
//!
//! [`Verifier::changed_in_perfex`] is the first look at one order, for the night.
//!
//! A [`Report`] keeps exact sums per month, currency and kind of document, and a bounded number of
//! findings; whoever wants them all takes them as they come.

mod calls;
mod changed;
mod check;
mod finding;
mod gone;
mod held;
mod listed;
mod report;
mod unlinked;
mod window;

use domain::Rules;
use intake::StoreId;
use perfex::DocumentKind;
use transport::Transport;

pub(crate) use calls::patiently;
pub use finding::{Finding, FindingKind};
pub use held::{Held, Lists};
pub use listed::ListedReport;
pub use report::{MOST_FINDINGS, Report, Row, Side};
pub use unlinked::NamedDocuments;

use crate::outcome::Outcome;
use crate::ports::TableError;
use crate::stop::Stop;

/// Compares one store with Perfex.
pub struct Verifier<'a, S: Transport, T: Transport, B> {
    /// The store's id.
    pub id: &'a StoreId,
    /// The store's rules.
    pub rules: &'a Rules,
    /// The store.
    pub store: &'a woocommerce::Client<S>,
    /// Every status of the store, as it names them.
    pub statuses: &'a [String],
    /// The CRM.
    pub crm: &'a perfex::Client<T>,
    /// What Perfex's lists showed, where they were read. Whatever does not agree with them is read
    /// once more by its id, so they may be old.
    pub lists: Option<&'a Lists>,
    /// Links.
    pub table: &'a B,
    /// How many orders are looked at side by side.
    pub at_once: usize,
}

/// Why a look was given up. What was looked at before is lost with it: look again.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The store.
    #[error("the store cannot be read: {0}")]
    Store(#[from] woocommerce::Error),
    /// The store shows something else for an order than for its list.
    #[error("the store does not show order {0} as its list does: try again")]
    StoreUnclear(u64),
    /// Perfex.
    #[error("Perfex cannot be read: {0}")]
    Crm(#[from] perfex::Error),
    /// Our table.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl VerifyError {
    /// How the handling of an order ends that could not be looked at for this: it is tried again. None if
    /// another try would end so too.
    pub fn retry(self) -> Option<Outcome> {
        let stop: Stop = match self {
            Self::Crm(error) => error.into(),
            Self::Table(error) => error.into(),
            Self::Store(_) | Self::StoreUnclear(_) => return None,
        };
        matches!(stop, Stop::Retry { .. }).then(|| stop.into())
    }
}

/// The code of a kind of document in reports.
pub(crate) fn kind_code(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::Estimate => "estimate",
        DocumentKind::CreditNote => "credit_note",
    }
}
