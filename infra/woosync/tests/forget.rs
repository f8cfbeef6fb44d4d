//! Forgetting a person, in a stand-in for AWS, after orders were handled for real.

#![expect(clippy::unwrap_used)]

mod run;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws::Table;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use behaviour::clock::StandingClock;
use behaviour::crm_wire::CrmWire;
use behaviour::stand_in::StandIn;
use behaviour::world::{found, recorded, settings};
use domain::OrderId;
use jiff::{SignedDuration, Timestamp};
use perfex::{Client, Connection};
use run::{Ran, woosync};
use serde_json::{Value, json};
use sim_crm::{Crm, Flavour, Setup};
use sync::ports::Clock as _;
use sync::{Outcome, Reconciler, Settings};
use uuid::Uuid;

/// Another buyer of the same shop.
const OTHER: &str = "somebody.else@example.com";

/// A table in the stand-in, a simulated office, and what lies between them.
struct Shop {
    aws: StandIn,
    table: Table,
    crm: Arc<Mutex<Crm>>,
    client: Client<CrmWire>,
    clock: StandingClock,
    settings: Settings,
}

fn table(endpoint: &str) -> Table {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint)
        .build();
    Table::with_client(aws_sdk_dynamodb::Client::from_conf(config), "woosync")
}

impl Shop {
    fn open() -> Option<Self> {
        let aws = StandIn::start()?;
        aws.create_table("woosync");
        let mut settings = settings("themesic-3");
        settings["perfex"]["match_by"] = json!(["email", "phone"]);
        let settings = Settings::from_value(settings).unwrap();
        let crm = Arc::new(Mutex::new(Crm::new(Flavour::Themesic3, Setup::default())));
        let clock = StandingClock::at(Timestamp::constant(1_795_500_000, 0));
        let connection = Connection {
            base: settings.perfex.url.clone(),
            token: Setup::default().token.into(),
            flavour: perfex::Flavour::Themesic3,
        };
        let client = Client::new(CrmWire::new(Arc::clone(&crm), clock.clone()), connection);
        let table = table(&aws.endpoint());
        Some(Self {
            aws,
            table,
            crm,
            client,
            clock,
            settings,
        })
    }

    /// Handles an order as the store shows it.
    async fn deliver(&self, order: &Value) -> Outcome {
        let store = "main".parse().unwrap();
        let rules = self.settings.rules(&store).unwrap();
        let reconciler = Reconciler {
            store: &store,
            rules: &rules,
            customers: self.settings.stores[&store].customers,
            perfex: &self.settings.perfex,
            crm: &self.client,
            table: &self.table,
            clock: &self.clock,
            holder: Uuid::new_v4(),
            deadline: self.clock.now() + SignedDuration::from_secs(120),
            call_timeout: Duration::from_secs(20),
            deletions_per_hour: 20,
            asked_by_a_person: false,
            changed_in_perfex: None,
        };
        let id = OrderId(order["id"].as_u64().unwrap());
        Box::pin(reconciler.reconcile(id, found(order))).await
    }

    fn office(&self) -> Value {
        self.crm.lock().unwrap().state()
    }

    /// Every row of the table as text.
    fn rows(&self) -> String {
        let input = json!({"TableName": "woosync"});
        let answer = self.aws.call("DynamoDB_20120810.Scan", &input);
        answer["Items"].to_string()
    }

    fn forget(&self, more: &[&str]) -> Ran {
        let arguments = [&["forget", "--table", "woosync"], more].concat();
        woosync(&arguments, "", &self.aws.client_environment())
    }

    fn ledger_agrees(&self) {
        let arguments = ["ledger", "verify", "--table", "woosync"];
        let ran = woosync(&arguments, "", &self.aws.client_environment());
        assert!(ran.succeeded, "{}{}", ran.output, ran.errors);
    }
}

