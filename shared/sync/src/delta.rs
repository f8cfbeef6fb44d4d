//! The scheduled look at a store: which of its orders changed since the last look.
//!
//! A delivery can be lost, and WooCommerce sends none twice. So this, not the webhook, is what makes
//! sure that every change is seen. It queues hints, as a webhook does, and only of what was not
//! handled yet.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::{OrderId, OrderStatus};
use intake::{Hint, Resource, Source, StoreId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use transport::Transport;
use uuid::Uuid;
use woocommerce::{Among, Client, DateWalk, Fields, ListedOrder, OrderList};

use crate::ports::{Clock, DeltaRows, Hints, TableError};

mod customers;

/// How far a look goes back behind the moment of the one before. A change that was being saved at that
/// moment bears an earlier second than the one in which it could be seen.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

/// How many orders a request asks for.
const PAGE: usize = 100;

/// Where the look at a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeltaRow {
    /// The store.
    pub store: StoreId,
    /// Version of the row; 0: there is none yet.
    pub version: u64,
    /// What the row holds.
    pub state: DeltaState,
}

/// What the row of a store's look holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeltaState {
    /// Every order whose last change is at or before this second was queued or is handled. By the
    /// store's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_after: Option<Timestamp>,
    /// The same for the trash, which is another list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trash_after: Option<Timestamp>,
    /// The newest registered customer that was queued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers_after: Option<u64>,
    /// Who is looking, and until when nobody else does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// When a look last came to its end, by our clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

/// A look that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Whose.
    pub holder: Uuid,
    /// Until when.
    pub until: Timestamp,
}

impl DeltaState {
    fn after(&mut self, among: Among) -> &mut Option<Timestamp> {
        match among {
            Among::Kept => &mut self.orders_after,
            Among::Trash => &mut self.trash_after,
        }
    }
}

/// How a look ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Another one is under way.
    Busy,
    /// Everything is queued.
    Finished(Counts),
    /// The function's time is over; the next look goes on where this one stopped.
    OutOfTime(Counts),
}

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Orders and customers listed.
    pub listed: u64,
    /// Hints queued.
    pub queued: u64,
    /// Requests to the store.
    pub requests: u64,
}

/// A look stopped early. What it queued stays, and the next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum DeltaError {
    /// The table did not do as asked.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The queue did not take a hint.
    #[error("the queue did not take a hint: {0}")]
    Queue(String),
    /// The store did not answer as it should.
    #[error("the store did not answer as it should: {0}")]
    Store(#[from] woocommerce::Error),
}

/// One look at one store.
pub struct Delta<'a, T: Transport, R, Q, C> {
    /// The store.
    pub store: &'a StoreId,
    /// Its client.
    pub client: &'a Client<T>,
    /// Where the look is, and what was handled.
    pub table: &'a R,
    /// The queue of changes.
    pub queue: &'a Q,
    /// The time of day.
    pub clock: &'a C,
    /// The look's id, unique.
    pub run: Uuid,
    /// When to stop.
    pub until: Timestamp,
    /// How long after that another look may take over.
    pub grace: Duration,
    /// Where the very first look begins.
    pub begins_at: Timestamp,
}

