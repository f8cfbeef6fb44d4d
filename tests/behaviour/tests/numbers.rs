//! Numbers without gaps: each is given once, whatever fails, and none is left out.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use behaviour::crm_wire::WireFault;
use behaviour::world::{World, found, recorded};
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

fn world(flavour: Flavour) -> World {
    World::with(flavour, |_, store| {
        store["numbers"] = json!("gapless");
        store["number_offset"] = json!(0);
    })
}

fn completed(id: u64, day: &str) -> Value {
    let mut order = recorded("013-order.updated");
    order["id"] = json!(id);
    order["number"] = json!(id.to_string());
    order["status"] = json!("completed");
    order["date_completed"] = json!(format!("{day}T06:30:00"));
    order["date_completed_gmt"] = json!(format!("{day}T05:30:00"));
    order
}

fn numbers(world: &World, kind: &str) -> Vec<u64> {
    let office = world.office();
    let mut numbers: Vec<u64> = office[kind]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["number"].as_str().unwrap().parse().unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

#[tokio::test(start_paused = true)]
async fn invoices_follow_one_another_and_each_year_begins_anew() {
    for flavour in FLAVOURS {
        let world = world(flavour);
        for (id, day) in [
            (900, "2026-11-23"),
            (850, "2026-11-24"),
            (990, "2027-01-02"),
        ] {
            assert_eq!(world.deliver(&completed(id, day)).await, Outcome::Done);
        }
        assert_eq!(numbers(&world, "invoices"), [1, 1, 2]);
        assert_eq!(
            world.deliver(&completed(850, "2026-11-24")).await,
            Outcome::Unchanged,
            "a number once given stays"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn credit_notes_have_a_sequence_of_their_own() {
    let world = world(Flavour::Themesic3);
    let mut order = completed(900, "2026-11-23");
    order["refunds"] = json!([{"id": 901, "reason": "", "total": "-63.65"}]);
    let refunds = json!([{
        "id": 901, "date_created": "2026-11-24T07:26:12", "amount": "63.65", "line_items": [],
        "shipping_lines": [], "fee_lines": [],
    }]);
    assert_eq!(
        world.deliver_refunded(&order, &refunds).await,
        Outcome::Done
    );
    assert_eq!(numbers(&world, "invoices"), [1]);
    assert_eq!(numbers(&world, "credit_notes"), [1]);
    assert_eq!(
        world.deliver_refunded(&order, &refunds).await,
        Outcome::Unchanged
    );
}

#[tokio::test(start_paused = true)]
async fn a_number_that_the_office_took_is_passed_over() {
    for flavour in FLAVOURS {
        let office = World::with(flavour, |_, store| {
            store["numbers"] = json!("gapless");
            store["number_offset"] = json!(0);
        });
        office.deliver(&completed(900, "2026-11-23")).await;
        // Someone in the office writes the next one by hand.
        let by_hand = World::with(flavour, |_, store| store["number_offset"] = json!(0));
        let by_hand = by_hand.beside(&office);
        by_hand.deliver(&completed(2, "2026-11-23")).await;
        assert_eq!(numbers(&office, "invoices"), [1, 2]);
        office.deliver(&completed(901, "2026-11-23")).await;
        assert_eq!(numbers(&office, "invoices"), [1, 2, 3]);
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_becomes_of_a_call_no_number_is_left_out_or_given_twice() {
    use WireFault::{AnswerLost, DiesAfter, DiesBefore, Empty, ErrorPage, NotSent, Truncated};
    for flavour in FLAVOURS {
        for fault in [
            DiesBefore, DiesAfter, NotSent, AnswerLost, ErrorPage, Empty, Truncated,
        ] {
            let mut call = 1;
            loop {
                let world = world(flavour).taking_doubles();
                world.wire.fail(call, fault);
                for id in [900, 901, 902] {
                    let outcome = world.deliver(&completed(id, "2026-11-23")).await;
                    assert!(
                        matches!(outcome, Outcome::Done | Outcome::Unchanged),
                        "{outcome:?}"
                    );
                }
                if world.wire.is_armed() {
                    break;
                }
                let what = format!("{flavour:?}, {fault:?} at call {call}");
                assert_eq!(numbers(&world, "invoices"), [1, 2, 3], "{what}");
                call += 1;
            }
            assert!(call > 8, "only {call} calls were tried");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn workers_at_once_take_turns() {
    for flavour in FLAVOURS {
        let world = world(flavour).taking_doubles();
        let orders: Vec<Value> = (900..905).map(|id| completed(id, "2026-11-23")).collect();
        for _ in 0..20 {
            let once = |order: &Value| {
                let id = order["id"].as_u64().unwrap();
                let reading = found(order);
                let world = &world;
                async move { world.handle(id, reading).await }
            };
            let ended = tokio::join!(
                once(&orders[0]),
                once(&orders[1]),
                once(&orders[2]),
                once(&orders[3]),
                once(&orders[4]),
            );
            let waits = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Retry { .. }));
            if [&ended.0, &ended.1, &ended.2, &ended.3, &ended.4]
                .into_iter()
                .all(|outcome| !waits(outcome))
            {
                break;
            }
            world.clock.pass(Duration::from_mins(2));
        }
        assert_eq!(numbers(&world, "invoices"), [1, 2, 3, 4, 5], "{flavour:?}");
    }
}