/// A completed, paid order of a registered customer.
fn order(id: u64, email: &str, customer: u64) -> Value {
    let mut order = recorded("013-order.updated");
    order["id"] = json!(id);
    order["number"] = json!(id.to_string());
    order["status"] = json!("completed");
    order["customer_id"] = json!(customer);
    order["billing"]["email"] = json!(email);
    order["billing"]["phone"] = json!(format!("+49 30 {id}"));
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_to_who_is_forgotten_and_no_document_is_made_twice() {
    let Some(shop) = Shop::open() else {
        return;
    };
    let jane = "Jane.Forgotten@Example.com";
    let key = sync::seen::buyer(jane).unwrap();
    let orders = [order(9001, jane, 77), order(9002, jane, 77)];
    for order in orders.iter().chain([&order(9003, OTHER, 78)]) {
        assert_eq!(shop.deliver(order).await, Outcome::Done);
    }
    shop.ledger_agrees();
    let before = shop.rows();
    for trace in [key.as_str(), "CUSTOMER#main#77"] {
        assert!(
            before.contains(trace),
            "{trace} should stand there at first"
        );
    }

    // It only shows, unless it is told to.
    let shown = shop.forget(&["--email", jane]);
    assert!(shown.succeeded, "{}", shown.errors);
    assert!(
        shown
            .output
            .contains("links of 2 orders: main 9001, main 9002")
    );
    assert!(shown.output.contains("Nothing was removed"));
    assert_eq!(shop.rows(), before);

    let done = shop.forget(&["--email", jane, "--yes"]);
    assert!(done.succeeded, "{}", done.errors);
    assert!(done.output.starts_with("Removed:"), "{}", done.output);
    let after = shop.rows();
    for trace in [
        key.as_str(),
        "jane.forgotten",
        "Jane.Forgotten",
        "CUSTOMER#main#77",
    ] {
        assert!(!after.contains(trace), "{trace} is still there");
    }
    // The digest of the telephone number is gone too; the other buyer is still there.
    let claims = |rows: &str| rows.matches("CLAIM#").count();
    assert_eq!(
        claims(&before) - claims(&after),
        2,
        "e-mail and telephone number"
    );
    assert!(after.contains(&sync::seen::buyer(OTHER).unwrap()));
    assert!(after.contains("CUSTOMER#main#78"));
    shop.ledger_agrees();

    let again = shop.forget(&["--email", jane, "--yes"]);
    assert!(
        again.output.starts_with("The table holds nothing"),
        "{}",
        again.output
    );

    // The store tells of an order once more, as it was and then without the person.
    let office = shop.office();
    assert_eq!(shop.deliver(&orders[0]).await, Outcome::Unchanged);
    let mut erased = orders[1].clone();
    erased["billing"]["email"] = json!("");
    erased["date_modified_gmt"] = json!("2026-11-25T05:00:00");
    assert!(matches!(shop.deliver(&erased).await, Outcome::Parked(_)));
    assert_eq!(shop.office(), office, "nothing is written to Perfex");
    shop.ledger_agrees();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_share_with_the_person_stays_and_is_named() {
    let Some(shop) = Shop::open() else {
        return;
    };
    let (jane, joe) = ("jane@acme.example", "joe@acme.example");
    let mut second = order(9002, joe, 78);
    // The same telephone number: the same client.
    second["billing"]["phone"] = json!("+49 30 9001");
    assert_eq!(shop.deliver(&order(9001, jane, 77)).await, Outcome::Done);
    assert_eq!(shop.deliver(&second).await, Outcome::Done);
    assert_eq!(shop.office()["clients"].as_array().unwrap().len(), 1);
    let done = shop.forget(&["--email", jane, "--yes"]);
    assert!(done.succeeded, "{}", done.errors);
    assert!(
        done.output.contains("which others order as too"),
        "{}",
        done.output
    );
    let after = shop.rows();
    assert!(!after.contains(&sync::seen::buyer(jane).unwrap()));
    assert!(after.contains(&sync::seen::buyer(joe).unwrap()));
    assert!(after.contains("CUSTOMER#main#78"));
    shop.ledger_agrees();
}

#[test]
fn what_is_no_email_is_refused() {
    let Some(aws) = StandIn::start() else {
        return;
    };
    let arguments = ["forget", "--table", "woosync", "--email", "jane"];
    let ran = woosync(&arguments, "", &aws.client_environment());
    ran.refuses("--email: that is no e-mail address");
    assert_eq!(ran.code, Some(2));
}