impl<T: Transport, R: DeltaRows, Q: Hints, C: Clock> Delta<'_, T, R, Q, C> {
    /// Looks at the orders, at the trash, and at new customers.
    pub async fn run(&self) -> Result<Looked, DeltaError> {
        let mut row = self.table.delta_row(self.store).await?;
        let now = self.clock.now();
        if row
            .state
            .lease
            .as_ref()
            .is_some_and(|lease| now < lease.until)
        {
            return Ok(Looked::Busy);
        }
        let grace = SignedDuration::try_from(self.grace).unwrap_or(SignedDuration::MAX);
        row.state.lease = Some(Lease {
            holder: self.run,
            until: self.until.saturating_add(grace).unwrap_or(Timestamp::MAX),
        });
        match self.table.save_delta_row(&mut row).await {
            Err(TableError::Conflict) => return Ok(Looked::Busy),
            saved => saved?,
        }
        let mut counts = Counts::default();
        let looked = self.look(&mut row, &mut counts).await;
        row.state.lease = None;
        if matches!(looked, Ok(true)) {
            row.state.finished_at = Some(self.clock.now());
        }
        // After a failure the lease is only given back: if that fails too, it runs out.
        let saved = self.table.save_delta_row(&mut row).await;
        let finished = looked?;
        saved?;
        Ok(if finished {
            Looked::Finished(counts)
        } else {
            Looked::OutOfTime(counts)
        })
    }

    async fn look(&self, row: &mut DeltaRow, counts: &mut Counts) -> Result<bool, DeltaError> {
        for among in [Among::Kept, Among::Trash] {
            if !self.poll(row, among, counts).await? {
                return Ok(false);
            }
        }
        self.poll_customers(row, counts).await
    }

    /// Walks one list to its end; false if the time is over. The cursor moves only over what the queue
    /// has taken.
    async fn poll(
        &self,
        row: &mut DeltaRow,
        among: Among,
        counts: &mut Counts,
    ) -> Result<bool, DeltaError> {
        let begin = row.state.after(among).unwrap_or(self.begins_at);
        let list = OrderList::changes(among, Fields::Key);
        let mut walk = DateWalk::after(Some(begin));
        let mut store_time = None;
        while let Some(next) = walk.next() {
            if self.clock.now() >= self.until {
                return Ok(false);
            }
            let listed = self.client.list(list, next, PAGE).await?;
            counts.requests += 1;
            store_time = store_time.or(listed.store_time);
            let new = walk.take(listed.items, PAGE);
            counts.listed += new.len() as u64;
            counts.queued += self.queue_changes(&new).await?;
            let reached = walk.next().and_then(|next| next.after);
            if let Some(reached) = reached.filter(|reached| *reached > begin) {
                *row.state.after(among) = Some(reached);
                self.table.save_delta_row(row).await?;
            }
        }
        // Nothing is older than the first answer that is not queued now. A store that does not tell
        // its time is asked for the same again.
        let end = store_time.and_then(|at| at.checked_sub(OVERLAP).ok());
        *row.state.after(among) = Some(end.map_or(begin, |end| end.max(begin)));
        Ok(true)
    }

    async fn queue_changes(&self, orders: &[ListedOrder]) -> Result<u64, DeltaError> {
        let orders: Vec<&ListedOrder> = orders
            .iter()
            .filter(|order| !OrderStatus::from(order.status.clone()).is_draft())
            .collect();
        let ids: BTreeSet<OrderId> = orders.iter().map(|order| OrderId(order.id)).collect();
        if ids.is_empty() {
            return Ok(0);
        }
        let handled = self.table.handled(self.store, &ids).await?;
        let mut queued = 0;
        for order in orders {
            let stands = handled.get(&OrderId(order.id));
            if stands.is_some() && stands >= order.modified_gmt.as_ref() {
                continue;
            }
            let modified = order.modified_gmt.map_or(0, Timestamp::as_second);
            self.send(Resource::Order, order.id, modified).await?;
            queued += 1;
        }
        Ok(queued)
    }

    /// Queues a hint. A later state, told by `modified`, or another look is another hint.
    pub(crate) async fn send(
        &self,
        resource: Resource,
        id: u64,
        modified: i64,
    ) -> Result<(), DeltaError> {
        let run = self.run.simple();
        let hint = Hint {
            store: self.store.clone(),
            resource,
            id,
            topic: "delta".to_owned(),
            source: Source::Delta,
            run: None,
            received_at: self.clock.now(),
            trace: format!("delta-{run}"),
        };
        let deduplication_id = format!("delta-{run}-{}-{id}-{modified}", resource.name());
        let sent = self.queue.send(&hint, &deduplication_id).await;
        sent.map_err(DeltaError::Queue)
    }
}
