//! The CRM is down for a day while orders come in: nothing is lost, doubled or given up, nobody
//! hammers, and the work goes on within a minute of its return.
#![expect(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use behaviour::clock::StandingClock;
use behaviour::memory_table::MemoryTable;
use behaviour::store_wire::{StoreWire, main_store};
use behaviour::world::settings;
use consumer::{Consumer, Event, Parts};
use domain::ParkReason;
use intake::{Hint, Resource, Source};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sim_crm::{Crm, Flavour, Setup};
use simulation::{CrmWire, FifoQueue, Keys, Simulated, SimulatedClock, Wire};
use sync::Settings;
use sync::breaker::Side;
use sync::ports::{Breakers as _, Clock as _, Hints as _, WaitingRoom as _};

/// How many orders come in while the CRM is down. `OUTAGE_ORDERS` replaces it.
const ORDERS: u64 = 200;

const DAY: u64 = 24 * 60 * 60;

/// How often the queue is asked, and how far time goes on with it.
const STEP: u64 = 5;

const VISIBILITY: SignedDuration = SignedDuration::from_secs(720);

struct Pipeline {
    clock: SimulatedClock,
    store_clock: StandingClock,
    store: StoreWire,
    crm: Arc<Mutex<Crm>>,
    crm_wire: CrmWire,
    table: MemoryTable,
    queue: FifoQueue,
    consumer: Consumer<Simulated>,
}

impl Pipeline {
    fn new() -> Self {
        let begin: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
        let clock = SimulatedClock::at(begin);
        let store_clock = StandingClock::at(begin);
        let store = StoreWire::to_the_recorded(store_clock.clone());
        let setup = Setup {
            token: "sim-token".to_owned(),
            ..Setup::default()
        };
        let crm = Arc::new(Mutex::new(Crm::new(Flavour::Themesic3, setup)));
        let crm_wire = CrmWire::new(Arc::clone(&crm), clock);
        let settings = Settings::from_value(settings("themesic-3")).unwrap();
        let table = MemoryTable::with_settings(settings);
        let queue = FifoQueue::new(clock);
        let keys = json!({"main": {"consumer_key": "ck_1", "consumer_secret": "cs_1"}});
        let consumer = Consumer::new(Parts {
            table: table.clone(),
            queue: queue.clone(),
            clock,
            store_wire: Wire::Store(store.clone()),
            crm_wire: Wire::Crm(crm_wire.clone()),
            keys: Keys(keys.to_string()),
            token: Keys(json!({"token": "sim-token"}).to_string()),
            call_timeout: Duration::from_secs(20),
            seeds: 1.into(),
        });
        Self {
            clock,
            store_clock,
            store,
            crm,
            crm_wire,
            table,
            queue,
            consumer,
        }
    }

    /// A new order and its delivery.
    async fn order_comes_in(&self, number: u64) {
        let email = format!("buyer-{}@example.test", number % 20);
        let mut billing = behaviour::world::recorded("013-order.updated")["billing"].take();
        billing["email"] = json!(email);
        let set = json!({"status": "on-hold", "billing": billing});
        self.store
            .control("create", &json!({"like": 183, "set": set}));
        let id = self.newest_order();
        let hint = Hint {
            store: main_store(),
            resource: Resource::Order,
            id,
            topic: "order.updated".to_owned(),
            source: Source::Webhook,
            run: None,
            received_at: self.clock.now(),
            trace: format!("request-{number}"),
        };
        self.queue.send(&hint, &hint.trace).await.unwrap();
    }

    fn newest_order(&self) -> u64 {
        let orders = self.store.shown("orders");
        let ids = orders.as_array().unwrap().iter();
        ids.filter_map(|order| order["id"].as_u64()).max().unwrap()
    }

    /// Time goes on by a step, the minute's schedule fires if it is over, and what is visible is
    /// handled.
    async fn step(&self) {
        let step = Duration::from_secs(STEP);
        tokio::time::advance(step).await;
        self.store_clock.pass(step);
        if self.clock.now().as_second() % 60 < i64::try_from(STEP).unwrap() {
            self.invoke(json!({"tick": "minute"})).await;
        }
        if self.clock.now().as_second() % 600 < i64::try_from(STEP).unwrap() {
            self.invoke(json!({"tick": "permissions"})).await;
        }
        let received = self.queue.receive(VISIBILITY);
        if received.is_empty() {
            return;
        }
        let records: Vec<Value> = received.iter().map(|one| one.record.clone()).collect();
        let failed = self.invoke(json!({"Records": records})).await;
        for one in received {
            if !failed.contains(&one.id) {
                self.queue.delete(&one.receipt);
            }
        }
    }

    async fn go_on(&self, time: SignedDuration) {
        let end = self.clock.now() + time;
        while self.clock.now() < end {
            self.step().await;
        }
    }

    fn parked(&self) -> Vec<ParkReason> {
        let links = self.table.links().into_iter();
        let parked = links.filter_map(|link| link.outcome.parked);
        parked.map(|parked| parked.reason).collect()
    }

    async fn invoke(&self, event: Value) -> BTreeSet<String> {
        let event: Event = serde_json::from_value(event).unwrap();
        let deadline = self.clock.now() + SignedDuration::from_mins(2);
        let deadline = u64::try_from(deadline.as_millisecond()).unwrap();
        let answer = self.consumer.handle(event, deadline).await;
        let failed = answer.batch_item_failures.into_iter();
        failed.map(|failure| failure.item_identifier).collect()
    }

