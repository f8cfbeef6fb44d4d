//! The store at the other end of a wire with weather, and a shop that goes on meanwhile.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use behaviour::clock::StandingClock;
use behaviour::memory_table::MemoryTable;
use behaviour::store_wire::{StoreWire, main_store};
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use sync::full_sync::{RunId, cancel};
use sync::ports::Clock as _;
use transport::{Transport, TransportError};

#[derive(Default)]
struct Weather {
    requests: u64,
    hangs_at: Option<u64>,
    cancels_at: Option<(u64, MemoryTable, RunId)>,
    times_out_above: Option<u64>,
    churn: Option<(u64, u64)>,
}

/// The wire to the store, with weather.
#[derive(Clone)]
pub(crate) struct Wire {
    store: StoreWire,
    clock: StandingClock,
    weather: Arc<Mutex<Weather>>,
}

impl std::ops::Deref for Wire {
    type Target = StoreWire;

    fn deref(&self) -> &StoreWire {
        &self.store
    }
}

impl Wire {
    pub(crate) fn to(store: StoreWire, clock: StandingClock) -> Self {
        let weather = Arc::default();
        Self {
            store,
            clock,
            weather,
        }
    }

    pub(crate) fn requests(&self) -> u64 {
        self.weather.lock().unwrap().requests
    }

    pub(crate) fn hang_at(&self, request: u64) {
        let mut weather = self.weather.lock().unwrap();
        weather.hangs_at = Some(weather.requests + request);
    }

    pub(crate) fn cancel_at(&self, request: u64, table: MemoryTable, run: RunId) {
        let mut weather = self.weather.lock().unwrap();
        weather.cancels_at = Some((weather.requests + request, table, run));
    }

    pub(crate) fn time_out_above(&self, page_size: u64) {
        self.weather.lock().unwrap().times_out_above = Some(page_size);
    }

    /// From now on so many orders are changed before each request.
    pub(crate) fn churn(&self, seed: u64, edits: u64) {
        let random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        self.weather.lock().unwrap().churn = Some((random, edits));
    }

    pub(crate) fn control_delete(&self, name: &str) {
        let request = Request::delete(format!("https://shop.example.test/_sim/{name}"))
            .body(Bytes::new())
            .unwrap();
        self.store.store().handle(&request, self.clock.now());
    }

    fn goes_on(&self) {
        let Some((mut random, edits)) = self.weather.lock().unwrap().churn else {
            return;
        };
        let mut next = |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % below.max(1) as u64).unwrap()
        };
        self.clock.pass(Duration::from_secs(1));
        let orders = kept(&self.store).into_iter().map(|(id, _)| id);
        // New ones are made like that one.
        let orders: Vec<u64> = orders.filter(|id| *id != 183).collect();
        for _ in 0..edits {
            let order = orders[next(orders.len())];
            let change = match next(4) {
                0 => json!({"order": order, "delete": "force", "deliver": false}),
                1 => json!({"order": order, "delete": true, "deliver": false}),
                _ => json!({"order": order, "set": {"customer_note": "ring"}, "deliver": false}),
            };
            // An order may be changed after it was deleted by the same weather: then nothing is.
            let request = Request::post("https://shop.example.test/_sim/edit")
                .body(Bytes::from(change.to_string()))
                .unwrap();
            self.store.store().handle(&request, self.clock.now());
        }
        self.control("create", &json!({"like": 183, "set": {}, "deliver": false}));
        self.weather.lock().unwrap().churn = Some((random, edits));
    }
}

impl Transport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.goes_on();
        let (hangs, cancels, limit) = {
            let mut weather = self.weather.lock().unwrap();
            weather.requests += 1;
            let number = weather.requests;
            let hangs = weather.hangs_at.take_if(|at| *at == number).is_some();
            let cancels = weather.cancels_at.take_if(|(at, ..)| *at == number);
            (hangs, cancels, weather.times_out_above)
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        if let Some((_, table, run)) = cancels {
            cancel(&table, &main_store(), &run, &self.clock)
                .await
                .unwrap();
        }
        let query = request.uri().query().unwrap_or_default();
        let size = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("per_page="));
        let size: u64 = size.map_or(0, |size| size.parse().unwrap());
        if limit.is_some_and(|limit| size > limit) {
            return Err(TransportError::TimedOut);
        }
        self.store.send(request).await
    }
}

/// Orders that the store's list shows, and when they were made.
pub(crate) fn kept(wire: &StoreWire) -> Vec<(u64, Timestamp)> {
    let orders = wire.shown("orders");
    let orders = orders.as_array().unwrap().iter();
    let is_kept = |order: &&Value| {
        let status = order["status"].as_str().unwrap();
        order["gone"] != true && !["trash", "auto-draft", "checkout-draft"].contains(&status)
    };
    orders
        .filter(is_kept)
        .map(|order| {
            let made = format!("{}Z", order["date_created_gmt"].as_str().unwrap());
            (order["id"].as_u64().unwrap(), made.parse().unwrap())
        })
        .collect()
}
