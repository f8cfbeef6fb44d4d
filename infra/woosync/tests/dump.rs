//! A table is written to a file, and an empty one is made of it again.

#![expect(clippy::unwrap_used)]

mod run;

use behaviour::contract::full_link;
use behaviour::stand_in::StandIn;
use run::{Ran, woosync};
use serde_json::{Value, json};

fn put(stand_in: &StandIn, row: &Value) {
    let input = json!({"TableName": "before", "Item": row});
    stand_in.call("DynamoDB_20120810.PutItem", &input);
}

fn rows(stand_in: &StandIn, table: &str) -> Vec<String> {
    let input = json!({"TableName": table, "ConsistentRead": true});
    let rows = stand_in.call("DynamoDB_20120810.Scan", &input);
    let rows = rows["Items"].as_array().unwrap().iter();
    let mut rows: Vec<String> = rows
        .map(|row| {
            let row: std::collections::BTreeMap<String, Value> =
                serde_json::from_value(row.clone()).unwrap();
            serde_json::to_string(&row).unwrap()
        })
        .collect();
    rows.sort();
    rows
}

fn fill(stand_in: &StandIn) {
    let link = serde_json::to_string(&full_link()).unwrap();
    put(
        stand_in,
        &json!({"pk": {"S": "ORDER#main#183"}, "sk": {"S": "LINK"}, "version": {"N": "7"},
                "doc": {"S": link}, "outcome": {"S": "parked"}}),
    );
    put(
        stand_in,
        &json!({"pk": {"S": "LEDGER#main#EUR"}, "sk": {"S": "DAY#2026-11-23"},
                "version": {"N": "3"}, "gross": {"N": "239.805"}, "orders_count": {"N": "2"}}),
    );
    put(
        stand_in,
        &json!({"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"}, "version": {"N": "1"},
                "doc": {"S": "{\"version\":1,\"note\":\"Łódź \\u2028\"}"}}),
    );
    for order in 1000..1100 {
        put(
            stand_in,
            &json!({"pk": {"S": format!("ORDER#main#{order}")}, "sk": {"S": "LINK"},
                    "version": {"N": "1"}, "doc": {"S": "{}"}}),
        );
    }
    put(
        stand_in,
        &json!({"pk": {"S": "BREAKER#crm"}, "sk": {"S": "BREAKER"}, "version": {"N": "9"},
                "doc": {"S": "{}"}}),
    );
}

#[test]
fn an_empty_table_is_rebuilt_row_by_row() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    stand_in.create_table("before");
    stand_in.create_table("after");
    fill(&stand_in);
    let file = std::env::temp_dir().join(format!("woosync-export-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let path = file.to_str().unwrap();
    let run = |arguments: &[&str]| woosync(arguments, "", &stand_in.client_environment());
    let good = |ran: Ran| {
        assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
        ran.output
    };
    let export = ["export", "--table", "before", "--out", path];
    assert_eq!(good(run(&export)), "103 rows\n");
    run(&export).refuses("cannot write");

    let import = ["import", "--table", "after", path];
    assert_eq!(
        good(run(&import)),
        "103 rows written, 0 were there already\n"
    );
    let mut expected = rows(&stand_in, "before");
    expected.retain(|row| !row.contains("BREAKER#"));
    assert_eq!(rows(&stand_in, "after"), expected);
    assert_eq!(
        good(run(&import)),
        "0 rows written, 103 were there already\n"
    );

    // A table that is in use is not written over.
    let moved = json!({"TableName": "after", "Item": {"pk": {"S": "ORDER#main#183"},
        "sk": {"S": "LINK"}, "version": {"N": "8"}, "doc": {"S": "{}"}}});
    stand_in.call("DynamoDB_20120810.PutItem", &moved);
    run(&import).refuses("1 stand there with another content and were left alone");

    std::fs::write(&file, "{\"pk\":{\"S\":\"X\"}}\nno JSON\n").unwrap();
    let broken = run(&import);
    broken.refuses("line 2 of");
    assert_eq!(broken.code, Some(2));
    std::fs::remove_file(&file).unwrap();
}
