//! The consumer's own handler between a queue, a table, a store and a CRM, in simulated time.
#![expect(clippy::unwrap_used)]

mod night;
mod outage;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use behaviour::clock::StandingClock;
use behaviour::memory_table::MemoryTable;
use behaviour::store_wire::{StoreWire, main_store};
use behaviour::world::settings;
use bytes::Bytes;
use consumer::{Consumer, Event, Parts};
use domain::ParkReason;
use http::Request;
use intake::{Hint, Resource, Source};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sim_crm::{Crm, Fault, FaultKind, Flavour, Setup};
use simulation::{CrmWire, FifoQueue, Keys, Simulated, SimulatedClock, Wire};
use sync::Settings;
use sync::breaker::Side;
use sync::ports::{Clock as _, Hints as _, WaitingRoom as _};

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
    fn new(flavour: Flavour) -> Self {
        let begin: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
        let clock = SimulatedClock::at(begin);
        let store_clock = StandingClock::at(begin);
        let store = StoreWire::to_the_recorded(store_clock.clone());
        let setup = Setup {
            token: "sim-token".to_owned(),
            ..Setup::default()
        };
        let crm = Arc::new(Mutex::new(Crm::new(flavour, setup)));
        let crm_wire = CrmWire::new(Arc::clone(&crm), clock);
        let settings = Settings::from_value(settings(flavour.name())).unwrap();
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
    async fn order_comes_in(&self, number: u64) -> u64 {
        let email = format!("buyer-{}@example.test", number % 20);
        let mut billing = behaviour::world::recorded("013-order.updated")["billing"].take();
        billing["email"] = json!(email);
        let set = json!({"status": "on-hold", "billing": billing});
        self.store
            .control("create", &json!({"like": 183, "set": set}));
        let id = self.newest_order();
        self.tell(id, Source::Webhook, &format!("request-{number}"))
            .await;
        id
    }

    /// A hint about an order.
    async fn tell(&self, id: u64, source: Source, trace: &str) {
        let hint = Hint {
            store: main_store(),
            resource: Resource::Order,
            id,
            topic: "order.updated".to_owned(),
            source,
            run: None,
            received_at: self.clock.now(),
            trace: trace.to_owned(),
        };
        self.queue.send(&hint, trace).await.unwrap();
    }

    /// From now on this goes wrong at the CRM with every call.
    fn fail(&self, kind: FaultKind) {
        self.crm.lock().unwrap().fail(Fault::new(kind));
    }

    /// Nothing goes wrong any more.
    fn mend(&self) {
        let request = Request::delete("/_sim/faults").body(Bytes::new()).unwrap();
        let _ = self.crm.lock().unwrap().handle(&request, self.clock.now());
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
