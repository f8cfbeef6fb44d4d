//! The doctor, with a store that answers and a Perfex that does not.

#![expect(clippy::unwrap_used)]

mod run;
mod shop;

use behaviour::stand_in::StandIn;
use run::woosync;
use serde_json::{Value, json};
use shop::serve_store;

const KEYS: &str = r#"{"main":{"consumer_key":"ck_12345","consumer_secret":"cs_67890"}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn each_side_is_looked_at_and_what_is_wrong_is_told_with_its_cure() {
    let Some(aws) = StandIn::start() else {
        return;
    };
    let (_store, url) = serve_store().await;
    aws.create_table("woosync");
    let queue = aws.create_queue("changes.fifo");
    let backfill = aws.create_queue("backfill.fifo");
    for (name, text) in [("keys", KEYS), ("token", r#"{"token":"secret-token"}"#)] {
        let secret = json!({"Name": name, "SecretString": text});
        aws.call("secretsmanager.CreateSecret", &secret);
    }
    let settings = json!({
        "version": 1,
        "perfex": {"url": "http://127.0.0.1:9", "flavour": "themesic-3", "default_payment_mode": "1",
                   "currencies": {"EUR": 2}},
        "stores": {"main": {"index": 1, "url": url, "number_offset": 1}},
    });
    let row = json!({"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"}, "version": {"N": "1"},
                     "doc": {"S": settings.to_string()}});
    let input = json!({"TableName": "woosync", "Item": row});
    aws.call("DynamoDB_20120810.PutItem", &input);
    let doctor = |more: &[&str]| {
        let begin = [
            "doctor",
            "--table",
            "woosync",
            "--store-keys",
            "keys",
            "--crm-token",
            "token",
        ];
        let webhooks = "https://api.example.com/webhooks/{store}";
        let queues = ["--queue", &queue, "--backfill", &backfill];
        let rest = [&queues[..], &["--webhook-url", webhooks]].concat();
        let arguments = [&begin[..], &rest[..], more].concat();
        woosync(&arguments, "", &aws.client_environment())
    };

    let ran = tokio::task::block_in_place(|| doctor(&["--format", "json"]));
    assert_eq!(ran.code, Some(1), "{}{}", ran.output, ran.errors);
    let found: Vec<Value> = ran
        .output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let verdict = |about: &str, check: &str| {
        let of = |one: &&Value| one["about"] == about && one["check"] == check;
        found
            .iter()
            .find(of)
            .map(|one| one["verdict"].as_str().unwrap())
    };
    for (about, check, wanted) in [
        ("store", "answers", "good"),
        ("store", "orders", "good"),
        ("store", "time_zone", "good"),
        ("store", "taxes", "good"),
        ("store", "write_access", "good"),
        ("store", "webhooks", "problem"),
        ("perfex", "answers", "problem"),
        ("aws", "table", "good"),
        ("aws", "queue", "good"),
        ("aws", "backfill", "good"),
        ("aws", "schedule", "note"),
    ] {
        assert_eq!(verdict(about, check), Some(wanted), "{about}.{check}");
    }
    assert!(
        ran.errors.contains("2 things are to be mended"),
        "{}",
        ran.errors
    );
    for secret in ["ck_12345", "cs_67890", "secret-token"] {
        assert!(!ran.output.contains(secret) && !ran.errors.contains(secret));
    }

    let unknown = tokio::task::block_in_place(|| doctor(&["--store", "other"]));
    unknown.refuses("the settings have no store other");
}
