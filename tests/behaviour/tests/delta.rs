//! The scheduled look finds every change that no delivery told of, whatever happens meanwhile.
#![expect(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use behaviour::clock::StandingClock;
use behaviour::memory_table::{Failure, MemoryTable};
use behaviour::store_wire::{StoreWire, main_store};
use domain::OrderId;
use intake::{Hint, Resource, Source};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sim_woocommerce::{Fault, FaultKind};
use sync::delta::{Counts, Delta, DeltaError, Looked};
use sync::link::Recorded;
use sync::ports::{Clock as _, DeltaRows, Hints, Links};
use sync::{Link, Outcome};
use uuid::Uuid;

/// After everything that was recorded.
const BEGIN: &str = "2026-11-24T12:00:00Z";

struct Shop {
    wire: StoreWire,
    table: MemoryTable,
    queue: Queue,
    clock: StandingClock,
}

#[derive(Default)]
struct Queue {
    hints: Mutex<Vec<Hint>>,
    /// How many more it takes; none: all of them.
    takes: Mutex<Option<usize>>,
}

impl Hints for Queue {
    async fn send(&self, hint: &Hint, _: &str) -> Result<(), String> {
        assert_eq!(
            (hint.source, hint.store.to_string()),
            (Source::Delta, "main".to_owned())
        );
        if let Some(more) = &mut *self.takes.lock().unwrap() {
            *more = more.checked_sub(1).ok_or("throttled")?;
        }
        self.hints.lock().unwrap().push(hint.clone());
        Ok(())
    }
}

impl Queue {
    /// The orders that were hinted at.
    fn take(&self) -> BTreeSet<u64> {
        self.take_all(Resource::Order)
    }

    fn take_all(&self, resource: Resource) -> BTreeSet<u64> {
        let hints = std::mem::take(&mut *self.hints.lock().unwrap()).into_iter();
        let hints = hints.filter(|hint| hint.resource == resource);
        hints.map(|hint| hint.id).collect()
    }
}

impl Shop {
    fn new() -> Self {
        let clock = StandingClock::at(BEGIN.parse().unwrap());
        Self {
            wire: StoreWire::to_the_recorded(clock.clone()),
            table: MemoryTable::new(),
            queue: Queue::default(),
            clock,
        }
    }

    async fn look(&self) -> Result<Looked, DeltaError> {
        self.look_until(SignedDuration::from_mins(10)).await
    }

    async fn look_until(&self, left: SignedDuration) -> Result<Looked, DeltaError> {
        let (store, client) = (main_store(), self.wire.client());
        let delta = Delta {
            store: &store,
            client: &client,
            table: &self.table,
            queue: &self.queue,
            clock: &self.clock,
            run: Uuid::new_v4(),
            until: self.clock.now() + left,
            grace: Duration::from_mins(1),
            begins_at: Timestamp::UNIX_EPOCH,
        };
        delta.run().await
    }

    async fn counts(&self) -> Counts {
        match self.look().await.unwrap() {
            Looked::Finished(counts) => counts,
            other => panic!("{other:?}"),
        }
    }

    /// What the consumer does with all that is queued, as far as the look can see.
    async fn handle_all(&self) -> BTreeSet<u64> {
        let queued = self.queue.take();
        for order in &queued {
            let link = self
                .table
                .link(&main_store(), OrderId(*order))
                .await
                .unwrap();
            let new = || Link::new(main_store(), OrderId(*order), self.clock.now());
            let mut link = link.unwrap_or_else(new);
            link.modified_gmt = Some(self.clock.now());
            link.outcome = Recorded::from(&Outcome::Done);
            self.table.save_link(&mut link).await.unwrap();
        }
        queued
    }

    fn edit(&self, order: u64) {
        let change =
            json!({"order": order, "set": {"customer_note": "ring twice"}, "deliver": false});
        self.wire.control("edit", &change);
    }

    fn goes_on(&self, time: SignedDuration) {
        self.clock.pass(time.unsigned_abs());
    }

