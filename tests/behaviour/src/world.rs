//! A shop, an office and the use-case between them, all in memory.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{OrderId, Parked, Rules};
use intake::StoreId;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sim_crm::{Crm, Fault, FaultKind, Flavour, Setup};
use sync::ports::Clock as _;
use sync::{CustomerReading, Found, Outcome, Reading, Reconciler, Settings};

use crate::clock::StandingClock;
use crate::crm_wire::CrmWire;
use crate::memory_table::MemoryTable;

/// The client's timeout of one call to the CRM.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a function may live.
const FUNCTION: SignedDuration = SignedDuration::from_secs(120);

/// The token that the simulated CRM takes.
const TOKEN: &str = "sim-token";

/// A shop, an office and the use-case between them.
pub struct World {
    /// The office's CRM.
    pub crm: Arc<Mutex<Crm>>,
    /// The wire to it.
    pub wire: CrmWire,
    /// Links and claims.
    pub table: MemoryTable,
    /// The time of day.
    pub clock: StandingClock,
    settings: Settings,
    client: perfex::Client<CrmWire>,
    by_person: AtomicBool,
    changed_in_perfex: Mutex<Option<Parked>>,
}

impl World {
    /// A world with an empty CRM of this flavour.
    ///
    /// # Panics
    /// If the settings of this file are refused.
    pub fn new(flavour: Flavour) -> Self {
        Self::with(flavour, |_, _| {})
    }

    /// The same with settings of its own: `change` gets the CRM's and the store's.
    ///
    /// # Panics
    /// If the settings are refused.
    pub fn with(flavour: Flavour, change: impl FnOnce(&mut Value, &mut Value)) -> Self {
        let (name, generation) = match flavour {
            Flavour::Themesic2 => ("themesic-2", perfex::Flavour::Themesic2),
            Flavour::Themesic3 => ("themesic-3", perfex::Flavour::Themesic3),
        };
        let mut settings = settings(name);
        let mut store = settings["stores"]["main"].take();
        change(&mut settings["perfex"], &mut store);
        settings["stores"]["main"] = store;
        let settings = Settings::from_value(settings).unwrap_or_else(|error| panic!("{error}"));
        let clock = StandingClock::at(jiff::Timestamp::constant(1_795_500_000, 0));
        let setup = Setup {
            token: TOKEN.to_owned(),
            ..Setup::default()
        };
        let crm = Arc::new(Mutex::new(Crm::new(flavour, setup)));
        let wire = CrmWire::new(Arc::clone(&crm), clock.clone());
        let client = perfex::Client::new(
            wire.clone(),
            perfex::Connection {
                base: settings.perfex.url.clone(),
                token: TOKEN.to_owned().into(),
                flavour: generation,
            },
        );
        Self {
            crm,
            wire,
            table: MemoryTable::new(),
            clock,
            settings,
            client,
            by_person: AtomicBool::new(false),
            changed_in_perfex: Mutex::new(None),
        }
    }

    /// The same rules and an empty table beside another world's CRM.
    #[must_use]
    pub fn beside(mut self, other: &Self) -> Self {
        self.crm = Arc::clone(&other.crm);
        self.wire = CrmWire::new(Arc::clone(&self.crm), self.clock.clone());
        self.client = perfex::Client::new(
            self.wire.clone(),
            perfex::Connection {
                base: self.settings.perfex.url.clone(),
                token: TOKEN.to_owned().into(),
                flavour: self.client.flavour(),
            },
        );
        self
    }

    /// A world whose CRM finds no number and no e-mail in use, as happens when two calls arrive at
    /// once: nothing but our own care keeps a document from standing twice.
    pub fn that_takes_doubles(flavour: Flavour) -> Self {
        Self::new(flavour).taking_doubles()
    }

    /// The same world, whose CRM finds no number and no e-mail in use from now on.
    #[must_use]
    pub fn taking_doubles(self) -> Self {
        let mut crm = self.crm.lock().unwrap_or_else(PoisonError::into_inner);
        crm.fail(Fault::new(FaultKind::DuplicateRace));
        drop(crm);
        self
    }

    /// A copy of what the office holds now, as a backup.
    pub fn backup(&self) -> Crm {
        let crm = self.crm.lock().unwrap_or_else(PoisonError::into_inner);
        crm.clone()
    }

    /// The office is set back to a backup: what was made since is gone, and its ids are given out anew.
    pub fn restore(&self, backup: Crm) {
        *self.crm.lock().unwrap_or_else(PoisonError::into_inner) = backup;
    }

    /// The client that the use-case speaks to the CRM with.
    pub fn client(&self) -> &perfex::Client<CrmWire> {
        &self.client
    }

