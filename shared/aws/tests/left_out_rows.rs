//! Rows that `DynamoDB` leaves out of an answer to many keys, because it is busy or the answer is
//! full.

#![expect(clippy::unwrap_used)]

mod endpoint;

use std::collections::BTreeSet;

use axum::Json;
use axum::response::IntoResponse;
use behaviour::contract::full_link;
use domain::OrderId;
use serde_json::{Value, json};
use sync::ports::TableError;

/// The link row of a key, as it is answered.
fn row(key: &Value) -> Value {
    let doc = serde_json::to_string(&full_link()).unwrap();
    json!({"pk": key["pk"], "sk": key["sk"], "version": {"N": "1"}, "doc": {"S": doc}})
}

/// The answer that has this many of the rows, and names the others.
fn answer(sent: &Value, rows: usize) -> Value {
    let keys = sent["RequestItems"]["woosync"]["Keys"].as_array().unwrap();
    assert!(!keys.is_empty(), "nothing is asked for twice");
    let (given, left) = keys.split_at(rows.min(keys.len()));
    let given: Vec<Value> = given.iter().map(row).collect();
    let left = match left {
        [] => json!({}),
        left => json!({"woosync": {"Keys": left, "ConsistentRead": true}}),
    };
    json!({"Responses": {"woosync": given}, "UnprocessedKeys": left})
}

#[tokio::test]
async fn they_are_asked_for_again() {
    let table = endpoint::table(|sent| Json(answer(&sent, 2)).into_response()).await;
    let orders: BTreeSet<OrderId> = (1..=5).map(OrderId).collect();
    let links = table.links(&full_link().store, &orders).await.unwrap();
    assert_eq!(links.keys().copied().collect::<BTreeSet<_>>(), orders);
}

#[tokio::test]
async fn a_table_that_never_gives_them_is_told_as_an_outage() {
    let table = endpoint::table(|sent| Json(answer(&sent, 0)).into_response()).await;
    let links = table
        .links(&full_link().store, &BTreeSet::from([OrderId(1)]))
        .await;
    assert!(
        matches!(links, Err(TableError::Unavailable(_))),
        "{links:?}"
    );
}