    /// Looked through and handled, an hour later.
    async fn settled() -> (Self, Vec<u64>) {
        let shop = Self::new();
        shop.look().await.unwrap();
        let orders = shop.handle_all().await;
        shop.goes_on(SignedDuration::from_hours(1));
        shop.look().await.unwrap();
        assert!(shop.queue.take().is_empty());
        (shop, orders.into_iter().collect())
    }
}

#[tokio::test]
async fn an_idle_look_is_three_requests_and_queues_nothing() {
    let (shop, orders) = Shop::settled().await;
    assert!(orders.len() > 30, "{}", orders.len());
    shop.goes_on(SignedDuration::from_hours(1));
    let counts = shop.counts().await;
    assert_eq!((counts.requests, counts.listed, counts.queued), (3, 0, 0));
}

#[tokio::test]
async fn a_day_of_lost_deliveries_is_made_up_for_by_one_look() {
    let (shop, orders) = Shop::settled().await;
    let mut changed = BTreeSet::new();
    for (hour, order) in orders.iter().enumerate().take(24) {
        shop.edit(*order);
        changed.insert(*order);
        shop.goes_on(SignedDuration::from_mins(60));
        assert!(hour < 24);
    }
    shop.look().await.unwrap();
    assert_eq!(shop.handle_all().await, changed);
    shop.goes_on(SignedDuration::from_hours(1));
    assert_eq!(shop.counts().await.queued, 0);
}

#[tokio::test]
async fn what_a_delivery_told_of_already_is_not_queued_again() {
    let (shop, orders) = Shop::settled().await;
    shop.edit(orders[0]);
    shop.queue.hints.lock().unwrap().clear();
    let mut link = shop
        .table
        .link(&main_store(), OrderId(orders[0]))
        .await
        .unwrap()
        .unwrap();
    link.modified_gmt = Some(shop.clock.now());
    shop.table.save_link(&mut link).await.unwrap();
    let counts = shop.counts().await;
    assert_eq!((counts.listed, counts.queued), (1, 0));
}

#[tokio::test]
async fn an_order_that_went_to_the_trash_is_found() {
    let (shop, orders) = Shop::settled().await;
    let change = json!({"order": orders[3], "set": {"status": "trash"}, "deliver": false});
    shop.wire.control("edit", &change);
    shop.look().await.unwrap();
    assert_eq!(shop.queue.take(), BTreeSet::from([orders[3]]));
}

#[tokio::test]
async fn the_sites_time_zone_loses_nothing_at_the_change_of_the_clocks_either() {
    for zone in ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"] {
        // An hour before the clocks go forward and back, in Berlin and in New York.
        for change in [
            "2027-03-14T06:00:00Z",
            "2027-03-28T00:00:00Z",
            "2027-10-31T00:00:00Z",
            "2027-11-07T05:00:00Z",
        ] {
            let (shop, orders) = Shop::settled().await;
            shop.wire
                .store()
                .set_time_zone(TimeZone::get(zone).unwrap());
            let until: Timestamp = change.parse().unwrap();
            shop.goes_on(until.duration_since(shop.clock.now()));
            shop.look().await.unwrap();
            let (mut changed, mut found) = (BTreeSet::new(), BTreeSet::new());
            for order in orders.iter().take(18) {
                shop.edit(*order);
                changed.insert(*order);
                shop.goes_on(SignedDuration::from_mins(10));
                shop.look().await.unwrap();
                found.append(&mut shop.handle_all().await);
            }
            assert_eq!(found, changed, "{zone} {change}");
        }
    }
}

