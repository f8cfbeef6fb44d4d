//! A walk over the orders that changed, in the order of their last change.
//!
//! Page numbers cannot be trusted: whatever changes on an earlier page while one walks moves all
//! others forward, and as many are never seen
//! (<https://github.com/woocommerce/woocommerce/issues/33386>). So the walk goes by key. Each request
//! asks for what is newer than the second before the last one seen; an order that changes meanwhile
//! only moves to the end, where the walk comes by later.
//!
//! Many orders may bear one second, since an import or a plugin can change thousands at once. Within
//! it the list is sorted by id, so the walk goes on by offset and begins a little before the place
//! where it stopped: as long as the answer begins with an order that was seen, none lies between.
//! Else it steps back until it does.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

/// How many orders that were seen the next request asks for again.
const OVERLAP: usize = 10;

/// WooCommerce keeps whole seconds.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// What to ask for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextChanges {
    /// Only what was changed after this second; everything if there is none.
    pub after: Option<Timestamp>,
    /// How many of those to leave out from the beginning.
    pub offset: usize,
}

/// Where an order stands in the list.
pub trait Changed {
    /// Its id.
    fn id(&self) -> u64;
    /// When it was last changed; none is older than everything.
    fn modified_gmt(&self) -> Option<Timestamp>;
}

/// A walk that is under way.
#[derive(Debug, Clone)]
pub struct ChangeWalk {
    next: NextChanges,
    /// The second of the last order seen, and the orders of it that were seen.
    second: Option<Timestamp>,
    seen: BTreeSet<u64>,
    step_back: usize,
    is_done: bool,
}

impl ChangeWalk {
    /// Over what was changed after this second, or over everything.
    pub fn after(after: Option<Timestamp>) -> Self {
        Self {
            next: NextChanges { after, offset: 0 },
            second: None,
            seen: BTreeSet::new(),
            step_back: OVERLAP,
            is_done: false,
        }
    }

    /// What to ask for next; none once the walk is over.
    pub fn next(&self) -> Option<NextChanges> {
        (!self.is_done).then_some(self.next)
    }

    /// Takes the answer, sorted by change and id, and gives what of it was not seen before.
    /// `page_size` is how many were asked for: fewer are the end.
    pub fn take<O: Changed>(&mut self, answer: Vec<O>, page_size: usize) -> Vec<O> {
        let begins_with_seen = answer.first().is_some_and(|order| self.has_seen(order));
        if self.next.offset > 0 && !begins_with_seen {
            self.next.offset = self.next.offset.saturating_sub(self.step_back);
            self.step_back = self.step_back.saturating_mul(2);
            return vec![];
        }
        self.step_back = OVERLAP;
        self.is_done = answer.len() < page_size;
        let (last, length) = (answer.last().and_then(Changed::modified_gmt), answer.len());
        let in_last = |order: &O| order.modified_gmt() == last;
        let of_last = answer.iter().filter(|order| in_last(order)).count();
        let new: Vec<O> = answer
            .into_iter()
            .filter(|order| !self.has_seen(order))
            .collect();
        if last != self.second {
            self.second = last;
            self.seen.clear();
        }
        self.seen
            .extend(new.iter().filter(|order| in_last(order)).map(Changed::id));
        // Of the list that begins with this second, so many were seen.
        let position = if of_last == length {
            self.next.offset + length
        } else {
            of_last
        };
        self.next = NextChanges {
            after: last.map(|second| second - SECOND).or(self.next.after),
            offset: position.saturating_sub(OVERLAP),
        };
        new
    }

    fn has_seen<O: Changed>(&self, order: &O) -> bool {
        order.modified_gmt() == self.second && self.seen.contains(&order.id())
    }
}

#[cfg(test)]
mod tests;
