//! What a worker wrote before it died, or before its answer was lost, is looked at again: the order
//! may ask for something else by then.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use behaviour::crm_wire::WireFault;
use behaviour::memory_table::Failure;
use behaviour::world::{World, found, recorded};
use serde_json::{Value, json};
use sim_crm::{Fault, FaultKind, Flavour};
use sync::Outcome;

/// Perfex's codes: of estimates, of invoices.
const SENT: &str = "2";
const DECLINED: &str = "3";
const PAID: &str = "2";

/// Order 183 in another status, changed so many minutes after it was made, unpaid.
fn order(status: &str, minute: u32) -> Value {
    let mut order = recorded("013-order.updated");
    order["status"] = json!(status);
    order["date_paid"] = Value::Null;
    order["date_paid_gmt"] = Value::Null;
    order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
    order
}

fn with_fee(mut order: Value, euros: u32) -> Value {
    order["fee_lines"] = json!([{"id": 9000, "name": "Express", "tax_class": "",
        "tax_status": "none", "amount": euros.to_string(), "total": format!("{euros}.00"),
        "total_tax": "0.00", "taxes": [], "meta_data": []}]);
    order["total"] = json!(format!("{}.65", 63 + euros));
    order
}

fn paid(mut order: Value) -> Value {
    order["date_paid"] = json!("2026-11-23T06:30:00");
    order["date_paid_gmt"] = json!("2026-11-23T05:30:00");
    order
}

fn fail(world: &World, fault: Fault) {
    world.crm.lock().unwrap().fail(fault);
}

fn lost_answer(method: &str, path: &str) -> Fault {
    Fault::new(FaultKind::CommitThenTimeout)
        .on(method, path)
        .times(1)
}

/// Handled once; the lease of whoever did it is over when this returns.
async fn once(world: &World, order: &Value) -> Option<Outcome> {
    let handled = world.handle(183, found(order)).await;
    world.clock.pass(Duration::from_mins(12));
    handled
}

/// A world in which a worker died right after the call that made this.
async fn died_after_making(flavour: Flavour, kind: &str) -> World {
    for call in 1..20 {
        let world = World::new(flavour);
        world.wire.fail(call, WireFault::DiesAfter);
        assert_eq!(
            once(&world, &order("on-hold", 1)).await,
            None,
            "no call makes {kind}"
        );
        if world.office()[kind].as_array().unwrap().len() == 1 {
            return world;
        }
    }
    panic!("no call makes {kind}");
}