    fn estimates(&self) -> Vec<Value> {
        let office = self.crm.lock().unwrap().state();
        office["estimates"].as_array().unwrap().clone()
    }

    async fn waiting(&self) -> usize {
        self.table
            .oldest(&Side::Crm, usize::MAX)
            .await
            .unwrap()
            .len()
    }
}

#[tokio::test(start_paused = true)]
async fn a_day_without_the_crm_costs_a_probe_a_minute_and_no_order() {
    let asked = std::env::var("OUTAGE_ORDERS").ok();
    let orders = asked.map_or(ORDERS, |asked| asked.parse().unwrap());
    let pipeline = Pipeline::new();
    pipeline.crm_wire.cut(true);
    let mut came = 0;
    for step in 0..DAY / STEP {
        if step * STEP * orders >= came * DAY && came < orders {
            pipeline.order_comes_in(came).await;
            came += 1;
        }
        pipeline.step().await;
    }
    assert_eq!(came, orders);
    assert!(pipeline.estimates().is_empty());
    assert!(pipeline.table.breaker(&Side::Crm).await.unwrap().is_open());
    assert!(pipeline.waiting().await > 0, "nothing waits in the table");
    knocks_once_a_minute(&pipeline.crm_wire.calls());

    pipeline.crm_wire.cut(false);
    let back = pipeline.clock.now();
    while pipeline.estimates().is_empty() {
        pipeline.step().await;
    }
    let resumed = pipeline.clock.now().duration_since(back);
    assert!(resumed <= SignedDuration::from_secs(65), "{resumed:#}");
    while pipeline.waiting().await > 0 || !pipeline.queue.is_empty() {
        pipeline.step().await;
        let late = pipeline.clock.now().duration_since(back);
        assert!(late < SignedDuration::from_hours(4), "it does not end");
    }

    assert_eq!(pipeline.queue.buried(), [], "poison");
    assert_eq!(pipeline.queue.expired(), 0);
    assert_eq!(pipeline.parked(), []);
    each_order_stands_once(&pipeline, orders);
}

/// 3.x answers a request whose key it knows with what it answered before, a refusal too.
#[tokio::test(start_paused = true)]
async fn what_the_token_may_not_write_is_written_within_minutes_once_it_may() {
    for denied in ["customers.post", "contacts.post", "estimates.post"] {
        let pipeline = Pipeline::new();
        let allowed = pipeline.crm.lock().unwrap().setup().clone();
        let mut forbidding = allowed.clone();
        forbidding.denied = vec![denied.to_owned()];
        pipeline.crm.lock().unwrap().set_up(forbidding);
        for number in 0..30 {
            pipeline.order_comes_in(number).await;
        }
        pipeline.go_on(SignedDuration::from_hours(1)).await;
        let reasons = [ParkReason::NotPermitted; 30];
        assert_eq!(pipeline.parked(), reasons, "{denied}");
        let before = pipeline.crm_wire.calls().len();
        pipeline.go_on(SignedDuration::from_hours(1)).await;
        let tried = pipeline.crm_wire.calls().len() - before;
        assert!((6..=60).contains(&tried), "{denied}: {tried} calls an hour");

        pipeline.crm.lock().unwrap().set_up(allowed);
        pipeline.go_on(SignedDuration::from_mins(11)).await;
        assert_eq!(pipeline.parked(), [], "{denied}");
        each_order_stands_once(&pipeline, 30);
    }
}

/// Until the breaker opens a few calls go out, side by side; after that one a minute at most.
fn knocks_once_a_minute(calls: &[Timestamp]) {
    let mut by_minute: BTreeMap<i64, usize> = BTreeMap::new();
    for call in calls {
        *by_minute.entry(call.as_second() / 60).or_default() += 1;
    }
    let busy = by_minute.values().filter(|count| **count > 1).count();
    let most = by_minute.values().max();
    assert!(
        busy <= 60,
        "{busy} minutes with more than one call, {most:?} at most"
    );
    let last_day_half: Vec<&usize> = by_minute.values().rev().take(12 * 60).collect();
    assert!(last_day_half.iter().all(|count| **count <= 1), "it hammers");
}

fn each_order_stands_once(pipeline: &Pipeline, orders: u64) {
    let estimates = pipeline.estimates();
    let shown = pipeline.store.shown("orders");
    let shown = shown.as_array().unwrap();
    let mut stood = 0;
    for link in pipeline.table.links() {
        // Written out, so that a change of the marker is noticed here.
        let marker = format!("wcs1-o{:010}-e", link.order);
        let order = shown
            .iter()
            .find(|order| order["id"] == link.order)
            .unwrap();
        let mine: Vec<&Value> = estimates
            .iter()
            .filter(|estimate| {
                estimate["adminnote"]
                    .as_str()
                    .unwrap_or_default()
                    .contains(&marker)
            })
            .collect();
        assert_eq!(mine.len(), 1, "{marker} in {:?}", estimates.first());
        assert_eq!(mine[0]["total"], order["total"], "{marker}");
        stood += 1;
    }
    assert_eq!(stood, orders);
    assert_eq!(estimates.len() as u64, orders);
}
