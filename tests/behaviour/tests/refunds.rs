//! Each refund is one credit note, exact or parked with its reason while the invoice stands.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::world::{World, recorded};
use domain::ParkReason;
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

/// Order 183 with refunds of these ids and amounts, changed at this minute.
fn refunded(minute: u32, refunds: &[(u64, &str, Value)]) -> (Value, Value) {
    let mut order = recorded("013-order.updated");
    order["status"] = json!("completed");
    order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
    order["date_completed"] = json!("2026-11-23T06:30:00");
    order["refunds"] = refunds
        .iter()
        .map(|(id, amount, _)| json!({"id": id, "reason": "", "total": format!("-{amount}")}))
        .collect();
    let details = refunds
        .iter()
        .map(|(id, amount, shipping)| {
            json!({
                "id": id, "date_created": "2026-11-25T07:26:12", "amount": amount,
                "line_items": [], "fee_lines": [], "shipping_lines": shipping,
            })
        })
        .collect();
    (order, details)
}

fn shipping() -> Value {
    json!([{
        "id": 1, "method_title": "EU", "total": "-4.90", "total_tax": "-0.98",
        "taxes": [{"id": 3, "total": "-0.98"}],
    }])
}

fn totals(world: &World) -> Vec<(String, String)> {
    let office = world.office();
    let notes = office["credit_notes"].as_array().unwrap();
    notes
        .iter()
        .map(|note| {
            let text = |field: &str| note[field].as_str().unwrap().to_owned();
            (text("total"), text("total_tax"))
        })
        .collect()
}

fn pair(total: &str, tax: &str) -> (String, String) {
    (total.to_owned(), tax.to_owned())
}

#[tokio::test(start_paused = true)]
async fn several_refunds_have_a_credit_note_each() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        let (order, refunds) = refunded(1, &[(900, "5.88", shipping())]);
        assert_eq!(
            world.deliver_refunded(&order, &refunds).await,
            Outcome::Done
        );
        let (order, refunds) = refunded(2, &[(900, "5.88", shipping()), (901, "12.00", json!([]))]);
        assert_eq!(
            world.deliver_refunded(&order, &refunds).await,
            Outcome::Done
        );
        assert_eq!(
            totals(&world),
            [pair("5.88", "0.98"), pair("12.00", "2.00")]
        );
        let again = world.deliver_refunded(&order, &refunds).await;
        assert_eq!(again, Outcome::Unchanged);
        assert_eq!(
            world.office()["invoices"][0]["status"],
            "2",
            "it stays paid"
        );
        assert_eq!(
            world.office()["credit_notes"][1]["status"],
            "1",
            "for a person to apply"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_is_deleted_again_is_shown_to_a_person() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        let (order, refunds) = refunded(1, &[(900, "5.88", shipping())]);
        world.deliver_refunded(&order, &refunds).await;
        let calls = world.wire.calls();
        // The store does not move the order's date for it.
        let (order, refunds) = refunded(1, &[]);
        let outcome = world.deliver_refunded(&order, &refunds).await;
        let Outcome::Parked(parked) = outcome else {
            panic!("parked: {outcome:?}");
        };
        assert_eq!(parked.reason, ParkReason::RefundDeleted);
        assert!(parked.detail.contains("refund 900"), "{}", parked.detail);
        assert_eq!(totals(&world).len(), 1, "nothing is deleted in the office");
        assert_eq!(world.wire.calls(), calls);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_whose_tax_nobody_knows_waits_and_its_invoice_stands() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        let (mut order, refunds) =
            refunded(1, &[(900, "10.00", json!([])), (901, "5.88", shipping())]);
        // A second rate on one of the lines.
        order["line_items"][1]["taxes"] = json!([{"id": 1, "total": "1.20", "subtotal": "1.20"}]);
        order["total"] = json!("63.59");
        let outcome = world.deliver_refunded(&order, &refunds).await;
        let Outcome::Parked(parked) = outcome else {
            panic!("parked: {outcome:?}");
        };
        assert_eq!(parked.reason, ParkReason::RefundTaxUnknown);
        assert_eq!(world.office()["invoices"][0]["status"], "2");
        assert_eq!(
            totals(&world),
            [pair("5.88", "0.98")],
            "the other one stands"
        );
        let calls = world.wire.calls();
        world.deliver_refunded(&order, &refunds).await;
        assert_eq!(world.wire.calls(), calls);
    }
}

#[tokio::test(start_paused = true)]
async fn a_crm_that_drops_the_adjustment_gets_it_as_a_line() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        let mut setup = world.crm.lock().unwrap().setup().clone();
        setup.drops_adjustment = true;
        world.crm.lock().unwrap().set_up(setup);
        let (mut order, _) = refunded(1, &[]);
        order["total"] = json!("63.67");
        assert_eq!(world.deliver(&order).await, Outcome::Done);
        let invoice = world.office()["invoices"][0].clone();
        let lines = invoice["items"].as_array().unwrap();
        let last = lines.last().unwrap();
        assert_eq!(
            (&last["description"], &last["rate"]),
            (&json!("Rounding"), &json!("0.02"))
        );
        assert_eq!(lines.len(), 4);
        assert_eq!(invoice["computed"]["off_by"], "0.00");
        assert_eq!(invoice["status"], "2");
        assert_eq!(world.deliver(&order).await, Outcome::Unchanged);
    }
}
