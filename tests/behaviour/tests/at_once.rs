//! Two workers at the same time: on one order, and on two orders of one new customer.
#![allow(clippy::unwrap_used)]

use behaviour::world::{World, found, recorded};
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;
use sync::outcome::RetryReason;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

fn count(office: &Value, kind: &str) -> usize {
    office[kind].as_array().unwrap().len()
}

fn held(outcome: Option<&Outcome>) -> bool {
    matches!(
        outcome,
        Some(Outcome::Retry {
            reason: RetryReason::Held,
            ..
        })
    )
}

#[tokio::test(start_paused = true)]
async fn two_workers_on_one_order_make_one_document_and_the_second_waits() {
    for flavour in FLAVOURS {
        let world = World::that_takes_doubles(flavour);
        let order = recorded("061-order.updated");
        let (first, second) = tokio::join!(
            world.handle(204, found(&order)),
            world.handle(204, found(&order))
        );
        assert_eq!(first, Some(Outcome::Done), "{flavour:?}");
        assert!(held(second.as_ref()), "{flavour:?}");
        assert_eq!(world.deliver(&order).await, Outcome::Unchanged);
        let office = world.office();
        for kind in ["clients", "contacts", "invoices", "payments"] {
            assert_eq!(count(&office, kind), 1, "{flavour:?}: {kind}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_orders_of_one_new_customer_make_one_client() {
    for flavour in FLAVOURS {
        let world = World::that_takes_doubles(flavour);
        let one = recorded("061-order.updated");
        let mut other = one.clone();
        other["id"] = json!(205);
        other["billing"]["email"] = json!("ANNA@example.com");
        let mut one = one;
        one["billing"]["email"] = json!("anna@example.com ");
        let (first, second) = tokio::join!(
            world.handle(204, found(&one)),
            world.handle(205, found(&other))
        );
        assert_eq!(first, Some(Outcome::Done), "{flavour:?}");
        assert!(held(second.as_ref()), "{flavour:?}");
        assert_eq!(world.deliver(&other).await, Outcome::Done);
        let office = world.office();
        assert_eq!(
            (count(&office, "clients"), count(&office, "invoices")),
            (1, 2),
            "{flavour:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_older_state_never_replaces_a_newer_one() {
    let world = World::new(Flavour::Themesic3);
    let newer = recorded("061-order.updated");
    assert_eq!(world.deliver(&newer).await, Outcome::Done);
    let mut older = newer.clone();
    older["date_modified_gmt"] = json!("2026-11-23T04:00:00");
    older["status"] = json!("cancelled");
    let before = world.office();
    // A store that keeps showing it is for a person to look at.
    let Outcome::Parked(parked) = world.deliver(&older).await else {
        panic!("the order is parked");
    };
    assert_eq!(parked.reason, domain::ParkReason::StoreWentBack);
    assert_eq!(world.office(), before);
}

#[tokio::test(start_paused = true)]
async fn an_order_called_off_takes_its_estimate_back_and_a_paid_invoice_stays() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        let mut open = recorded("009-order.updated");
        assert_eq!(world.deliver(&open).await, Outcome::Done);
        let tax = world.office()["estimates"][0]["total_tax"].clone();
        open["status"] = json!("cancelled");
        open["date_modified_gmt"] = json!("2026-11-23T06:00:00");
        assert_eq!(world.deliver(&open).await, Outcome::Done);
        let office = world.office();
        assert_eq!(office["estimates"][0]["status"], "3", "{flavour:?}");
        assert_eq!(
            office["estimates"][0]["total_tax"], tax,
            "{flavour:?}: its taxes are lost"
        );

        let mut paid = recorded("061-order.updated");
        assert_eq!(world.deliver(&paid).await, Outcome::Done);
        paid["status"] = json!("cancelled");
        paid["date_modified_gmt"] = json!("2026-11-23T06:00:00");
        let Outcome::Parked(parked) = world.deliver(&paid).await else {
            panic!("a paid invoice is for a person");
        };
        assert_eq!(parked.reason, domain::ParkReason::PaidButCalledOff);
        assert_eq!(world.office()["invoices"][0]["status"], "2");
    }
}
