//! All orders of a store, listed by several requests at a time.
//!
//! The orders are walked by their creation, which does not move when they change. The walk begins as
//! one; whoever has nothing to do gets a part of the largest that is left: before each request a
//! walker that sees others idle gives away the later part of its span. So no part has to be guessed
//! at the beginning, and a shop that sold nothing for years and everything at Christmas keeps all
//! walkers busy to the end.
//!
//! What was changed, made or given another date of creation meanwhile has a date of change after the
//! beginning, by the store's own clock: a last walk by change lists it again. So whatever existed
//! throughout is listed, and the last line of an order is its newest state.

mod board;

use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use transport::Transport;

use crate::by_date::{Among, By, Fields, ListedOrder, OrderList};
use crate::client::Client;
use crate::date_walk::{DateWalk, NextPage};
use crate::error::Error;
use crate::listed::Listed;
use crate::spans::Span;
use board::Board;

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
struct Walkers<'a, T, F> {
    client: &'a Client<T>,
    how: SideBySide,
    board: Board,
    told: std::sync::Mutex<(F, Counts)>,
}

impl<T: Transport> Client<T> {
    /// Tells every order of the store to `tell`, in no order. One that changes meanwhile is told
    /// again, later; an error of `tell` ends the list.
    pub async fn list_side_by_side<E: From<Error>>(
        &self,
        how: SideBySide,
        tell: impl FnMut(ListedOrder) -> Result<(), E>,
    ) -> Result<Counts, E> {
        let walkers = Walkers {
            client: self,
            how,
            board: Board::new(how.at_once.max(1)),
            told: std::sync::Mutex::new((tell, Counts::default())),
        };
        let walks = (0..how.at_once.max(1)).map(|_| walkers.walk_spans());
        try_join_all(walks).await?;
        walkers.walk_changes().await?;
        let told = walkers.told.into_inner();
        Ok(told.map_or_else(|broken| broken.into_inner().1, |told| told.1))
    }
}

impl<T: Transport, F, E> Walkers<'_, T, F>
where
    F: FnMut(ListedOrder) -> Result<(), E>,
    E: From<Error>,
{
    async fn walk_spans(&self) -> Result<(), E> {
        while let Some(span) = self.board.next_span().await {
            self.walk(span).await?;
        }
        Ok(())
    }

    async fn walk(&self, mut span: Span) -> Result<(), E> {
        let mut walk = DateWalk::after(span.after);
        while let Some(next) = walk.next() {
            let list = OrderList {
                by: By::Creation,
                before: span.before,
                among: self.how.among,
                fields: self.how.fields,
            };
            let listed = self.ask(list, next).await?;
            let left = left(&listed, next, self.how.page_size);
            let reached = listed.items.last().and_then(|order| order.created_gmt);
            self.tell(walk.take(listed.items, self.how.page_size))?;
            if walk.next().is_some()
                && let Some(reached) = reached
            {
                span = self.board.share(span, reached, left, self.how.page_size);
            }
        }
        Ok(())
    }

    /// What has a date of change after the beginning.
    async fn walk_changes(&self) -> Result<(), E> {
        let Some(began_at) = self.board.began_at() else {
            return Err(E::from(Error::Unreadable {
                path: "Date".to_owned(),
                problem: "the store's answers do not tell its time".to_owned(),
            }));
        };
        let list = OrderList::changes(self.how.among, self.how.fields);
        let mut walk = DateWalk::after(began_at.checked_sub(MARGIN).ok());
        while let Some(next) = walk.next() {
            let listed = self.ask(list, next).await?;
            self.tell(walk.take(listed.items, self.how.page_size))?;
        }
        Ok(())
    }

    async fn ask(&self, list: OrderList, next: NextPage) -> Result<Listed<ListedOrder>, E> {
        let listed = self.client.list(list, next, self.how.page_size).await?;
        self.board.told_time(listed.store_time);
        self.told(|(_, counts)| counts.requests += 1);
        Ok(listed)
    }

    fn tell(&self, orders: Vec<ListedOrder>) -> Result<(), E> {
        self.told(|(tell, counts)| {
            for order in orders {
                counts.orders += 1;
                tell(order)?;
            }
            Ok(())
        })
    }

    fn told<R>(&self, act: impl FnOnce(&mut (F, Counts)) -> R) -> R {
        let mut told = self
            .told
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut told)
    }
}

/// How many orders of the span come after this page, as the store counts them.
fn left(listed: &Listed<ListedOrder>, next: NextPage, page_size: usize) -> usize {
    let seen = next.offset + listed.items.len();
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
pub(crate) fn earliest(known: Option<Timestamp>, told: Option<Timestamp>) -> Option<Timestamp> {
    match (known, told) {
        (Some(known), Some(told)) => Some(known.min(told)),
        (known, told) => known.or(told),
    }
}
