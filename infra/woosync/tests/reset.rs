//! Emptying the table of what can be built anew.

#![expect(clippy::unwrap_used)]

mod run;

use behaviour::stand_in::StandIn;
use run::woosync;
use serde_json::{Value, json};

/// One row of each kind: its key, and whether it stays.
const ROWS: [(&str, &str, bool); 11] = [
    ("ORDER#main#183", "LINK", false),
    ("CUSTOMER#main#7", "LINK", false),
    ("CLAIM#e3b0c4", "CLAIM", false),
    ("LEDGER#main#EUR", "DAY#2026-11-23", false),
    ("CLIENT#e3b0c4", "SPENT#main#EUR", false),
    ("SETTINGS", "CURRENT", true),
    ("SETTINGS", "V#00000001", true),
    ("DELTA#main", "DELTA", true),
    ("RUN#main", "20261123T042613Z", true),
    ("WAITING#crm", "0000001795500000#main.order.183", true),
    ("BREAKER#crm", "BREAKER", true),
];

fn keys(aws: &StandIn) -> Vec<String> {
    let answer = aws.call("DynamoDB_20120810.Scan", &json!({"TableName": "woosync"}));
    let rows = answer["Items"].as_array().unwrap().iter();
    let mut keys: Vec<String> = rows
        .map(|row| format!("{} {}", text(row, "pk"), text(row, "sk")))
        .collect();
    keys.sort();
    keys
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name]["S"].as_str().unwrap()
}

#[test]
fn settings_stay_and_what_can_be_built_anew_goes_after_it_was_kept() {
    let Some(aws) = StandIn::start() else {
        return;
    };
    aws.create_table("woosync");
    for (pk, sk, _) in ROWS {
        let row =
            json!({"pk": {"S": pk}, "sk": {"S": sk}, "version": {"N": "1"}, "doc": {"S": "{}"}});
        let input = json!({"TableName": "woosync", "Item": row});
        aws.call("DynamoDB_20120810.PutItem", &input);
    }
    let before = keys(&aws);
    let folder = std::env::temp_dir().join(format!("woosync-reset-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let reset = |file: &str, more: &[&str]| {
        let file = folder.join(file).display().to_string();
        let begin = ["reset", "--table", "woosync", "--keep", &file];
        woosync(&[&begin, more].concat(), "", &aws.client_environment())
    };

    let only_kept = reset("first.jsonl", &[]);
    assert!(only_kept.succeeded, "{}", only_kept.errors);
    assert!(only_kept.output.contains("Nothing was deleted"));
    assert_eq!(keys(&aws), before);
    // A file that is there is not written over, and without it nothing is deleted.
    reset("first.jsonl", &["--yes"]).refuses("cannot write");
    assert_eq!(keys(&aws), before);

    let done = reset("second.jsonl", &["--yes"]);
    assert!(done.succeeded, "{}", done.errors);
    assert!(
        done.output
            .contains("5 rows of links, claims and ledger are deleted"),
        "{}",
        done.output
    );
    let mut stay: Vec<String> = ROWS
        .iter()
        .filter(|(_, _, stays)| *stays)
        .map(|(pk, sk, _)| format!("{pk} {sk}"))
        .collect();
    stay.sort();
    assert_eq!(keys(&aws), stay);
    // The export leaves out what is of the moment: breakers and what waits.
    let kept = std::fs::read_to_string(folder.join("second.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), ROWS.len() - 2);
    std::fs::remove_dir_all(&folder).unwrap();
}
