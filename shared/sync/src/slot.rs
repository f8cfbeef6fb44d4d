//! The place of one document in Perfex: its kind, and the marker by which it is found again.

use domain::{OrderId, marker};
use perfex::DocumentKind;
use transport::Transport;

use crate::link::Link;
use crate::ports::{Claims, Clock, Links};
use crate::reconcile::Reconciler;

/// The place of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) kind: DocumentKind,
    pub(crate) marker: String,
}

impl<T: Transport, B: Links + Claims, C: Clock> Reconciler<'_, T, B, C> {
    /// The place of the order's estimate or invoice.
    pub(crate) fn slot(&self, link: &Link, kind: DocumentKind) -> Slot {
        Slot {
            kind,
            marker: marker::document(self.rules.store_index, OrderId(link.order)),
        }
    }

    /// The place of a refund's credit note.
    pub(crate) fn refund_slot(&self, refund: u64) -> Slot {
        Slot {
            kind: DocumentKind::CreditNote,
            marker: marker::refund(self.rules.store_index, refund),
        }
    }
}
