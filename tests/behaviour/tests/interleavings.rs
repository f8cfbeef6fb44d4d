//! However the changes of an order are delivered, doubled, left out, read late or handled by two
//! workers at once: in the end its documents and its ledger are those of its last state alone.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::world::{World, found_refunded, recorded};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;

/// One edit of a shop.
#[derive(Debug, Clone)]
enum Edit {
    Status(&'static str),
    Fee(u32),
    Refund(u32),
}

/// An order's life: edits before it is paid, whether it is paid, and what happens afterwards.
#[derive(Debug, Clone)]
struct Life {
    unpaid: Vec<Edit>,
    paid: bool,
    afterwards: Vec<Edit>,
}

/// A delivery: which state the store shows at that time, and whether a second worker handles one
/// at the same time.
type Delivery = (prop::sample::Index, Option<prop::sample::Index>);

const STATUSES: [&str; 8] = [
    "pending",
    "on-hold",
    "processing",
    "completed",
    "cancelled",
    "failed",
    "trash",
    "packed",
];

fn life() -> impl Strategy<Value = Life> {
    let unpaid = prop_oneof![
        3 => prop::sample::select(&STATUSES[..]).prop_map(Edit::Status),
        1 => (0_u32..3).prop_map(|euros| Edit::Fee(euros * 10)),
    ];
    let afterwards = prop_oneof![
        1 => prop::sample::select(&["processing", "completed"][..]).prop_map(Edit::Status),
        1 => (1_u32..9).prop_map(Edit::Refund),
    ];
    (
        prop::collection::vec(unpaid, 1..6),
        any::<bool>(),
        prop::collection::vec(afterwards, 0..4),
    )
        .prop_map(|(unpaid, paid, afterwards)| Life {
            unpaid,
            paid,
            afterwards,
        })
}

/// Every state of the order, each a minute after the one before, with its refunds in detail.
fn states(life: &Life) -> Vec<(Value, Value)> {
    let mut order = recorded("013-order.updated");
    for field in ["date_paid", "date_paid_gmt"] {
        order[field] = Value::Null;
    }
    order["date_completed"] = json!("2026-11-23T06:30:00");
    let mut refunds = json!([]);
    let mut states = Vec::new();
    let mut take = |order: &mut Value, refunds: &Value| {
        let minute = states.len();
        order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
        states.push((order.clone(), refunds.clone()));
    };
    for edit in &life.unpaid {
        apply(&mut order, &mut refunds, edit);
        take(&mut order, &refunds);
    }
    if life.paid {
        order["status"] = json!("processing");
        order["date_paid"] = json!("2026-11-23T06:26:12");
        order["date_paid_gmt"] = json!("2026-11-23T05:26:12");
        take(&mut order, &refunds);
        for edit in &life.afterwards {
            apply(&mut order, &mut refunds, edit);
            take(&mut order, &refunds);
        }
    }
    states
}

fn apply(order: &mut Value, refunds: &mut Value, edit: &Edit) {
    match edit {
        Edit::Status(status) => order["status"] = json!(status),
        Edit::Fee(euros) => {
            order["fee_lines"] = match euros {
                0 => json!([]),
                _ => json!([{
                    "id": 9001, "name": "Gift wrap", "tax_class": "",
                    "total": format!("{euros}.00"), "taxes": [],
                }]),
            };
            order["total"] = json!(format!("{}.65", 63 + euros));
        }
        Edit::Refund(euros) => {
            let id = 900 + refunds.as_array().unwrap().len();
            let named = order["refunds"].as_array_mut().unwrap();
            named.push(json!({"id": id, "reason": "", "total": format!("-{euros}.00")}));
            let details = refunds.as_array_mut().unwrap();
            details.push(json!({
                "id": id, "date_created": "2026-11-25T07:26:12", "amount": format!("{euros}.00"),
                "line_items": [], "shipping_lines": [{
                    "id": 1, "method_title": "EU", "taxes": [], "total": format!("-{euros}.00"),
                }], "fee_lines": [],
            }));
        }
    }
}

async fn live(flavour: Flavour, states: &[(Value, Value)], deliveries: &[Delivery]) -> World {
    let world = World::that_takes_doubles(flavour);
    for (one, other) in deliveries {
        let handle =
            |(order, refunds): &(Value, Value)| world.handle(183, found_refunded(order, refunds));
        let one = handle(one.get(states));
        match other {
            None => drop(one.await),
            Some(other) => drop(tokio::join!(one, handle(other.get(states)))),
        }
    }
    let (order, refunds) = states.last().unwrap();
    let ended = world.deliver_refunded(order, refunds).await;
    assert!(!matches!(ended, Outcome::Parked(_)), "{ended:?}");
    world
}

/// What counts of a document.
fn sums(document: &Value) -> Value {
    json!([
        document["total"],
        document["total_tax"],
        document["adjustment"],
        document["items"].as_array().map(Vec::len),
    ])
}

/// The document in use, the money on it and its credit notes. An order that was invoiced once has
/// its invoice for good, so which kind it is belongs to its history.
fn in_use(world: &World) -> Value {
    let office = world.office();
    let used = |kind: &str, off: &str| -> Vec<Value> {
        let documents = office[kind].as_array().unwrap().iter();
        let used = documents.filter(|document| document["status"] != off);
        used.map(sums).collect()
    };
    let invoices = used("invoices", "5");
    let documents = if office["invoices"] == json!([]) {
        used("estimates", "3")
    } else {
        invoices
    };
    let amounts: Vec<&Value> = office["payments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|payment| &payment["amount"])
        .collect();
    json!({"documents": documents, "paid": amounts, "credit_notes": used("credit_notes", "3")})
}

fn deliveries() -> impl Strategy<Value = Vec<Delivery>> {
    let index = any::<prop::sample::Index>;
    prop::collection::vec((index(), prop::option::of(index())), 0..8)
}

proptest! {
    #![proptest_config(Config {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(600),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn the_last_state_alone_decides(
        life in life(),
        deliveries in deliveries(),
        older in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let flavour = if older { Flavour::Themesic2 } else { Flavour::Themesic3 };
        let states = states(&life);
        let alone = &states[states.len() - 1..];
        let (after_all, after_last) = runtime.block_on(async {
            (
                Box::pin(live(flavour, &states, &deliveries)).await,
                Box::pin(live(flavour, alone, &[])).await,
            )
        });
        let ledger = |world: &World| world.table.ledger(&"main".parse().unwrap());
        prop_assert_eq!(ledger(&after_all), ledger(&after_last));
        let (after_all, mut after_last) = (in_use(&after_all), in_use(&after_last));
        // A refund waits for the invoice, and an order that was invoiced before has one.
        if life.paid && after_last["credit_notes"] == json!([]) {
            after_last["credit_notes"] = after_all["credit_notes"].clone();
            after_last["paid"] = after_all["paid"].clone();
        }
        prop_assert_eq!(after_all, after_last);
    }
}
