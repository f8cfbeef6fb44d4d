//! The doctor, at a simulated store and a simulated Perfex.

#![expect(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use behaviour::clock::StandingClock;
use behaviour::crm_wire::CrmWire;
use behaviour::store_wire::{StoreWire, main_store};
use desk::doctor::{self, Finding, Verdict};
use jiff::Timestamp;
use perfex::{Client, Connection, Flavour};
use serde_json::json;
use sim_crm::{Crm, Fault, FaultKind, Setup};
use sync::Settings;

const BOTH: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

struct Office {
    crm: Arc<Mutex<Crm>>,
    client: Client<CrmWire>,
    settings: Settings,
}

impl Office {
    fn new(flavour: Flavour, change: impl FnOnce(&mut Setup)) -> Self {
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

    async fn probe(&self) -> Vec<Finding> {
        doctor::write_probe(&self.settings, &self.client).await
    }

    fn clients(&self) -> usize {
        let state = self.crm.lock().unwrap().state();
        state["clients"].as_array().unwrap().len()
    }

    fn fail(&self, fault: Fault) {
        self.crm.lock().unwrap().fail(fault);
    }

    fn set_up(&self, change: impl FnOnce(&mut Setup)) {
        let mut crm = self.crm.lock().unwrap();
        let mut setup = crm.setup().clone();
        change(&mut setup);
        crm.set_up(setup);
    }
}

fn settings(flavour: Flavour) -> Settings {
    let settings = json!({
        "version": 1,
        "perfex": {"url": "http://127.0.0.1", "flavour": flavour.name(), "default_payment_mode": "1",
                   "client_marker_field": 3, "currencies": {"EUR": 2}},
        "stores": {"main": {"index": 1, "url": "https://shop.example.test", "number_offset": 1}},
    });
    Settings::from_value(settings).unwrap()
}

fn find<'a>(found: &'a [Finding], check: &str) -> &'a Finding {
    found.iter().find(|one| one.check == check).unwrap()
}

#[tokio::test]
async fn the_write_probe_leaves_nothing_behind() {
    for flavour in BOTH {
        let office = Office::new(flavour, |_| {});
        let found = office.probe().await;
        assert_eq!(office.clients(), 0, "{flavour:?}");
        for check in ["write_probe", "read_back", "client_marker_field"] {
            assert_eq!(find(&found, check).verdict, Verdict::Good, "{found:?}");
        }
    }
}

#[tokio::test]
async fn a_probe_that_may_not_delete_says_so_and_the_next_one_cleans_up() {
    for flavour in BOTH {
        let office = Office::new(flavour, |setup| {
            setup.denied = vec!["customers.delete".to_owned()];
        });
        let found = office.probe().await;
        let said = &find(&found, "write_probe").said;
        assert!(
            said.contains("give the token delete for Customers"),
            "{said}"
        );
        assert_eq!(office.clients(), 1);

        // Not a second one while the first is there.
        office.probe().await;
        assert_eq!(office.clients(), 1);

        office.set_up(|setup| setup.denied.clear());
        let found = office.probe().await;
        assert_eq!(find(&found, "write_probe").verdict, Verdict::Good);
        assert_eq!(find(&found, "write_probe_before").verdict, Verdict::Note);
        assert_eq!(office.clients(), 0);
    }
}

#[tokio::test]
async fn a_token_that_may_not_write_is_found_out_and_nothing_stands() {
    for flavour in BOTH {
        let office = Office::new(flavour, |setup| {
            setup.denied = vec!["customers.post".to_owned()];
        });
        let found = office.probe().await;
        let said = &find(&found, "write_probe").said;
        assert!(said.contains("give it post for Customers"), "{said}");
        assert_eq!(office.clients(), 0);
    }
}

#[tokio::test]
async fn a_lost_answer_to_the_create_or_the_delete_leaves_nothing_behind() {
    for flavour in BOTH {
        for method in ["POST", "DELETE"] {
            let office = Office::new(flavour, |_| {});
            let lost = Fault::new(FaultKind::CommitThenTimeout).times(1);
            office.fail(lost.on(method, "/api"));
            let found = office.probe().await;
            let verdict = find(&found, "write_probe").verdict;
            assert_eq!(verdict, Verdict::Good, "{method}: {found:?}");
            assert_eq!(office.clients(), 0, "{method}");
        }
    }
}

#[tokio::test]
async fn a_marker_field_that_is_none_is_found_out() {
    let mut office = Office::new(Flavour::Themesic3, |_| {});
    office.settings.perfex.client_marker_field = Some(44);
    let found = office.probe().await;
    let finding = find(&found, "client_marker_field");
    assert_eq!(finding.verdict, Verdict::Problem, "{found:?}");
    assert!(finding.said.contains("custom field 44"));
    assert_eq!(office.clients(), 0);
}

#[tokio::test]
async fn without_a_search_nothing_is_written() {
    let office = Office::new(Flavour::Themesic3, |setup| {
        setup.denied = vec!["customers.search_get".to_owned()];
    });
    let found = office.probe().await;
    assert!(
        find(&found, "write_probe")
            .said
            .contains("nothing was written")
    );
    assert_eq!(office.clients(), 0);
}

#[tokio::test]
async fn a_cache_in_front_of_the_store_is_found_by_its_headers() {
    let wire = StoreWire::to_the_recorded(StandingClock::at(Timestamp::now()));
    let settings = settings(Flavour::Themesic3);
    let look = async || doctor::store(&settings, &main_store(), &wire.client(), None).await;
    let found = look().await;
    assert_eq!(find(&found, "cache").verdict, Verdict::Good);
    wire.store().fail(sim_woocommerce::Fault {
        kind: sim_woocommerce::FaultKind::Cached,
        path_prefix: None,
        times: None,
        delay_ms: 0,
    });
    let found = look().await;
    let cache = find(&found, "cache");
    assert_eq!(cache.verdict, Verdict::Problem);
    assert!(cache.said.contains("x-cache") && cache.said.contains("exclude /wp-json/"));
}