    /// Lets somebody of the office do something; gives the id of what was made or changed.
    ///
    /// # Panics
    /// If it cannot be done.
    pub fn staff(&self, work: sim_crm::StaffWork) -> u64 {
        let mut crm = self.crm.lock().unwrap_or_else(PoisonError::into_inner);
        let done = crm.staff(work, self.clock.now());
        done.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The store's rules.
    ///
    /// # Panics
    /// If the settings of this file hold no store.
    pub fn rules(&self) -> Rules {
        let store = self.settings.stores.keys().next().expect("a store");
        self.settings.rules(store).expect("the store's rules")
    }

    /// From now on a person asks for each handling, or no more.
    pub fn asked_by_a_person(&self, is_asked: bool) {
        self.by_person.store(is_asked, Ordering::Relaxed);
    }

    /// What the next handlings are told that staff changed in Perfex.
    pub fn saw_in_perfex(&self, changed: Option<Parked>) {
        if let Ok(mut seen) = self.changed_in_perfex.lock() {
            *seen = changed;
        }
    }

    /// Handles one change once. `None`: the process died on the way.
    ///
    /// # Panics
    /// If the settings of this file hold no store.
    pub async fn handle(&self, id: u64, reading: Reading) -> Option<Outcome> {
        let store = self.settings.stores.keys().next().expect("a store").clone();
        let rules = self.settings.rules(&store).expect("the store's rules");
        let reconciler = self.reconciler(&store, &rules);
        // Time stands still but for sleeps, so only what never ends reaches this.
        let handled = reconciler.reconcile(OrderId(id), reading);
        tokio::time::timeout(Duration::from_hours(1), handled)
            .await
            .ok()
    }

    /// Handles one change of a registered customer.
    ///
    /// # Panics
    /// If the customer cannot be read or the settings of this file hold no store.
    pub async fn customer(&self, customer: &Value) -> Outcome {
        let store = self.settings.stores.keys().next().expect("a store").clone();
        let rules = self.settings.rules(&store).expect("the store's rules");
        let reading = CustomerReading::Found(Box::new(read(customer)));
        self.reconciler(&store, &rules)
            .reconcile_customer(id(customer), reading)
            .await
    }

    fn reconciler<'a>(
        &'a self,
        store: &'a StoreId,
        rules: &'a Rules,
    ) -> Reconciler<'a, CrmWire, MemoryTable, StandingClock> {
        Reconciler {
            store,
            customers: self.settings.stores[store].customers,
            rules,
            perfex: &self.settings.perfex,
            crm: &self.client,
            table: &self.table,
            clock: &self.clock,
            holder: uuid::Uuid::new_v4(),
            deadline: self.clock.now() + FUNCTION,
            call_timeout: CALL_TIMEOUT,
            deletions_per_hour: self.settings.stores[store].deletions_per_hour,
            asked_by_a_person: self.by_person.load(Ordering::Relaxed),
            changed_in_perfex: self
                .changed_in_perfex
                .lock()
                .ok()
                .and_then(|seen| seen.clone()),
        }
    }

    /// Handles a change as the queue does: again after a while, until it is not to come back.
    ///
    /// # Panics
    /// If it still comes back after twenty times.
    pub async fn deliver(&self, order: &Value) -> Outcome {
        self.deliver_refunded(order, &json!([])).await
    }

    /// The same for an order with refunds, in detail.
    ///
    /// # Panics
    /// If it still comes back after twenty times.
    pub async fn deliver_refunded(&self, order: &Value, refunds: &Value) -> Outcome {
        let mut last = None;
        for _ in 0..20 {
            last = self.handle(id(order), found_refunded(order, refunds)).await;
            match last {
                Some(Outcome::Retry { after, .. }) => self.clock.pass(after),
                Some(outcome) => return outcome,
                // The message comes back when its visibility timeout is over.
                None => self.clock.pass(Duration::from_mins(12)),
            }
        }
        panic!("the change still comes back: {last:?}");
    }

    /// What the CRM holds.
    pub fn office(&self) -> Value {
        let crm = self.crm.lock().unwrap_or_else(PoisonError::into_inner);
        crm.state()
    }
}

/// A recorded order by its file's name without the ending, for example `061-order.updated`.
///
/// # Panics
/// If there is no such recording.
pub fn recorded(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce/webhooks");
    let file = folder.join(format!("{name}.body"));
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_slice(&bytes).expect("a recorded order")
}

/// The order as the store shows it, without refunds.
///
/// # Panics
/// If it cannot be read.
pub fn found(order: &Value) -> Reading {
    found_refunded(order, &json!([]))
}

/// The order as the store shows it, and its refunds in detail.
///
/// # Panics
/// If they cannot be read.
pub fn found_refunded(order: &Value, refunds: &Value) -> Reading {
    Reading::Found(Box::new(Found {
        order: read(order),
        refunds: read(refunds),
    }))
}

fn read<T: serde::de::DeserializeOwned>(json: &Value) -> T {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}"))
}

fn id(order: &Value) -> u64 {
    order["id"].as_u64().unwrap_or_default()
}

/// The settings of these tests, for a CRM of this flavour, with one store, `main`.
pub fn settings(flavour: &str) -> Value {
    json!({
        "version": 1,
        "perfex": {
            "url": "https://crm.example.test",
            "flavour": flavour,
            "client_marker_field": 3,
            "default_payment_mode": "1",
            "currencies": {"EUR": 2, "JPY": 3, "KWD": 4},
        },
        "stores": {"main": {
            "index": 1,
            "url": "https://shop.example.test",
            "number_offset": 100_000,
            "taxes": {
                "1": "MwSt. 19%|19.00",
                "2": "MwSt. 7%|7.00",
                "3": "USt. 20%|20.00",
                "7": "NY State Tax|4.00",
                "8": "NYC City Tax|4.88",
                "9": "GST|5.00",
                "10": "QST (compound)|10.47",
                "11": "消費税|10.00",
                "12": "ضريبة|5.00",
            },
        }},
    })
}
