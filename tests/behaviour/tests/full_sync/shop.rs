//! A shop, a queue and a stand-in for the consumers, which counts all that it gets.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use behaviour::clock::StandingClock;
use behaviour::memory_table::MemoryTable;
use behaviour::store_wire::{StoreWire, main_store};
use domain::OrderId;
use intake::{Hint, Resource};
use jiff::{SignedDuration, Timestamp};
use perfex::DocumentKind;
use serde_json::json;
use sync::full_sync::{
    Asked, Compare, Ended, Item, Kind, Progress, Refused, Run, RunId, Step, Worked, Worker, show,
    start,
};
use sync::link::Recorded;
use sync::outcome::RetryReason;
use sync::ports::{Breakers, Clock as _, Customers, Links, Runs};
use sync::verify::{ListedReport, Report, VerifyError};
use sync::{Breaker, CustomerLink, Link, Outcome, Seen};
use tokio::time::timeout;
use uuid::Uuid;
use woocommerce::ListedOrder;

use crate::queue::Queue;
use crate::wire::{Wire, kept};

/// After everything that was recorded.
const BEGIN: &str = "2026-11-24T12:00:00Z";

/// A comparison that finds as many orders as it is shown.
struct Agrees;

impl Compare for Agrees {
    async fn compare(&self, orders: Vec<ListedOrder>) -> Result<Report, VerifyError> {
        assert!(orders.iter().all(|order| order.json.contains("line_items")));
        Ok(Report {
            orders: orders.len() as u64,
            ..Report::default()
        })
    }

    async fn listed_by_perfex(
        &self,
        kind: DocumentKind,
        page: usize,
    ) -> Result<ListedReport, VerifyError> {
        Ok(ListedReport {
            report: Report {
                gone: 1,
                ..Report::default()
            },
            is_last: kind != DocumentKind::Invoice || page == 3,
        })
    }
}

pub(crate) struct Shop {
    pub(crate) wire: Wire,
    pub(crate) table: MemoryTable,
    pub(crate) queue: Queue,
    pub(crate) clock: StandingClock,
}

impl Shop {
    /// The recorded shop and so many orders more: half of them of one second, the others a minute
    /// apart.
    pub(crate) fn with_orders(orders: u64) -> Self {
        let clock = StandingClock::at(BEGIN.parse().unwrap());
        let wire = StoreWire::to_the_recorded(clock.clone());
        for order in 0..orders {
            if order >= orders / 2 {
                clock.pass(Duration::from_mins(1));
            }
            // The last one is made in the very second in which a run begins.
            wire.control("create", &json!({"like": 183, "set": {}, "deliver": false}));
        }
        Self {
            wire: Wire::to(wire, clock.clone()),
            table: MemoryTable::new(),
            queue: Queue::default(),
            clock,
        }
    }

    pub(crate) fn made_orders(&self) -> Vec<(u64, Timestamp)> {
        let mut orders = kept(&self.wire);
        orders.sort_by_key(|(id, made)| (*made, *id));
        orders
    }

    pub(crate) fn listed_orders(&self) -> BTreeSet<u64> {
        kept(&self.wire).into_iter().map(|(id, _)| id).collect()
    }

    pub(crate) fn some_customer(&self) -> u64 {
        let customers = self.wire.shown("customers");
        let customers = customers.as_array().unwrap();
        let buyer = customers
            .iter()
            .find(|customer| customer["role"] == "customer");
        buyer.unwrap()["id"].as_u64().unwrap()
    }

    pub(crate) async fn start(&self, asked: Asked) -> Result<Run, Refused> {
        self.start_as(Kind::Full, asked).await
    }

    pub(crate) async fn start_as(&self, kind: Kind, asked: Asked) -> Result<Run, Refused> {
        start(&self.table, &main_store(), kind, asked, &self.clock).await
    }

    /// The run that is under way goes on in small pages.
    pub(crate) async fn small_pages(&self) {
        let mut row = self.table.active_run(&main_store()).await.unwrap();
        row.run.as_mut().unwrap().page_size = 25;
        self.table.save_active_run(&mut row).await.unwrap();
    }

    /// One invocation; none if it hangs until it is killed.
    pub(crate) async fn work(&self) -> Option<Worked> {
        let connection = woocommerce::Connection {
            base: "https://shop.example.test".parse().unwrap(),
            consumer_key: "ck_1".to_owned(),
            consumer_secret: "cs_1".to_owned().into(),
        };
        let client = woocommerce::Client::new(self.wire.clone(), connection).unwrap();
        let store = main_store();
        let worker = Worker {
            store: &store,
            client: &client,
            table: &self.table,
            queue: &self.queue,
            verifier: &Agrees,
            clock: &self.clock,
            holder: Uuid::new_v4(),
            until: self.clock.now() + SignedDuration::from_mins(14),
            grace: Duration::from_mins(1),
            concurrency: 2,
            vat_meta_keys: &[],
        };
        let ended = timeout(Duration::from_mins(15), worker.work()).await.ok()?;
        Some(ended.unwrap())
    }