#[tokio::test]
async fn a_look_that_dies_at_any_call_is_made_good_by_the_next() {
    let failures = [
        Failure::Unavailable,
        Failure::AnswerLost,
        Failure::Conflict,
        Failure::HangsBefore,
        Failure::HangsAfter,
    ];
    for failure in failures {
        for call in 1.. {
            let (shop, orders) = Shop::settled().await;
            for order in &orders {
                shop.edit(*order);
            }
            let before = shop.table.calls();
            shop.table.fail(call, failure);
            let moment = Duration::from_millis(20);
            let cut = tokio::time::timeout(moment, shop.look()).await;
            if before + call > shop.table.calls() {
                assert!(matches!(cut, Ok(Ok(Looked::Finished(_)))));
                break;
            }
            // Its lease has run out.
            shop.goes_on(SignedDuration::from_mins(30));
            shop.look().await.unwrap();
            let queued: Vec<u64> = shop.queue.take().into_iter().collect();
            assert_eq!(queued, orders, "{failure:?} at call {call}");
        }
    }
}

#[tokio::test]
async fn a_store_that_fails_leaves_the_cursor_where_it_was() {
    let (shop, orders) = Shop::settled().await;
    shop.edit(orders[0]);
    let before = shop.table.delta_row(&main_store()).await.unwrap().state;
    shop.wire.store().fail(Fault {
        kind: FaultKind::RefuseKey,
        path_prefix: None,
        times: Some(1),
        delay_ms: 0,
    });
    assert!(matches!(shop.look().await, Err(DeltaError::Store(_))));
    let after = shop.table.delta_row(&main_store()).await.unwrap().state;
    assert_eq!(after, before, "and the lease is given back");
    shop.look().await.unwrap();
    assert_eq!(shop.queue.take(), BTreeSet::from([orders[0]]));
}

#[tokio::test]
async fn what_the_queue_does_not_take_is_queued_by_the_next_look() {
    for taken in 0.. {
        let (shop, orders) = Shop::settled().await;
        for order in &orders {
            shop.edit(*order);
        }
        *shop.queue.takes.lock().unwrap() = Some(taken);
        let looked = shop.look().await;
        if taken == orders.len() {
            assert!(matches!(looked, Ok(Looked::Finished(_))), "{looked:?}");
            break;
        }
        assert!(matches!(looked, Err(DeltaError::Queue(_))), "{looked:?}");
        *shop.queue.takes.lock().unwrap() = None;
        shop.look().await.unwrap();
        let queued: Vec<u64> = shop.queue.take().into_iter().collect();
        assert_eq!(queued, orders, "{taken} were taken");
    }
}

#[tokio::test]
async fn two_looks_at_one_store_never_overlap() {
    let (shop, orders) = Shop::settled().await;
    shop.edit(orders[0]);
    let mut row = shop.table.delta_row(&main_store()).await.unwrap();
    row.state.lease = Some(sync::delta::Lease {
        holder: Uuid::new_v4(),
        until: shop.clock.now() + SignedDuration::from_mins(5),
    });
    shop.table.save_delta_row(&mut row).await.unwrap();
    assert_eq!(shop.look().await.unwrap(), Looked::Busy);
    assert!(shop.queue.take().is_empty());
    shop.goes_on(SignedDuration::from_mins(5));
    assert!(matches!(shop.look().await.unwrap(), Looked::Finished(_)));
    assert_eq!(shop.queue.take(), BTreeSet::from([orders[0]]));
}

#[tokio::test]
async fn a_look_without_time_left_goes_on_next_time() {
    let (shop, orders) = Shop::settled().await;
    shop.edit(orders[0]);
    let looked = shop.look_until(SignedDuration::ZERO).await.unwrap();
    assert_eq!(looked, Looked::OutOfTime(Counts::default()));
    shop.look().await.unwrap();
    assert_eq!(shop.queue.take(), BTreeSet::from([orders[0]]));
}

#[tokio::test]
async fn customers_who_registered_since_are_queued_once() {
    let (shop, _) = Shop::settled().await;
    // More than a page, so that the list moves while it is walked.
    for number in 0..230 {
        let customer =
            json!({"create": {"email": format!("new{number}@example.com")}, "deliver": false});
        shop.wire.control("customer", &customer);
    }
    shop.look().await.unwrap();
    assert_eq!(shop.queue.take_all(Resource::Customer).len(), 230);
    shop.look().await.unwrap();
    assert!(shop.queue.take_all(Resource::Customer).is_empty());
}
