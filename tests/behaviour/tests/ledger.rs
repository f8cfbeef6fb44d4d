//! The ledger follows the orders, whatever becomes of their documents, of calls and of workers.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::crm_wire::WireFault;
use behaviour::memory_table::Failure;
use behaviour::world::{World, found, recorded};
use domain::ledger::{Account, Figure};
use domain::money::Currency;
use domain::{Ledger, OrderId, ParkReason, marker};
use intake::StoreId;
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};
use serde_json::{Value, json};
use sim_crm::{Fault, FaultKind, Flavour};
use sync::outcome::RetryReason;
use sync::ports::Links;
use sync::{Outcome, Reading};

fn main() -> StoreId {
    "main".parse().unwrap()
}

fn euro() -> Currency {
    Currency::from_code("EUR").unwrap()
}

/// Order 183, of 63.65 euros, in another status, changed so many minutes after it was made.
fn order(status: &str, minute: u32) -> Value {
    let mut order = recorded("013-order.updated");
    order["status"] = json!(status);
    order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
    order
}

/// How many orders the ledger counts, on the order's day and for its client.
fn counted(world: &World) -> (Decimal, Decimal) {
    let ledger = world.table.ledger(&main());
    let day = Account::Day {
        day: date(2026, 11, 23),
        currency: euro(),
    };
    let email = recorded("013-order.updated")["billing"]["email"].clone();
    let client = Account::Client {
        client_key: marker::client_key(email.as_str().unwrap()),
        currency: euro(),
    };
    let count = |account| ledger.sums(account).of(Figure::OrdersCount);
    (count(&day), count(&client))
}

/// The ledger is what its links say, and nothing else.
fn assert_agrees(world: &World) {
    let links = world.table.links();
    let contributions = links.iter().filter_map(|link| link.contribution.as_ref());
    assert_eq!(world.table.ledger(&main()), Ledger::of(contributions));
}

const NONE: (Decimal, Decimal) = (dec!(0), dec!(0));
const ONE: (Decimal, Decimal) = (dec!(1), dec!(1));

