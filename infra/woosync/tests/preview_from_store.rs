//! `woosync preview` of an order in its store, against a simulated store and a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;
mod shop;

use behaviour::stand_in::StandIn;
use run::{Ran, woosync};
use serde_json::{Value, json};
use shop::serve_store;

const EXAMPLE: &str = include_str!("../../woosync.example.toml");

fn rows(stand_in: &StandIn) -> Value {
    stand_in.call(
        "DynamoDB_20120810.Scan",
        &json!({"TableName": "woosync", "ConsistentRead": true}),
    )
}

struct Office<'a>(&'a StandIn);

impl Office<'_> {
    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        woosync(arguments, input, &self.0.client_environment())
    }

    fn put(&self, row: &Value) {
        let input = json!({"TableName": "woosync", "Item": row});
        self.0.call("DynamoDB_20120810.PutItem", &input);
    }

    fn preview(&self, arguments: &[&str]) -> Ran {
        let target = ["preview", "--table", "woosync", "--secret-id", "store"];
        self.run(&[&target[..], arguments].concat(), "")
    }

    /// Puts settings, with the example's shop at this address, and the store's key in their places.
    fn set_up(&self, shop: &str) {
        self.0.create_table("woosync");
        let secret =
            json!({"Name": "store", "SecretString": "{}", "ClientRequestToken": "0".repeat(32)});
        self.0.call("secretsmanager.CreateSecret", &secret);
        let taxes = "1 = \"MwSt|19.00\"\n3 = \"USt. 20%|20.00\"";
        let settings = EXAMPLE
            .replacen("https://shop.example.com", shop, 1)
            .replacen("1 = \"MwSt|19.00\"", taxes, 1);
        let settings: Value = toml::from_str(&settings).unwrap();
        let row = json!({"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"},
                         "version": {"N": "1"}, "doc": {"S": settings.to_string()}});
        self.put(&row);
        let store = [
            "secrets",
            "set-store",
            "--secret-id",
            "store",
            "--store",
            "main",
        ];
        let set = self.run(&store, "ck_12345\ncs_67890\n");
        assert!(set.succeeded, "{}", set.errors);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_of_the_store_is_shown_and_nothing_is_written() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let (store, address) = serve_store().await;
    let office = Office(&stand_in);
    office.set_up(&address);
    let before = rows(&stand_in);

    let ran = office.preview(&["--store", "main", "--order", "183", "--format", "json"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
    let shown: Value = serde_json::from_str(&ran.output).unwrap();
    assert_eq!(shown["outcome"], "documents");
    assert_eq!(shown["documents"][0]["total"], "63.65");
    assert_eq!(
        shown["documents"][0]["taxes"][0]["taxname"],
        "USt. 20%|20.00"
    );
    assert!(shown.get("proposed").is_none());

    let ran = office.preview(&["--store", "main", "--order", "213"]);
    assert!(
        ran.output.contains("CREDIT NOTE 100214"),
        "{}{}",
        ran.output,
        ran.errors
    );

    assert_eq!(rows(&stand_in), before, "the table was written");
    let store = store.lock().unwrap();
    assert!(!store.calls().is_empty());
    assert!(store.calls().iter().all(|call| call.method == "GET"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_already_is_known_and_what_is_missing_is_told() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let (_, address) = serve_store().await;
    let office = Office(&stand_in);
    office.set_up(&address);
    let document = json!({
        "id": 12, "number": 100_205, "date": "2026-11-23", "total": "84.64", "hash": "0",
        "line_taxes": [], "status": "sent",
    });
    let link = json!({
        "store": "main", "order": 205, "status": "pending", "estimate": document,
        "updated_at": "2026-11-23T04:26:14Z",
    });
    let row = json!({"pk": {"S": "ORDER#main#205"}, "sk": {"S": "LINK"},
                     "version": {"N": "1"}, "doc": {"S": link.to_string()}});
    office.put(&row);
    // The order is cancelled in the store.
    let ran = office.preview(&["--store", "main", "--order", "205"]);
    assert!(
        ran.output
            .contains("Estimate 100205 of 84.64 becomes declined"),
        "{}",
        ran.output
    );

    let gone = office.preview(&["--store", "main", "--order", "999999"]);
    gone.refuses("the store has no order with the id 999999");
    assert_eq!(gone.code, Some(2));
    let other = office.preview(&["--store", "other", "--order", "183"]);
    other.refuses("the settings have no such store, only main");
    assert_eq!(other.code, Some(2));

    let wrong = [
        "secrets",
        "set-store",
        "--secret-id",
        "store",
        "--store",
        "main",
    ];
    assert!(office.run(&wrong, "ck_wrong1\ncs_wrong1\n").succeeded);
    let refused = office.preview(&["--store", "main", "--order", "183"]);
    refused.refuses("cannot be read now (store_credentials)");
    assert_eq!(refused.code, Some(1));
}
