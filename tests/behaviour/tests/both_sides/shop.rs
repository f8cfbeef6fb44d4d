//! The recorded store beside a simulated office, and a comparison of the two.

use behaviour::store_wire::{StoreWire, main_store};
use behaviour::world::World;
use domain::Rules;
use perfex::DocumentKind;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::verify::{Finding, FindingKind, Lists, NamedDocuments, Report, Verifier};
use sync::{Found, Outcome, Reading, read};

pub(crate) const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

/// How Perfex is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Document by document.
    Documents,
    /// Its lists first, all of them.
    Lists,
    /// Document by document, then its lists page by page: as a run does.
    Pages,
}

const KINDS: [DocumentKind; 3] = [
    DocumentKind::Invoice,
    DocumentKind::Estimate,
    DocumentKind::CreditNote,
];

/// An order of 63.65 euros, completed and paid.
pub(crate) const ORDER: u64 = 183;

/// The recorded store and the office.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) wire: StoreWire,
    pub(crate) flavour: Flavour,
    pub(crate) rules: Rules,
    pub(crate) statuses: Vec<String>,
}

impl Shop {
    pub(crate) async fn new(flavour: Flavour) -> Self {
        Self::with(flavour, |_| {}).await
    }

    pub(crate) async fn with(flavour: Flavour, change: impl FnOnce(&mut Value)) -> Self {
        let world = World::with(flavour, |_, store| change(store));
        let wire = StoreWire::to_the_recorded(world.clock.clone());
        let statuses = read::statuses(&wire.client()).await.unwrap();
        let shop = Self {
            rules: world.rules(),
            flavour,
            world,
            wire,
            statuses,
        };
        shop.edit(ORDER, &json!({"status": "completed"}));
        shop
    }

    /// The ids of all orders that the store lists, the trash among them.
    pub(crate) fn orders(&self) -> Vec<u64> {
        let shown = self.wire.shown("orders");
        let orders = shown.as_array().unwrap().iter();
        let ids = orders.map(|order| order["id"].as_u64().unwrap());
        let mut ids: Vec<u64> = ids.collect();
        ids.sort_unstable();
        ids
    }

    /// Handles an order as the store shows it now, until it does not come back.
    pub(crate) async fn handle(&self, order: u64) -> Outcome {
        loop {
            let client = self.wire.client();
            let mut readings = read::orders(&client, &self.statuses, &[order]).await;
            let reading = readings.remove(&order).unwrap();
            match self.world.handle(order, reading).await.unwrap() {
                Outcome::Retry { after, .. } => self.world.clock.pass(after),
                outcome => return outcome,
            }
        }
    }

    pub(crate) async fn handle_all(&self) {
        for order in self.orders() {
            self.handle(order).await;
        }
    }

    /// An order as the store shows it now, and its refunds.
    pub(crate) async fn read(&self, order: u64) -> Found {
        let client = self.wire.client();
        let mut readings = read::orders(&client, &self.statuses, &[order]).await;
        match readings.remove(&order) {
            Some(Reading::Found(found)) => *found,
            other => panic!("{other:?}"),
        }
    }

    /// Changes an order in the store; no delivery tells of it.
    pub(crate) fn edit(&self, order: u64, set: &Value) {
        let change = json!({"order": order, "set": set, "deliver": false});
        self.wire.control("edit", &change);
    }

    /// The id of the document that stands for an order, by its kind in the simulator's state.
    pub(crate) fn document(&self, kind: &str, order: u64) -> u64 {
        let office = self.world.office();
        let marker = domain::marker::document(1, domain::OrderId(order));
        let documents = office[kind].as_array().unwrap().clone();
        let ours = documents.iter().find(|document| {
            let note = document["adminnote"].as_str().unwrap_or_default();
            note.contains(&marker)
        });
        let id = &ours.unwrap_or_else(|| panic!("no {kind} of order {order}"))["id"];
        id.as_u64().or_else(|| id.as_str()?.parse().ok()).unwrap()
    }

    /// Handles an order as by night, when it is looked into Perfex before.
    pub(crate) async fn handle_by_night(&self, order: u64) -> Outcome {
        let (store, client) = (main_store(), self.wire.client());
        let verifier = Verifier {
            id: &store,
            rules: &self.rules,
            store: &client,
            statuses: &[],
            crm: self.world.client(),
            lists: None,
            table: &self.world.table,
            at_once: 1,
        };
        let found = self.read(order).await;
        let changed = verifier.changed_in_perfex(&found).await.unwrap();
        self.world.saw_in_perfex(changed);
        let outcome = self.handle(order).await;
        self.world.saw_in_perfex(None);
        outcome
    }

    /// All looks that there are, one way or the other.
    pub(crate) async fn verify(&self, way: Way) -> Report {
        let (store, client) = (main_store(), self.wire.client());
        let mut lists = None;
        if way == Way::Lists {
            lists = Some(Lists::read(self.world.client()).await.unwrap());
        }
        let verifier = Verifier {
            id: &store,
            rules: &self.rules,
            store: &client,
            statuses: &self.statuses,
            crm: self.world.client(),
            lists: lists.as_ref(),
            table: &self.world.table,
            at_once: 4,
        };
        let mut told = 0;
        let mut tell = |_: &Finding| told += 1;
        let mut report = verifier.window(None, None, &mut tell).await.unwrap();
        if way == Way::Pages {
            for kind in KINDS {
                for page in 1.. {
                    let listed = verifier.listed_by_perfex(kind, page).await.unwrap();
                    report.add(listed.report);
                    if listed.is_last {
                        break;
                    }
                }
            }
            return report;
        }
        let links = self.world.table.links();
        report.add(verifier.gone(&links, &mut tell).await.unwrap());
        let mut named = NamedDocuments::default();
        for link in &links {
            named.add(link);
        }
        report.add(verifier.unlinked(&named, &mut tell).await.unwrap());
        assert_eq!(told, report.count(), "every finding is told");
        report
    }
}

/// What was found of an order: kind and both totals.
pub(crate) fn found(report: &Report, order: u64) -> Vec<(FindingKind, String, String)> {
    let sum =
        |amount: Option<Decimal>| amount.map_or(String::new(), |amount| format!("{amount:.2}"));
    let all = report.findings.iter();
    let ours = all.filter(|finding| finding.order == order);
    ours.map(|finding| {
        (
            finding.kind,
            sum(finding.store_total),
            sum(finding.perfex_total),
        )
    })
    .collect()
}

/// One finding as [`found`] tells it.
pub(crate) fn one(
    kind: FindingKind,
    store: &str,
    perfex: &str,
) -> Vec<(FindingKind, String, String)> {
    vec![(kind, store.to_owned(), perfex.to_owned())]
}
