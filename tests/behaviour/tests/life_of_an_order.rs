//! An order goes forwards and backwards through its statuses, is edited, called off and comes back:
//! the documents follow, as far as an office may.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::world::{World, recorded};
use domain::ParkReason;
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::{Outcome, Reading};

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

/// Order 183 in another status, changed so many minutes after it was made.
fn order(status: &str, minute: u32) -> Value {
    let mut order = recorded("013-order.updated");
    order["status"] = json!(status);
    order["date_modified"] = json!(format!("2026-11-23T06:{minute:02}:00"));
    order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
    order
}

fn unpaid(mut order: Value) -> Value {
    for field in ["date_paid", "date_paid_gmt"] {
        order[field] = Value::Null;
    }
    order
}

fn completed(mut order: Value) -> Value {
    order["date_completed"] = json!("2026-11-23T06:30:00");
    order["date_completed_gmt"] = json!("2026-11-23T05:30:00");
    order
}

fn reason(outcome: &Outcome) -> ParkReason {
    match outcome {
        Outcome::Parked(parked) => parked.reason,
        other => panic!("should be parked: {other:?}"),
    }
}

fn statuses(world: &World) -> (Value, Value) {
    let office = world.office();
    (
        office["estimates"][0]["status"].clone(),
        office["invoices"][0]["status"].clone(),
    )
}

#[tokio::test(start_paused = true)]
async fn an_unpaid_order_may_be_called_off_and_come_back_at_every_station() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        // Estimates: 2 sent, 3 declined, 4 accepted. Invoices: 4 overdue by now, 5 cancelled.
        for (minute, status, documents) in [
            (1, "pending", ("2", "")),
            (2, "cancelled", ("3", "")),
            (3, "on-hold", ("2", "")),
            (4, "processing", ("4", "")),
            (5, "failed", ("3", "")),
            (6, "partial-shipped", ("4", "")),
            (7, "completed", ("4", "4")),
            (8, "processing", ("4", "4")),
            (9, "cancelled", ("4", "5")),
            (10, "completed", ("4", "4")),
            (11, "trash", ("4", "5")),
            (12, "pending", ("4", "4")),
        ] {
            let order = completed(unpaid(order(status, minute)));
            let outcome = world.deliver(&order).await;
            let unchanged = minute == 8;
            assert_eq!(
                outcome == Outcome::Unchanged,
                unchanged,
                "{minute}: {outcome:?}"
            );
            let (estimate, invoice) = statuses(&world);
            let held = (
                estimate.as_str().unwrap_or_default().to_owned(),
                invoice.as_str().unwrap_or_default().to_owned(),
            );
            assert_eq!(
                (held.0.as_str(), held.1.as_str()),
                documents,
                "{flavour:?}, {minute}: {status}"
            );
            assert_eq!(
                world.deliver(&order).await,
                Outcome::Unchanged,
                "{minute} again"
            );
        }
        let office = world.office();
        assert_eq!(office["invoices"].as_array().unwrap().len(), 1);
        assert_eq!(office["estimates"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_gone_for_good_takes_back_its_estimate() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        world.deliver(&unpaid(order("pending", 1))).await;
        let outcome = world.handle(183, Reading::Deleted).await;
        assert_eq!(outcome, Some(Outcome::Done));
        assert_eq!(statuses(&world).0, "3");
    }
}

#[tokio::test(start_paused = true)]
async fn a_paid_order_called_off_is_for_a_person() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        world.deliver(&completed(order("completed", 1))).await;
        let outcome = world.deliver(&completed(order("cancelled", 2))).await;
        assert_eq!(reason(&outcome), ParkReason::PaidButCalledOff);
        assert_eq!(statuses(&world).1, "2");
    }
}

/// The same order with a fee of 10.00 more.
fn dearer(mut order: Value) -> Value {
    order["fee_lines"] = json!([
        {"id": 9001, "name": "Gift wrap", "tax_class": "", "total": "10.00", "taxes": []}
    ]);
    order["total"] = json!("73.65");
    order
}

