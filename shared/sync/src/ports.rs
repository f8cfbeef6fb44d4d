//! What the use-cases need from the outside.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use domain::{OrderId, ParkReason};
use intake::{Hint, Resource, StoreId};
use jiff::Timestamp;
use woocommerce::Span;

use crate::breaker::{Breaker, Side};
use crate::claim::Claim;
use crate::customer_link::CustomerLink;
use crate::delta::DeltaRow;
use crate::full_sync::{ActiveRow, Ended, Item, Run, RunId, Tally};
use crate::link::Link;
use crate::pulse::Heard;
use crate::settings::Settings;
use crate::waiting::Waiting;

/// The table did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Someone else wrote the row since it was read: nothing was changed.
    #[error("the row was changed by another writer")]
    Conflict,
    /// The table could not be reached, or throttled the request. A write may or may not have happened.
    #[error("the table is not available: {0}")]
    Unavailable(String),
    /// A row holds something that this version cannot read.
    #[error("a row is not readable: {0}")]
    Unreadable(String),
}

/// Links of orders to their documents. Every write is conditional on the version that was read.
pub trait Links: Send + Sync {
    /// The link of an order, read consistently.
    fn link(
        &self,
        store: &StoreId,
        order: OrderId,
    ) -> impl Future<Output = Result<Option<Link>, TableError>> + Send;

    /// Writes the link if its row still has `link.version` (0: if there is no row yet), and tells
    /// the link that it [stands](Link::stands) with the new one. What the link has to
    /// [book](Link::booking) is added to the ledger in the same transaction: both or neither.
    fn save_link(&self, link: &mut Link) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// Links of registered customers to their clients. Every write is conditional, as with [`Links`].
pub trait Customers: Send + Sync {
    /// The link of a customer, read consistently.
    fn customer(
        &self,
        store: &StoreId,
        customer: u64,
    ) -> impl Future<Output = Result<Option<CustomerLink>, TableError>> + Send;

    /// Writes the link if its row still has `link.version`, and sets the new one.
    fn save_customer(
        &self,
        link: &mut CustomerLink,
    ) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// All that reconciling needs of the table.
pub trait Rows: Links + Claims + Customers {}

impl<R: Links + Claims + Customers> Rows for R {}

/// Claims of clients. Every write is conditional, as with [`Links`].
pub trait Claims: Send + Sync {
    /// The claim of a client key, read consistently.
    fn claim(
        &self,
        client_key: &str,
    ) -> impl Future<Output = Result<Option<Claim>, TableError>> + Send;

    /// Writes the claim if its row still has `claim.version`, and sets the new one.
    fn save_claim(&self, claim: &mut Claim) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// Breakers of the stores and the CRM.
pub trait Breakers: Send + Sync {
    /// The breaker of a side; a closed one if nothing is known.
    fn breaker(&self, side: &Side) -> impl Future<Output = Result<Breaker, TableError>> + Send;

    /// Writes the breaker if its row still has `breaker.version`, and sets the new one.
    fn save_breaker(
        &self,
        breaker: &mut Breaker,
    ) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// Hints that wait for a side to come back.
pub trait WaitingRoom: Send + Sync {
    /// Keeps a hint. One that waits already is kept once, with the later `since`.
    fn keep(&self, waiting: &Waiting) -> impl Future<Output = Result<(), TableError>> + Send;

