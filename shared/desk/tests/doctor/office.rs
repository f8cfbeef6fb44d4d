//! A simulated Perfex, and the settings of who looks at it.

use std::sync::{Arc, Mutex};

use behaviour::clock::StandingClock;
use behaviour::crm_wire::CrmWire;
use behaviour::store_wire::main_store;
use desk::doctor::{self, Finding};
use jiff::Timestamp;
use perfex::{Client, Connection, Flavour};
use serde_json::json;
use sim_crm::{Crm, Fault, Setup};
use sync::Settings;

pub(crate) const BOTH: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

pub(crate) struct Office {
    pub(crate) crm: Arc<Mutex<Crm>>,
    pub(crate) client: Client<CrmWire>,
    pub(crate) settings: Settings,
}

impl Office {
    pub(crate) fn new(flavour: Flavour, change: impl FnOnce(&mut Setup)) -> Self {
        let generation = match flavour {
            Flavour::Themesic2 => sim_crm::Flavour::Themesic2,
            Flavour::Themesic3 => sim_crm::Flavour::Themesic3,
        };
        let mut setup = Setup::default();
        change(&mut setup);
        let crm = Arc::new(Mutex::new(Crm::new(generation, setup)));
        let connection = Connection {
            base: "http://127.0.0.1".parse().unwrap(),
            token: Setup::default().token.into(),
            flavour,
        };
        let wire = CrmWire::new(Arc::clone(&crm), StandingClock::at(Timestamp::now()));
        Self {
            crm,
            client: Client::new(wire, connection),
            settings: settings(flavour),
        }
    }

    pub(crate) async fn look(&self) -> Vec<Finding> {
        doctor::perfex(&self.settings, &main_store(), &self.client).await
    }

    pub(crate) fn fail(&self, fault: Fault) {
        self.crm.lock().unwrap().fail(fault);
    }

    pub(crate) fn set_up(&self, change: impl FnOnce(&mut Setup)) {
        let mut crm = self.crm.lock().unwrap();
        let mut setup = crm.setup().clone();
        change(&mut setup);
        crm.set_up(setup);
    }
}

pub(crate) fn settings(flavour: Flavour) -> Settings {
    let settings = json!({
        "version": 1,
        "perfex": {"url": "http://127.0.0.1", "flavour": flavour.name(), "default_payment_mode": "1",
                   "client_marker_field": 3, "currencies": {"EUR": 2}},
        "stores": {"main": {"index": 1, "url": "https://shop.example.test", "number_offset": 1,
                            "taxes": {"1": "VAT|20.00"}}},
    });
    Settings::from_value(settings).unwrap()
}
