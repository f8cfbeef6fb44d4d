//! Which orders that we know the store's list does not show: deleted, in the trash, or with another
//! date than when we saw them. None of this need have moved a date of change.

use std::collections::BTreeSet;

use domain::OrderId;
use jiff::Timestamp;
use woocommerce::{DateWalk, ListedOrder, Span};

use super::{Item, SpanWalk, Step};

/// What marks an item of an order that the list does not show: no order was made in this second.
const UNLISTED: i64 = i64::MIN;

/// The part of the list that a page made certain: whoever was made in it is in the list, or is not
/// there.
pub(super) struct Certain {
    /// From this second on.
    from: Option<Timestamp>,
    /// Up to before this second.
    pub(super) before: Option<Timestamp>,
    listed: BTreeSet<u64>,
}

impl Certain {
    /// What is certain after `page` was taken; `known` is the walk before that.
    pub(super) fn after(span: &SpanWalk, known: &DateWalk, page: &[ListedOrder]) -> Option<Self> {
        let before = if span.walk.next().is_none() {
            span.span.before
        } else {
            // Of the last second more may follow.
            Some(page.last().and_then(|order| order.created_gmt)?)
        };
        if before.is_some() && before == span.compared_before {
            return None;
        }
        let listed = page.iter().map(|order| order.id).chain(known.seen());
        Some(Self {
            from: span.compared_before,
            before,
            listed: listed.collect(),
        })
    }

    /// The span of creation that it is about, both ends exclusive.
    pub(super) fn span(&self, span: Span) -> Span {
        let second = jiff::SignedDuration::from_secs(1);
        let from = self.from.and_then(|from| from.checked_sub(second).ok());
        Span {
            after: from.or(span.after),
            before: self.before,
        }
    }

    /// Those of our orders that the list does not show.
    pub(super) fn missing(&self, ours: BTreeSet<OrderId>) -> impl Iterator<Item = Item> {
        let missing = ours.into_iter().filter(|id| !self.listed.contains(&id.0));
        missing.map(|id| Item {
            step: Step::Orders,
            id: id.0,
            at: UNLISTED,
        })
    }
}
