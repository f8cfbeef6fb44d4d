//! Both sides and what stands between them, each part whole; and the same parts as a process sees
//! them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use behaviour::memory_table::MemoryTable;
use behaviour::store_wire::main_store;
use behaviour::world::settings;
use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use serde_json::{Value, json};
use sim_crm::{Crm, Flavour, Setup};
use sim_woocommerce::{Reply, Store};
use sync::Settings;
use sync::breaker::Side;
use sync::ports::Clock as _;

use crate::chaos::life::Life;
use crate::chaos::shaky_queue::ShakyQueue;
use crate::chaos::shaky_table::ShakyTable;
use crate::chaos::shaky_wire::{Far, ShakyWire, lock};
use crate::chaos::weather::Weather;
use crate::clock::SimulatedClock;
use crate::fifo_queue::FifoQueue;

/// After everything that was recorded.
pub(crate) const BEGIN: Timestamp = Timestamp::constant(1_795_521_600, 0);

/// Where the store delivers to.
pub(crate) const OURS: &str = "https://api.example.test/webhooks/main";

pub(crate) const WEBHOOK_SECRET: &str = "a-secret-of-the-shop";

pub(crate) const TOKEN: &str = "sim-token";

/// A CRM as one finds them: of everything that differs between installations, some is otherwise.
fn installation(weather: &Weather) -> Setup {
    let mut setup = Setup {
        token: TOKEN.to_owned(),
        ..Setup::default()
    };
    let flags = [
        &mut setup.drops_adjustment,
        &mut setup.honours_cancel,
        &mut setup.own_number_refused,
        &mut setup.line_key_items,
        &mut setup.refuses_spaces,
        &mut setup.payment_answers,
        &mut setup.customer_put_zeroes,
        &mut setup.strict_database,
        &mut setup.recomputes_totals,
        &mut setup.contact_by_own_id,
        &mut setup.replays_refusals,
        &mut setup.tells_invoice_id,
        &mut setup.wraps_searches,
        &mut setup.payments_search_transactions,
    ];
    for flag in flags {
        *flag ^= weather.one_in(4);
    }
    // As for a token that may not search.
    if weather.one_in(6) {
        let kinds = ["estimates", "invoices", "credit_notes"];
        setup.blind_searches = vec![(*weather.pick(&kinds)).to_owned()];
    }
    // Where no invoice can be changed, what was dropped of one cannot be mended.
    setup.drops_adjustment &= !setup.own_number_refused;
    weather.note(format_args!("{setup:?}"));
    setup
}

/// Both sides and what stands between them.
pub(crate) struct World {
    pub(crate) clock: SimulatedClock,
    pub(crate) weather: Weather,
    pub(crate) store: Arc<Mutex<Store>>,
    pub(crate) crm: Arc<Mutex<Crm>>,
    pub(crate) table: MemoryTable,
    pub(crate) queue: FifoQueue,
    /// Whether documents are numbered one after the other.
    pub(crate) is_gapless: bool,
    /// The orders that came in.
    pub(crate) orders: Mutex<BTreeSet<u64>>,
    /// Those of them whose content was edited.
    pub(crate) edited: Mutex<BTreeSet<u64>>,
    /// The fee of those that have one, in units of their currency.
    pub(crate) fees: Mutex<BTreeMap<u64, u64>>,
    /// Bodies of messages that nobody can read.
    pub(crate) poison: Mutex<BTreeSet<String>>,
}

impl World {
    pub(crate) fn of(seed: u64, store: &Store, keeps_lines: bool) -> Self {
        let clock = SimulatedClock::at(BEGIN);
        let (name, flavour) = if seed.is_multiple_of(2) {
            ("themesic-2", Flavour::Themesic2)
        } else {
            ("themesic-3", Flavour::Themesic3)
        };
        let weather = Weather::of(seed, clock, keeps_lines);
        let setup = installation(&weather);
        let mut settings = settings(name);
        let is_gapless = weather.one_in(3);
        if is_gapless {
            settings["stores"]["main"]["numbers"] = json!("gapless");
            weather.note("numbers without gaps");
        }
        let settings = Settings::from_value(settings);
        let settings = settings.unwrap_or_else(|error| panic!("{error}"));
        Self {
            is_gapless,
            clock,
            weather,
            store: Arc::new(Mutex::new(store.clone())),
            crm: Arc::new(Mutex::new(Crm::new(flavour, setup))),
            table: MemoryTable::with_settings(settings),
            queue: FifoQueue::new(clock),
            orders: Mutex::default(),
            edited: Mutex::default(),
            fees: Mutex::default(),
            poison: Mutex::default(),
        }
    }

    pub(crate) fn shaky_table(&self, life: &Life) -> ShakyTable {
        ShakyTable {
            table: self.table.clone(),
            weather: self.weather.clone(),
            life: life.clone(),
        }
    }

    pub(crate) fn shaky_queue(&self, life: &Life) -> ShakyQueue {
        ShakyQueue {
            queue: self.queue.clone(),
            weather: self.weather.clone(),
            life: life.clone(),
        }
    }

    pub(crate) fn store_wire(&self, life: &Life) -> ShakyWire {
        self.wire(
            Far::Store(Arc::clone(&self.store)),
            Side::Store(main_store()),
            life,
        )
    }

    pub(crate) fn crm_wire(&self, life: &Life) -> ShakyWire {
        self.wire(Far::Crm(Arc::clone(&self.crm)), Side::Crm, life)
    }

    fn wire(&self, to: Far, side: Side, life: &Life) -> ShakyWire {
        ShakyWire {
            to,
            side,
            clock: self.clock,
            weather: self.weather.clone(),
            life: life.clone(),
        }
    }

    /// The store's REST client over a wire.
    pub(crate) fn client(&self, wire: ShakyWire) -> woocommerce::Client<ShakyWire> {
        let connection = woocommerce::Connection {
            base: "https://shop.example.test"
                .parse()
                .unwrap_or_else(|_| unreachable!()),
            consumer_key: "ck_1".to_owned(),
            consumer_secret: "cs_1".to_owned().into(),
        };
        let client = woocommerce::Client::new(wire, connection);
        let client = client.unwrap_or_else(|error| panic!("{error}"));
        client.with_seeds(self.weather.below(u64::MAX).into())
    }

    /// Something happens in the shop; none if the shop refuses it.
    pub(crate) fn control(&self, name: &str, body: &Value) -> Option<Value> {
        self.weather.note(format_args!("{name} {body}"));
        let request = Request::post(format!("https://shop.example.test/_sim/{name}"));
        self.ask(request.body(Bytes::from(body.to_string())))
    }

    /// What the shop shows to those who stand in it.
    pub(crate) fn shown(&self, name: &str) -> Value {
        let request = Request::get(format!("https://shop.example.test/_sim/{name}"));
        self.ask(request.body(Bytes::new())).unwrap_or(json!([]))
    }

    fn ask(&self, request: http::Result<Request<Bytes>>) -> Option<Value> {
        match lock(&self.store).handle(&request.ok()?, self.clock.now()) {
            Reply::Answer(answer) if answer.status().is_success() => {
                serde_json::from_slice(answer.body()).ok()
            }
            _ => None,
        }
    }
}