#[tokio::test(start_paused = true)]
async fn an_edit_before_payment_changes_the_documents_in_place() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        world.deliver(&unpaid(order("processing", 1))).await;
        world.deliver(&dearer(unpaid(order("processing", 2)))).await;
        let office = world.office();
        assert_eq!(office["estimates"][0]["total"], "73.65");
        world
            .deliver(&unpaid(completed(order("completed", 3))))
            .await;
        let outcome = world
            .deliver(&dearer(unpaid(completed(order("completed", 4)))))
            .await;
        assert_eq!(outcome, Outcome::Done);
        let office = world.office();
        assert_eq!(office["invoices"][0]["total"], "73.65");
        assert_eq!(office["invoices"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_after_payment_is_parked_with_both_sums() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        world.deliver(&completed(order("completed", 1))).await;
        let outcome = world
            .deliver(&dearer(completed(order("completed", 2))))
            .await;
        assert_eq!(reason(&outcome), ParkReason::ChangedAfterPayment);
        let Outcome::Parked(parked) = outcome else {
            panic!("parked");
        };
        let sums = (parked.order_total, parked.document_total);
        let sums = (sums.0.unwrap().to_string(), sums.1.unwrap().to_string());
        assert_eq!(sums, ("73.65".to_owned(), "63.65".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_settings_say_so_an_edit_after_payment_is_credited_and_invoiced_anew() {
    for flavour in FLAVOURS {
        let world = World::with(flavour, |_, store| {
            store["edits_after_payment"] = json!("reissue");
            store["reissue_offset"] = json!(500_000_000);
        });
        world.deliver(&completed(order("completed", 1))).await;
        let edited = dearer(completed(order("completed", 2)));
        assert_eq!(world.deliver(&edited).await, Outcome::Done);
        let office = world.office();
        let totals = |kind: &str| -> Vec<String> {
            let all = office[kind].as_array().unwrap();
            all.iter()
                .map(|one| one["total"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(totals("invoices"), ["63.65", "73.65"]);
        assert_eq!(totals("credit_notes"), ["63.65"]);
        assert_eq!(office["invoices"][1]["number"], "500100183");
        assert_eq!(
            office["payments"].as_array().unwrap().len(),
            1,
            "money came in once"
        );
        assert_eq!(world.deliver(&edited).await, Outcome::Unchanged);
        let again = completed(order("completed", 3));
        assert_eq!(
            world.deliver(&again).await,
            Outcome::Done,
            "unpaid, so in place"
        );
        assert_eq!(world.office()["invoices"][1]["total"], "63.65");
    }
}

#[tokio::test(start_paused = true)]
async fn documents_of_a_closed_period_are_left_alone() {
    for flavour in FLAVOURS {
        let world = World::with(flavour, |_, store| {
            store["locked_until"] = json!("2026-11-23");
        });
        let outcome = world.deliver(&completed(order("completed", 1))).await;
        assert_eq!(reason(&outcome), ParkReason::PeriodClosed);
        assert_eq!(world.office()["invoices"], json!([]));
        let mut later = order("completed", 2);
        later["date_completed"] = json!("2026-11-24T06:30:00");
        assert_eq!(world.deliver(&later).await, Outcome::Done);
    }
}

#[tokio::test(start_paused = true)]
async fn money_from_before_the_set_up_is_not_paid_again() {
    let world = World::with(Flavour::Themesic3, |_, store| {
        store["go_live"] = json!("2026-11-24");
    });
    let outcome = world.deliver(&completed(order("completed", 1))).await;
    assert_eq!(outcome, Outcome::Done);
    let office = world.office();
    assert_eq!(office["payments"], json!([]));
    assert_eq!(
        office["invoices"][0]["status"], "4",
        "open, and due that day"
    );
    assert_eq!(office["mails_sent"], 0);
}

#[tokio::test(start_paused = true)]
async fn an_order_waits_for_its_tax_and_stands_once_it_is_mapped() {
    for flavour in FLAVOURS {
        let world = World::with(flavour, |_, store| {
            store["taxes"].as_object_mut().unwrap().remove("3");
        });
        let order = order("processing", 1);
        let outcome = world.deliver(&order).await;
        assert_eq!(reason(&outcome), ParkReason::TaxNotMapped);
        let Outcome::Parked(parked) = outcome else {
            panic!("parked");
        };
        for part in [
            "rate 3",
            "20 %",
            "country AT",
            "class standard",
            "Perfex has",
        ] {
            assert!(parked.detail.contains(part), "{part}: {}", parked.detail);
        }
        let calls = world.wire.calls();
        world.deliver(&order).await;
        assert_eq!(world.wire.calls(), calls, "Perfex is asked once");
    }
}
