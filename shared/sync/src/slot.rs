//! The place of one document in Perfex: its kind, and the marker by which it is found again.

use domain::{OrderId, marker};
use perfex::DocumentKind;
use transport::Transport;

use crate::link::Link;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;

/// The place of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) kind: DocumentKind,
    pub(crate) marker: String,
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// The place of the order's estimate or invoice.
    pub(crate) fn slot(&self, link: &Link, kind: DocumentKind) -> Slot {
        let (index, order) = (self.rules.store_index, OrderId(link.order));
        let marker = match (kind, link.replaced_count()) {
            (DocumentKind::Invoice, replaced @ 1..) => marker::again(index, order, replaced),
            _ => marker::document(index, order),
        };
        Slot { kind, marker }
    }

    /// The place of the credit note for the order's invoice as a whole.
    pub(crate) fn in_full_slot(&self, link: &Link) -> Slot {
        let (index, order) = (self.rules.store_index, OrderId(link.order));
        Slot {
            kind: DocumentKind::CreditNote,
            marker: marker::in_full(index, order, link.replaced_count() + 1),
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
