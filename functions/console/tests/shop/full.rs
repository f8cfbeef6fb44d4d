//! A table as full as one gets: rows as their writers write them, without the writers' time.

use behaviour::stand_in::StandIn;
use serde_json::{Value, json};

/// How many rows one request puts.
const ROWS_IN_A_REQUEST: usize = 25;
/// How many buyers the orders have, and how many of them share a client.
pub(crate) const BUYERS: u64 = 500;
const CLIENTS: u64 = 450;
/// Days of the ledger, back from the end of 2026: ten years.
const DAYS: i64 = 3_650;
/// Full syncs that ended, each with a report of ten years.
const RUNS: u64 = 60;

/// Puts orders, their buyers, ten years of sales and the runs of two months.
pub(crate) fn fill(aws: &StandIn, orders: u64) {
    let rows = (1..=orders).map(order);
    let rows = rows.chain((0..BUYERS).flat_map(buyer));
    let rows = rows.chain((0..CLIENTS).map(client));
    let rows = rows.chain((0..DAYS).map(day));
    let rows = rows.chain((1..=RUNS).flat_map(run));
    let mut batch = Vec::with_capacity(ROWS_IN_A_REQUEST);
    for row in rows {
        batch.push(json!({"PutRequest": {"Item": row}}));
        if batch.len() == ROWS_IN_A_REQUEST {
            put(aws, &mut batch);
        }
    }
    if !batch.is_empty() {
        put(aws, &mut batch);
    }
}

fn put(aws: &StandIn, batch: &mut Vec<Value>) {
    let items = json!({"RequestItems": {"woosync": std::mem::take(batch)}});
    aws.call("DynamoDB_20120810.BatchWriteItem", &items);
}

/// The id of the run that is shown alone.
pub(crate) fn run_id(number: u64) -> String {
    format!(
        "2026{:02}{:02}T020000-{number:08x}",
        9 + number / 31,
        1 + number % 28
    )
}

pub(crate) fn key(buyer: u64) -> String {
    sync::seen::buyer(&format!("buyer{buyer}@example.com")).unwrap()
}

fn text(text: impl Into<String>) -> Value {
    json!({"S": text.into()})
}

fn number(number: impl std::fmt::Display) -> Value {
    json!({"N": number.to_string()})
}

/// A link with as much behind it as an order that was invoiced has.
fn order(id: u64) -> Value {
    let at = format!("2026-{:02}-{:02}T10:00:00Z", 1 + id % 11, 1 + id % 28);
    let past = json!({"at": at, "name": "done", "reason": "", "status": "completed"});
    let link = json!({
        "store": "main", "order": id, "updated_at": at, "status": "completed", "outcome": {"name": "done"},
        "past": vec![past; 12],
    });
    let mut row = json!({
        "pk": text(format!("ORDER#main#{id}")), "sk": text("LINK"), "version": number(1), "doc": text(link.to_string()),
        "orders_of": text("main"), "orders_at": text(format!("{at}#{id:020}")), "status": text("completed"),
        "outcome": text("done"), "number": text(format!("2026-{id:04}")), "numbered": text(format!("main#2026-{id:04}")),
        "currency": text("EUR"), "total": text("119.90"), "document": text(format!("invoice {}", 100_000 + id)),
        "buyer": text(format!("main#{}", key(id % BUYERS))),
    });
    if id.is_multiple_of(50) {
        row["parked"] = text("main");
        row["parked_by"] = text(format!("no_email#order#{id}"));
    }
    row
}

/// What a buyer spent, and the claim of the e-mail.
fn buyer(buyer: u64) -> [Value; 2] {
    let key = key(buyer);
    let state = json!({"state": "linked", "client": buyer % CLIENTS});
    let claim = json!({"client_key": key, "state": state, "updated_at": "2026-11-01T00:00:00Z"});
    let mut spent = json!({
        "pk": text(format!("CLIENT#{key}")), "sk": text("SPENT#main#EUR"), "version": number(200),
        "customers_of": text("main#EUR"), "orders_count": number(200), "total_spent": number(23_980 + buyer),
    });
    // Each order on a day of its own, which makes the largest row.
    for back in 0..200 {
        spent[day_back(back).to_string()] = number(1);
    }
    [
        spent,
        json!({
            "pk": text(format!("CLAIM#{key}")), "sk": text("CLAIM"), "version": number(2), "doc": text(claim.to_string()),
        }),
    ]
}

fn client(client: u64) -> Value {
    let buyers: Vec<String> = (client..BUYERS)
        .step_by(usize::try_from(CLIENTS).unwrap())
        .map(key)
        .collect();
    json!({"pk": text(format!("BUYERS#{client}")), "sk": text("BUYERS"), "buyers": {"SS": buyers}})
}

fn day_back(back: i64) -> jiff::civil::Date {
    jiff::civil::date(2026, 12, 31).saturating_sub(jiff::Span::new().days(back))
}

fn day(back: i64) -> Value {
    let day = day_back(back);
    json!({
        "pk": text("LEDGER#main#EUR"), "sk": text(format!("DAY#{day}")), "version": number(28), "orders_count": number(27),
        "gross": number("3237.3"), "net": number("2720.42"), "tax": number("516.88"), "shipping": number("132.3"),
        "discount": number("12.5"), "refunded": number("119.9"),
    })
}

/// A run with a full report, and its tally.
fn run(number_: u64) -> [Value; 2] {
    let id = run_id(number_);
    let at = "2026-11-20T02:00:00Z";
    let side = json!({"count": 812, "total": "97385.20"});
    let months = (0..120).map(|month| {
        let key = format!("{}-{:02} EUR invoice", 2017 + month / 12, 1 + month % 12);
        (
            key,
            json!({"store": side, "perfex": side, "found": {"missing": 1}}),
        )
    });
    let months: serde_json::Map<String, Value> = months.collect();
    let finding = json!({
        "kind": "parked", "store": "main", "order": 183, "document": "invoice", "day": "2026-11-23", "currency": "EUR",
        "store_total": "63.65", "detail": "the tax rate 7 (reduced, 7.0000 %, DE) is mapped to no Perfex tax: map it in the settings",
    });
    let step = json!({"step": "orders", "begun_at": at, "ended_at": at, "total": 100_000, "listed": 100_000, "queued": 100_000,
        "passed_over": 0, "listing": {"named": {}}});
    let doc = json!({
        "id": id, "kind": "full", "asked": {"steps": ["orders", "verify"]}, "begun_at": at, "ended": ["finished", at],
        "page_size": 100, "steps": [step],
        "report": {"orders": 100_000, "gone": 0, "rows": months, "found": {"parked": 100}, "findings": vec![finding; 100]},
    });
    [
        json!({"pk": text("RUN#main"), "sk": text(&id), "version": number(1), "doc": text(doc.to_string())}),
        json!({"pk": text("RUN#main"), "sk": text(format!("{id}#TALLY")), "orders_done": number(99_900), "orders_parked": number(100)}),
    ]
}