#[tokio::test(start_paused = true)]
async fn an_order_counts_from_its_agreement_until_it_is_called_off() {
    let world = World::new(Flavour::Themesic3);
    for (minute, status, counts) in [
        (1, "pending", NONE),
        (2, "on-hold", NONE),
        (3, "processing", ONE),
        (4, "partial-shipped", ONE),
        (5, "completed", ONE),
        (6, "cancelled", NONE),
        (7, "completed", ONE),
        (8, "refunded", ONE),
        (9, "trash", NONE),
        (10, "processing", ONE),
        (11, "failed", NONE),
        (12, "completed", ONE),
    ] {
        for _ in 0..2 {
            world.deliver(&order(status, minute)).await;
            assert_eq!(counted(&world), counts, "{status}");
        }
        assert_agrees(&world);
    }
    world.handle(183, Reading::Deleted).await;
    assert!(world.table.ledger(&main()).is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_given_back_lowers_what_the_client_spent_and_not_the_revenue() {
    let world = World::new(Flavour::Themesic3);
    let mut refunded = order("completed", 1);
    refunded["refunds"] = json!([{"id": 900, "reason": "", "total": "-5.88"}]);
    let refunds = json!([{"id": 900, "date_created": "2026-11-25T07:26:12", "amount": "5.88"}]);
    world.deliver_refunded(&refunded, &refunds).await;
    let ledger = world.table.ledger(&main());
    let told: Vec<_> = ledger
        .accounts()
        .map(|(_, sums)| [Figure::Gross, Figure::Refunded, Figure::TotalSpent].map(|f| sums.of(f)))
        .collect();
    assert_eq!(
        told,
        [
            [dec!(63.65), dec!(5.88), dec!(0)],
            [dec!(0), dec!(0), dec!(57.77)],
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_status_of_a_plugin_counts_as_the_settings_say() {
    let world = World::with(Flavour::Themesic3, |_, store| {
        store["statuses"] = json!({"packed": "completed", "void": "cancelled", "quote": "ignore"});
    });
    for (minute, status, counts) in [
        (1, "packed", ONE),
        (2, "void", NONE),
        (3, "packed", ONE),
        (4, "quote", NONE),
    ] {
        world.deliver(&order(status, minute)).await;
        assert_eq!(counted(&world), counts, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sale_counts_although_no_document_stands() {
    let nothing = World::with(Flavour::Themesic3, |_, store| {
        store["open_orders"] = json!("nothing");
    });
    let outcome = nothing.deliver(&order("processing", 1)).await;
    assert!(matches!(outcome, Outcome::Skipped(_)), "{outcome:?}");

    let unmapped = World::with(Flavour::Themesic3, |_, store| {
        store["taxes"].as_object_mut().unwrap().remove("3");
    });
    let outcome = unmapped.deliver(&order("processing", 1)).await;
    let Outcome::Parked(parked) = outcome else {
        panic!("should be parked: {outcome:?}");
    };
    assert_eq!(parked.reason, ParkReason::TaxNotMapped);

    let outage = World::new(Flavour::Themesic3);
    outage.crm.lock().unwrap().fail(Fault::new(FaultKind::Down));
    let outcome = outage.handle(183, found(&order("processing", 1))).await;
    let reason = match outcome {
        Some(Outcome::Retry { reason, .. }) => reason,
        other => panic!("the CRM does not answer: {other:?}"),
    };
    assert_eq!(reason, RetryReason::CrmUnavailable);

    for world in [nothing, unmapped, outage] {
        assert_eq!(counted(&world), ONE);
        assert_agrees(&world);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_or_is_older_changes_nothing() {
    let world = World::new(Flavour::Themesic3);
    world.deliver(&order("processing", 5)).await;
    let unreadable = Reading::Unreadable("field total".to_owned());
    world.handle(183, unreadable).await;
    assert_eq!(counted(&world), ONE);
    world.deliver(&order("cancelled", 1)).await;
    assert_eq!(counted(&world), ONE);
    let mut unknown = order("cancelled", 6);
    unknown["currency"] = json!("XXZ");
    world.deliver(&unknown).await;
    assert_eq!(counted(&world), ONE);
    assert_agrees(&world);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_meets_another_at_work_leaves_the_row_alone() {
    let world = World::new(Flavour::Themesic3);
    world.wire.fail(1, WireFault::DiesAfter);
    world.handle(183, found(&order("processing", 1))).await;
    let before = world.table.link(&main(), OrderId(183)).await.unwrap();
    world.handle(183, found(&order("cancelled", 2))).await;
    let after = world.table.link(&main(), OrderId(183)).await.unwrap();
    assert_eq!(after, before);
    world.deliver(&order("cancelled", 2)).await;
    assert!(world.table.ledger(&main()).is_empty());
}

/// One change of one of three orders, how often it is told, and what goes wrong meanwhile.
#[derive(Debug, Clone)]
struct Change {
    order: u64,
    status: &'static str,
    email: &'static str,
    times: usize,
    table: Option<(u64, Failure)>,
    wire: Option<(u64, WireFault)>,
}

fn change() -> impl Strategy<Value = Change> {
    let statuses = &["pending", "processing", "completed", "cancelled", "deleted"];
    let failures = &[
        Failure::Unavailable,
        Failure::AnswerLost,
        Failure::Conflict,
        Failure::HangsBefore,
        Failure::HangsAfter,
    ];
    let faults = &[
        WireFault::DiesBefore,
        WireFault::DiesAfter,
        WireFault::NotSent,
        WireFault::AnswerLost,
    ];
    (
        1..4_u64,
        prop::sample::select(statuses),
        prop::sample::select(&["jane@example.com", "joe@example.com", ""]),
        1..3_usize,
        prop::option::of((1..6_u64, prop::sample::select(failures))),
        prop::option::of((1..8_u64, prop::sample::select(faults))),
    )
        .prop_map(|(order, status, email, times, table, wire)| Change {
            order,
            status,
            email,
            times,
            table,
            wire,
        })
}

/// The order as this change leaves it.
fn changed(change: &Change, minute: usize) -> Value {
    let mut order = order(change.status, u32::try_from(minute).unwrap());
    order["id"] = json!(change.order);
    order["billing"]["email"] = json!(change.email);
    order
}

async fn tell(world: &World, change: &Change, minute: usize) {
    if let Some((call, failure)) = change.table {
        world.table.fail(call, failure);
    }
    if let Some((call, fault)) = change.wire {
        world.wire.fail(call, fault);
    }
    for _ in 0..change.times {
        if change.status != "deleted" {
            world.deliver(&changed(change, minute)).await;
            continue;
        }
        while !matches!(
            world.handle(change.order, Reading::Deleted).await,
            Some(Outcome::Done | Outcome::Unchanged | Outcome::Skipped(_) | Outcome::Parked(_))
        ) {
            world.clock.pass(std::time::Duration::from_mins(12));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_goes_wrong_the_ledger_is_that_of_the_last_states(
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let (lived, last) = runtime.block_on(async {
            let lived = World::that_takes_doubles(Flavour::Themesic3);
            let mut last = std::collections::BTreeMap::new();
            for (minute, change) in changes.iter().enumerate() {
                tell(&lived, change, minute).await;
                last.insert(change.order, (minute, change));
            }
            let world = World::new(Flavour::Themesic3);
            for (minute, change) in last.into_values() {
                if change.status != "deleted" {
                    world.deliver(&changed(change, minute)).await;
                }
            }
            (lived.table, world.table)
        });
        prop_assert_eq!(lived.ledger(&main()), last.ledger(&main()));
    }
}