#[tokio::test(start_paused = true)]
async fn an_estimate_of_a_dead_worker_is_declined_with_its_order() {
    for flavour in [Flavour::Themesic2, Flavour::Themesic3] {
        let world = died_after_making(flavour, "estimates").await;
        assert_eq!(world.deliver(&order("failed", 2)).await, Outcome::Done);
        assert_eq!(world.office()["estimates"][0]["status"], DECLINED);
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_in_doubt_is_written_again_when_the_order_went_back() {
    for flavour in [Flavour::Themesic2, Flavour::Themesic3] {
        let world = World::new(flavour);
        world.deliver(&order("on-hold", 1)).await;
        fail(&world, lost_answer("PUT", "/api/estimates"));
        once(&world, &with_fee(order("on-hold", 2), 10)).await;
        assert_eq!(world.office()["estimates"][0]["total"], "73.65");
        world.deliver(&order("on-hold", 3)).await;
        assert_eq!(world.office()["estimates"][0]["total"], "63.65");
    }
}

#[tokio::test(start_paused = true)]
async fn a_decline_in_doubt_is_undone_when_the_order_came_back() {
    let world = World::new(Flavour::Themesic3);
    world.deliver(&order("on-hold", 1)).await;
    fail(&world, lost_answer("PUT", "/api/estimates"));
    once(&world, &order("cancelled", 2)).await;
    assert_eq!(world.office()["estimates"][0]["status"], DECLINED);
    world.deliver(&order("on-hold", 3)).await;
    assert_eq!(world.office()["estimates"][0]["status"], SENT);
}

#[tokio::test(start_paused = true)]
async fn an_invoice_that_was_reopened_edited_and_paid_by_a_dead_worker_is_not_parked() {
    let reopened = paid(with_fee(order("completed", 3), 10));
    // How many calls of the table there are until the link is written at the end.
    let world = World::new(Flavour::Themesic3);
    let cancelled = async |world: &World| {
        world.deliver(&order("completed", 1)).await;
        world.deliver(&order("cancelled", 2)).await;
    };
    cancelled(&world).await;
    let before = world.table.calls();
    assert_eq!(world.deliver(&reopened).await, Outcome::Done);
    let calls = world.table.calls() - before;

    let world = World::new(Flavour::Themesic3);
    cancelled(&world).await;
    world.table.fail(calls, Failure::HangsBefore);
    assert_eq!(once(&world, &reopened).await, None, "it did not die");
    let invoice = world.office()["invoices"][0].clone();
    assert_eq!(
        (&invoice["status"], &invoice["total"]),
        (&json!(PAID), &json!("73.65"))
    );
    let mut noted = reopened.clone();
    noted["date_modified_gmt"] = json!("2026-11-23T05:04:00");
    let handled = world.deliver(&noted).await;
    assert!(
        matches!(handled, Outcome::Done | Outcome::Unchanged),
        "{handled:?}"
    );
    assert_eq!(world.office()["payments"].as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_update_that_failed_once_is_tried_again_and_never_remembered_as_done() {
    let world = World::new(Flavour::Themesic3);
    world.deliver(&order("on-hold", 1)).await;
    let says_failed = || Fault::new(FaultKind::SaysFailed).on("PUT", "/api/estimates");
    fail(&world, says_failed().times(1));
    assert_eq!(world.deliver(&order("cancelled", 2)).await, Outcome::Done);
    fail(&world, says_failed().times(1));
    assert_eq!(world.deliver(&order("on-hold", 3)).await, Outcome::Done);
    assert_eq!(world.office()["estimates"][0]["status"], SENT);

    // As often as it is tried: then it is parked, and the next change of the order cures it.
    fail(&world, says_failed().times(2));
    let handled = world.deliver(&with_fee(order("on-hold", 4), 5)).await;
    assert_eq!(handled.reason(), "read_back_differs");
    assert_eq!(world.office()["estimates"][0]["total"], "63.65");
    world.deliver(&with_fee(order("on-hold", 5), 5)).await;
    assert_eq!(world.office()["estimates"][0]["total"], "68.65");
}

#[tokio::test(start_paused = true)]
async fn one_blind_search_makes_no_second_client() {
    for flavour in [Flavour::Themesic2, Flavour::Themesic3] {
        let world = died_after_making(flavour, "clients").await;
        let blind = Fault::new(FaultKind::SearchBlind).on("GET", "/api/customers/search");
        fail(&world, blind.times(1));
        fail(&world, Fault::new(FaultKind::DuplicateRace));
        world.deliver(&order("on-hold", 2)).await;
        let office = world.office();
        for kind in ["clients", "contacts"] {
            assert_eq!(
                office[kind].as_array().unwrap().len(),
                1,
                "{flavour:?}: {kind}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_blind_search_makes_no_second_contact() {
    for flavour in [Flavour::Themesic2, Flavour::Themesic3] {
        let world = died_after_making(flavour, "contacts").await;
        let blind = Fault::new(FaultKind::SearchBlind).on("GET", "/api/contacts/search");
        fail(&world, blind.times(1));
        fail(&world, Fault::new(FaultKind::DuplicateRace));
        world.deliver(&order("on-hold", 2)).await;
        let contacts = world.office()["contacts"].clone();
        assert_eq!(contacts.as_array().unwrap().len(), 1, "{flavour:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_build_that_refuses_every_change_is_named() {
    let world = World::new(Flavour::Themesic2);
    world.deliver(&order("completed", 1)).await;
    let setup = world.crm.lock().unwrap().setup().clone();
    world.crm.lock().unwrap().set_up(sim_crm::Setup {
        own_number_refused: true,
        ..setup
    });
    let handled = world.deliver(&with_fee(order("completed", 2), 10)).await;
    assert_eq!(handled.reason(), "refused");
    let Outcome::Parked(parked) = handled else {
        panic!("{handled:?}");
    };
    assert!(
        parked.detail.contains("update the module"),
        "{}",
        parked.detail
    );
}