    /// At most `limit` of those that wait for a side, the longest noticed first.
    fn oldest(
        &self,
        side: &Side,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Waiting>, TableError>> + Send;

    /// Forgets one that went back to the queue, unless it was kept again since.
    fn forget(&self, waiting: &Waiting) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// Where the scheduled look at a store is.
pub trait DeltaRows: Send + Sync {
    /// The row of a store; a new one if it was never looked at.
    fn delta_row(
        &self,
        store: &StoreId,
    ) -> impl Future<Output = Result<DeltaRow, TableError>> + Send;

    /// Writes the row if it still has `row.version`, and sets the new one.
    fn save_delta_row(
        &self,
        row: &mut DeltaRow,
    ) -> impl Future<Output = Result<(), TableError>> + Send;

    /// Which state of each of these orders was handled, by the date of its last change. One that was
    /// not handled, or not to its end, is missing.
    fn handled(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> impl Future<Output = Result<BTreeMap<OrderId, Timestamp>, TableError>> + Send;
}

/// When the stores were last heard of.
pub trait Pulses: Send + Sync {
    /// Notes a delivery that was handled. The later note stands.
    fn note_heard(
        &self,
        store: &StoreId,
        heard: Heard,
    ) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// The queue of hints.
pub trait Hints: Send + Sync {
    /// Puts a hint on the queue, or says in one line why not. Within five minutes a second one of
    /// the same deduplication id is dropped.
    fn send(
        &self,
        hint: &Hint,
        deduplication_id: &str,
    ) -> impl Future<Output = Result<(), String>> + Send;

    /// Puts many on the queue. If it says why not, some of them may be there.
    fn send_all(
        &self,
        hints: &[(Hint, String)],
    ) -> impl Future<Output = Result<(), String>> + Send {
        async move {
            for (hint, deduplication_id) in hints {
                self.send(hint, deduplication_id).await?;
            }
            Ok(())
        }
    }
}

/// Runs of a full sync.
pub trait Runs: Breakers {
    /// The row of the run that is under way in a store.
    fn active_run(
        &self,
        store: &StoreId,
    ) -> impl Future<Output = Result<ActiveRow, TableError>> + Send;

    /// Writes the row if it still has `row.version`, and sets the new one.
    fn save_active_run(
        &self,
        row: &mut ActiveRow,
    ) -> impl Future<Output = Result<(), TableError>> + Send;

    /// Keeps a run that ended.
    fn keep_run(
        &self,
        store: &StoreId,
        run: &Run,
    ) -> impl Future<Output = Result<(), TableError>> + Send;

    /// A run that was kept.
    fn past_run(
        &self,
        store: &StoreId,
        id: &RunId,
    ) -> impl Future<Output = Result<Option<Run>, TableError>> + Send;

    /// At most `limit` of those that were kept, the newest first.
    fn past_runs(
        &self,
        store: &StoreId,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Run>, TableError>> + Send;

    /// What became of what a run sent.
    fn tally(
        &self,
        store: &StoreId,
        run: &RunId,
    ) -> impl Future<Output = Result<Tally, TableError>> + Send;

    /// Adds these items of a run to its tally, each unless it was added before.
    fn count(
        &self,
        store: &StoreId,
        run: &RunId,
        items: &[(Item, Ended)],
    ) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// What is known of many orders and customers at once.
pub trait Known: Send + Sync {
    /// Orders that have a link and were made in this span, as far as was known when it was written.
    fn made_in(
        &self,
        store: &StoreId,
        span: Span,
    ) -> impl Future<Output = Result<BTreeSet<OrderId>, TableError>> + Send;

    /// The refunds of these orders that have a credit note.
    fn credited(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> impl Future<Output = Result<BTreeMap<OrderId, BTreeSet<u64>>, TableError>> + Send;

    /// The links of these customers; those that have none, or none that can be read, are missing.
    fn customer_links(
        &self,
        store: &StoreId,
        customers: &BTreeSet<u64>,
    ) -> impl Future<Output = Result<BTreeMap<u64, CustomerLink>, TableError>> + Send;
}

/// What is parked and waits for a person.
pub trait ParkedRows: Send + Sync {
    /// At most `limit` of a store's orders and customers that are parked for this reason.
    fn parked_for(
        &self,
        store: &StoreId,
        reason: ParkReason,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<(Resource, u64)>, TableError>> + Send;
}

/// The shop's settings.
pub trait SettingsSource: Send + Sync {
    /// The newest settings; `None` if none were pushed yet.
    fn settings(&self) -> impl Future<Output = Result<Option<Settings>, TableError>> + Send;
}

/// The time of day.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