    /// Invocations, and between them consumers and time, until the run has ended. Whoever hangs is
    /// killed, and the next one comes.
    pub(crate) async fn run_to_its_end(&self) -> Run {
        let store = main_store();
        let active = self
            .own(async || self.table.active_run(&store).await.ok())
            .await;
        let id = active.run.unwrap().id;
        for _ in 0..100 {
            if self.work().await.is_none() {
                self.clock.pass(Duration::from_mins(16));
            }
            self.own(async || {
                self.consume().await;
                Some(())
            })
            .await;
            let past = self.own(async || self.table.past_run(&store, &id).await.ok());
            if let Some(run) = past.await {
                let active = self
                    .own(async || self.table.active_run(&store).await.ok())
                    .await;
                assert!(active.run.is_none_or(|run| run.ended.is_some()));
                return run;
            }
            self.clock.pass(Duration::from_mins(1));
        }
        panic!("the run does not end");
    }

    /// A call that is made again if it hangs or fails.
    async fn own<V>(&self, call: impl AsyncFn() -> Option<V>) -> V {
        loop {
            if let Ok(Some(value)) = timeout(Duration::from_mins(1), call()).await {
                return value;
            }
        }
    }

    /// What consumers do with what was sent: each is done, and counted; one of them twice.
    async fn consume(&self) {
        let made: BTreeMap<u64, Timestamp> = kept(&self.wire).into_iter().collect();
        let (hints, sent) = self.queue.new_hints();
        for hint in &hints {
            self.handled(hint, &made).await;
            let (run, item) = Item::of(hint).unwrap();
            let counted = [(item, Ended::Done)];
            self.table.count(&hint.store, &run, &counted).await.unwrap();
        }
        self.queue.take(sent);
    }

    async fn handled(&self, hint: &Hint, made: &BTreeMap<u64, Timestamp>) {
        let now = self.clock.now();
        match hint.resource {
            Resource::Order => {
                let order = OrderId(hint.id);
                let link = self.table.link(&hint.store, order).await.unwrap();
                let mut link = link.unwrap_or_else(|| Link::new(hint.store.clone(), order, now));
                link.outcome = Recorded::from(&Outcome::Done);
                if let Some(made) = made.get(&hint.id) {
                    link.seen = Some(Seen {
                        number: hint.id.to_string(),
                        created_gmt: Some(*made),
                        currency: "EUR".to_owned(),
                        total: 1.into(),
                        buyer: None,
                    });
                }
                self.table.save_link(&mut link).await.unwrap();
            }
            Resource::Customer => {
                let client = self.wire.client();
                let read = client.customer(hint.id).await.unwrap();
                let woocommerce::CustomerRead::Found(customer) = read else {
                    panic!("customer {} is gone", hint.id);
                };
                let link = self.table.customer(&hint.store, hint.id).await.unwrap();
                let new = || CustomerLink::new(hint.store.clone(), hint.id, now);
                let mut link = link.unwrap_or_else(new);
                link.client = Some(7);
                link.card = sync::translate::card(&customer, &[]).digest();
                link.outcome = Recorded::from(&Outcome::Done);
                self.table.save_customer(&mut link).await.unwrap();
            }
        }
    }

    pub(crate) async fn progress(&self, run: &RunId) -> Progress {
        let shown = show(&self.table, &main_store(), run, self.clock.now()).await;
        shown.unwrap().1
    }

    /// By step: listed, queued, passed over, and counted.
    pub(crate) async fn figures(&self, run: &RunId) -> Vec<(Step, u64, u64, u64, u64)> {
        let progress = self.progress(run).await;
        let figures = progress.steps.iter().map(|step| {
            let sum = step.outcomes.sum();
            (step.step, step.listed, step.queued, step.passed_over, sum)
        });
        figures.collect()
    }

    pub(crate) async fn open(&self, breaker: &mut Breaker) {
        let hour = Duration::from_hours(1);
        breaker.failed(10, RetryReason::CrmUnavailable, hour, self.clock.now());
        self.table.save_breaker(breaker).await.unwrap();
    }

    pub(crate) async fn close(&self, breaker: &mut Breaker) {
        breaker.answered();
        self.table.save_breaker(breaker).await.unwrap();
    }
}
