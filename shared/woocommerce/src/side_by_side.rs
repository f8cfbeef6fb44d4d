//! All orders of a store, listed by several requests at a time.
//!
//! The orders are walked by their creation, which does not move when they change. Requests are made
//! ahead of the walk: each asks for the page that begins with the last order of the page before it. If
//! an answer does begin with that order nothing lies between, and the walk goes on; else something was
//! deleted or put in between meanwhile, and the walk begins anew where it stands. So nothing about the
//! shop's history has to be guessed, and every request but those is of use.
//!
//! What was changed, made or given another date of creation meanwhile has a date of change after the
//! beginning, by the store's own clock: a last walk by change lists it again. So whatever existed
//! throughout is listed, and the last line of an order is its newest state.

use std::collections::VecDeque;

use futures::stream::{FuturesOrdered, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use transport::Transport;

use crate::by_date::{Among, By, Fields, ListedOrder, OrderList};
use crate::client::Client;
use crate::date_walk::{DateWalk, NextPage};
use crate::error::Error;
use crate::listed::Listed;

/// The store tells the time when it answers, and read its orders a while before.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

/// How a store is listed.
#[derive(Debug, Clone, Copy)]
pub struct SideBySide {
    /// How many requests are under way at a time.
    pub at_once: usize,
    /// Which orders.
    pub among: Among,
    /// How much of each.
    pub fields: Fields,
    /// How many orders a request asks for, 1 to 100.
    pub page_size: usize,
}

/// What a list cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Orders that were told, those that changed meanwhile again.
    pub orders: u64,
    /// Requests that were answered.
    pub requests: u64,
}

/// A list that is under way.
struct Listing<'a, T, F> {
    client: &'a Client<T>,
    how: SideBySide,
    tell: F,
    counts: Counts,
    /// The earliest time that the store told.
    began_at: Option<Timestamp>,
}

impl<T: Transport> Client<T> {
    /// Tells every order of the store to `tell`, the oldest first. One that changes meanwhile is told
    /// again, later; an error of `tell` ends the list.
    pub async fn list_side_by_side<E: From<Error>>(
        &self,
        how: SideBySide,
        tell: impl FnMut(ListedOrder) -> Result<(), E>,
    ) -> Result<Counts, E> {
        let mut listing = Listing {
            client: self,
            how,
            tell,
            counts: Counts::default(),
            began_at: None,
        };
        listing.walk_creation().await?;
        listing.walk_changes().await?;
        Ok(listing.counts)
    }
}

impl<T: Transport, F, E> Listing<'_, T, F>
where
    F: FnMut(ListedOrder) -> Result<(), E>,
    E: From<Error>,
{
    async fn walk_creation(&mut self) -> Result<(), E> {
        let mut walk = DateWalk::after(None);
        while let Some(first) = walk.next() {
            self.go_ahead(&mut walk, first).await?;
        }
        Ok(())
    }

    /// Walks with requests ahead until something moved, or to the end. `first` is where the walk stands.
    async fn go_ahead(&mut self, walk: &mut DateWalk, first: NextPage) -> Result<(), E> {
        let (client, page_size) = (self.client, self.how.page_size);
        let list = OrderList {
            by: By::Creation,
            before: None,
            among: self.how.among,
            fields: self.how.fields,
        };
        let ask = |at: NextPage| client.list(list, at, page_size);
        let (mut places, mut answers) = (VecDeque::new(), FuturesOrdered::new());
        for pages in 0..self.how.at_once.max(1) {
            let at = first.further(pages, page_size);
            places.push_back(at);
            answers.push_back(ask(at));
        }
        while let (Some(at), Some(answer)) = (places.pop_front(), answers.next().await) {
            let listed = self.answered(answer)?;
            let left = left(&listed, at, page_size);
            let new = if at == first {
                Some(walk.take(listed.items, page_size))
            } else {
                walk.take_ahead(at, listed.items, page_size)
            };
            let Some(new) = new else { break };
            self.tell(new)?;
            if walk.next().is_none() {
                break;
            }
            // One page more than what is left needs: only one that is not full tells the end.
            if left >= places.len() * page_size.saturating_sub(1) {
                let at = walk.last_seen().further(places.len(), page_size);
                places.push_back(at);
                answers.push_back(ask(at));
            }
        }
        Ok(())
    }

    /// What has a date of change after the beginning.
    async fn walk_changes(&mut self) -> Result<(), E> {
        let Some(began_at) = self.began_at else {
            return Err(E::from(Error::Unreadable {
                path: "Date".to_owned(),
                problem: "the store's answers do not tell its time".to_owned(),
            }));
        };
        let list = OrderList::changes(self.how.among, self.how.fields);
        let mut walk = DateWalk::after(began_at.checked_sub(MARGIN).ok());
        while let Some(next) = walk.next() {
            let answer = self.client.list(list, next, self.how.page_size).await;
            let listed = self.answered(answer)?;
            self.tell(walk.take(listed.items, self.how.page_size))?;
        }
        Ok(())
    }

    fn answered(
        &mut self,
        answer: Result<Listed<ListedOrder>, Error>,
    ) -> Result<Listed<ListedOrder>, E> {
        let listed = answer?;
        self.began_at = earliest(self.began_at, listed.store_time);
        self.counts.requests += 1;
        Ok(listed)
    }

    fn tell(&mut self, orders: Vec<ListedOrder>) -> Result<(), E> {
        for order in orders {
            self.counts.orders += 1;
            (self.tell)(order)?;
        }
        Ok(())
    }
}

/// How many orders come after this page, as the store counts them.
fn left(listed: &Listed<ListedOrder>, at: NextPage, page_size: usize) -> usize {
    let seen = at.offset + listed.items.len();
    match listed.total {
        Some(total) => usize::try_from(total)
            .unwrap_or(usize::MAX)
            .saturating_sub(seen),
        // A store that does not count: as long as pages are full, there may be many.
        None if listed.items.len() == page_size => usize::MAX,
        None => 0,
    }
}

/// The second at which a walk by change has to begin: the earliest that the store told.
fn earliest(known: Option<Timestamp>, told: Option<Timestamp>) -> Option<Timestamp> {
    match (known, told) {
        (Some(known), Some(told)) => Some(known.min(told)),
        (known, told) => known.or(told),
    }
}
