//! A walk over orders in the order of a date of theirs: of their last change, or of their creation.
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
use serde::{Deserialize, Serialize};

/// How many orders that were seen the next request asks for again.
const OVERLAP: usize = 10;

/// WooCommerce keeps whole seconds.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// What to ask for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPage {
    /// Only what bears a later second than this one; everything if there is none.
    pub after: Option<Timestamp>,
    /// How many of those to leave out from the beginning.
    pub offset: usize,
}

impl NextPage {
    /// The page so many further on, where each begins with the last order of the one before it.
    #[must_use]
    pub fn further(self, pages: usize, page_size: usize) -> Self {
        Self {
            offset: self.offset + pages * page_size.saturating_sub(1),
            ..self
        }
    }
}

/// Where an order stands in the list.
pub trait Dated {
    /// Its id.
    fn id(&self) -> u64;
    /// The date that the list is sorted by; none is older than everything.
    fn date(&self) -> Option<Timestamp>;
}

/// A walk that is under way. It can be written down and gone on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateWalk {
    next: NextPage,
    /// How many orders were seen of the list that begins after `next.after`. Only requests ahead
    /// need it, and none is under way where a walk is gone on with.
    #[serde(skip)]
    position: usize,
    /// The second of the last order seen, and the orders of it that were seen.
    second: Option<Timestamp>,
    seen: BTreeSet<u64>,
    step_back: usize,
    is_done: bool,
}

impl DateWalk {
    /// Over what bears a later second than this one, or over everything.
    pub fn after(after: Option<Timestamp>) -> Self {
        Self {
            next: NextPage { after, offset: 0 },
            position: 0,
            second: None,
            seen: BTreeSet::new(),
            step_back: OVERLAP,
            is_done: false,
        }
    }

    /// What to ask for next; none once the walk is over.
    pub fn next(&self) -> Option<NextPage> {
        (!self.is_done).then_some(self.next)
    }

    /// Takes the answer, sorted by date and id, and gives what of it was not seen before.
    /// `page_size` is how many were asked for: fewer are the end.
    pub fn take<O: Dated>(&mut self, answer: Vec<O>, page_size: usize) -> Vec<O> {
        let begins_with_seen = answer.first().is_some_and(|order| self.has_seen(order));
        if self.next.offset > 0 && !begins_with_seen {
            self.next.offset = self.next.offset.saturating_sub(self.step_back);
            self.step_back = self.step_back.saturating_mul(2);
            return vec![];
        }
        self.step_back = OVERLAP;
        self.is_done = answer.len() < page_size;
        let (last, length) = (answer.last().and_then(Dated::date), answer.len());
        let in_last = |order: &O| order.date() == last;
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
            .extend(new.iter().filter(|order| in_last(order)).map(Dated::id));
        // A page within one second says nothing of where that begins: the walk goes on by offset.
        (self.next.after, self.position) = if of_last == length {
            (self.next.after, self.next.offset + length)
        } else {
            (last.map(|second| second - SECOND), of_last)
        };
        self.next.offset = self.position.saturating_sub(OVERLAP);
        new
    }

    /// Where the last order seen stands.
    pub fn last_seen(&self) -> NextPage {
        NextPage {
            offset: self.position.saturating_sub(1),
            ..self.next
        }
    }

    /// Takes the answer to a request that was made ahead, if it goes on where the walk stands: it
    /// begins with the last order seen. Else something moved meanwhile, and the walk stays as it is.
    pub fn take_ahead<O: Dated>(
        &mut self,
        at: NextPage,
        answer: Vec<O>,
        page_size: usize,
    ) -> Option<Vec<O>> {
        if !answer.first().is_some_and(|order| self.has_seen(order)) {
            return None;
        }
        self.next = at;
        Some(self.take(answer, page_size))
    }

    /// What was seen of the last second.
    pub fn seen(&self) -> impl Iterator<Item = u64> + '_ {
        self.seen.iter().copied()
    }

    fn has_seen<O: Dated>(&self, order: &O) -> bool {
        order.date() == self.second && self.seen.contains(&order.id())
    }
}

#[cfg(test)]
mod tests;
