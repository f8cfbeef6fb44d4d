//! A worker may die at any step, and any answer may be lost: in the end one client, one estimate,
//! one invoice and one payment stand.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::crm_wire::WireFault;
use behaviour::memory_table::Failure;
use behaviour::world::{World, recorded};
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

/// Order 183, processing and paid; the same order completed an hour later; and with its shipping
/// given back after two.
fn history() -> [(Value, Value); 3] {
    let processing = recorded("013-order.updated");
    let mut completed = processing.clone();
    completed["status"] = json!("completed");
    completed["date_modified_gmt"] = json!("2026-11-23T05:26:12");
    completed["date_completed"] = json!("2026-11-23T06:26:12");
    completed["date_completed_gmt"] = json!("2026-11-23T05:26:12");
    let mut refunded = completed.clone();
    refunded["date_modified_gmt"] = json!("2026-11-23T06:26:12");
    refunded["refunds"] = json!([{"id": 900, "reason": "", "total": "-5.88"}]);
    let refunds = json!([{
        "id": 900, "date_created": "2026-11-23T07:26:12", "amount": "5.88", "reason": "late",
        "line_items": [], "fee_lines": [],
        "shipping_lines": [{
            "id": 1, "method_title": "EU", "total": "-4.90", "total_tax": "-0.98",
            "taxes": [{"id": 3, "total": "-0.98"}],
        }],
    }]);
    [
        (processing, json!([])),
        (completed, json!([])),
        (refunded, refunds),
    ]
}

fn count(office: &Value, kind: &str) -> usize {
    office[kind]
        .as_array()
        .unwrap_or_else(|| panic!("no {kind} in {office}"))
        .len()
}

/// Delivers the whole history and says what stands.
async fn live(world: &World) {
    for (order, refunds) in history() {
        let outcome = world.deliver_refunded(&order, &refunds).await;
        assert!(
            matches!(outcome, Outcome::Done | Outcome::Unchanged),
            "{outcome:?}"
        );
    }
}

fn assert_once(world: &World, what: &str) {
    let office = world.office();
    for kind in [
        "clients",
        "contacts",
        "estimates",
        "invoices",
        "payments",
        "credit_notes",
    ] {
        assert_eq!(count(&office, kind), 1, "{what}: {kind}");
    }
    let (invoice, payment) = (&office["invoices"][0], &office["payments"][0]);
    assert_eq!(invoice["total"], "63.65", "{what}");
    assert_eq!(invoice["status"], "2", "{what}");
    assert_eq!(payment["amount"], "63.65", "{what}");
    assert_eq!(office["estimates"][0]["status"], "4", "{what}");
    assert_eq!(office["credit_notes"][0]["total"], "5.88", "{what}");
    assert_eq!(office["mails_sent"], 0, "{what}");
    let links = world.table.links();
    let contributions = links.iter().filter_map(|link| link.contribution.as_ref());
    let ledger = world.table.ledger(&links[0].store);
    assert_eq!(ledger, domain::Ledger::of(contributions), "{what}");
    assert_eq!(ledger.accounts().count(), 2, "{what}: a day and a client");
}

#[tokio::test(start_paused = true)]
async fn a_good_day_needs_no_more_calls_than_it_must() {
    for (flavour, first, second, third) in
        [(Flavour::Themesic2, 8, 8, 3), (Flavour::Themesic3, 6, 7, 2)]
    {
        let world = World::new(flavour);
        let [(processing, _), (completed, _), (refunded, refunds)] = history();
        assert_eq!(world.deliver(&processing).await, Outcome::Done);
        let new_client = world.wire.calls();
        assert!(
            new_client <= first,
            "{flavour:?}: {new_client} calls for a new client's estimate"
        );
        assert_eq!(world.deliver(&completed).await, Outcome::Done);
        let known = world.wire.calls() - new_client;
        assert!(
            known <= second,
            "{flavour:?}: {known} calls from estimate to paid invoice"
        );
        assert_eq!(world.deliver(&completed).await, Outcome::Unchanged);
        assert_eq!(
            world.wire.calls(),
            new_client + known,
            "unchanged, yet called"
        );
        let credited = || world.deliver_refunded(&refunded, &refunds);
        assert_eq!(credited().await, Outcome::Done);
        let credit_note = world.wire.calls() - new_client - known;
        assert!(
            credit_note <= third,
            "{flavour:?}: {credit_note} calls for a credit note"
        );
        assert_once(&world, "a good day");
        assert_eq!(credited().await, Outcome::Unchanged);
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_becomes_of_one_call_to_the_crm_everything_stands_once() {
    use WireFault::{AnswerLost, DiesAfter, DiesBefore, Empty, ErrorPage, NotSent, Truncated};
    for flavour in FLAVOURS {
        for fault in [
            DiesBefore, DiesAfter, NotSent, AnswerLost, ErrorPage, Empty, Truncated,
        ] {
            let mut call = 1;
            loop {
                let world = World::that_takes_doubles(flavour);
                world.wire.fail(call, fault);
                live(&world).await;
                if world.wire.is_armed() {
                    break;
                }
                assert_once(&world, &format!("{flavour:?}, {fault:?} at call {call}"));
                call += 1;
            }
            assert!(call > 12, "only {call} calls were tried");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_becomes_of_a_call_the_rounding_stands_once_where_adjustments_are_dropped() {
    use WireFault::{AnswerLost, DiesAfter, DiesBefore, ErrorPage, NotSent};
    let [_, (mut order, _), _] = history();
    order["total"] = json!("63.67");
    for flavour in FLAVOURS {
        for fault in [DiesBefore, DiesAfter, NotSent, AnswerLost, ErrorPage] {
            let mut call = 1;
            loop {
                let world = World::that_takes_doubles(flavour);
                {
                    let mut crm = world.crm.lock().unwrap();
                    let mut setup = crm.setup().clone();
                    setup.drops_adjustment = true;
                    crm.set_up(setup);
                }
                world.wire.fail(call, fault);
                let outcome = world.deliver(&order).await;
                if world.wire.is_armed() {
                    break;
                }
                let what = format!("{flavour:?}, {fault:?} at call {call}: {outcome:?}");
                assert!(
                    matches!(outcome, Outcome::Done | Outcome::Unchanged),
                    "{what}"
                );
                let office = world.office();
                assert_eq!(count(&office, "invoices"), 1, "{what}");
                assert_eq!(count(&office, "payments"), 1, "{what}");
                let invoice = &office["invoices"][0];
                assert_eq!(invoice["computed"]["off_by"], "0.00", "{what}");
                assert_eq!(invoice["items"].as_array().unwrap().len(), 4, "{what}");
                call += 1;
            }
            assert!(call > 6, "only {call} calls were tried");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_becomes_of_one_write_to_the_table_everything_stands_once() {
    use Failure::{AnswerLost, Conflict, HangsAfter, HangsBefore, Unavailable};
    for flavour in FLAVOURS {
        for failure in [HangsBefore, HangsAfter, Unavailable, AnswerLost, Conflict] {
            let calls = {
                let world = World::new(flavour);
                live(&world).await;
                world.table.calls()
            };
            assert!(calls >= 6, "only {calls} calls are tried");
            for call in 1..=calls {
                let world = World::that_takes_doubles(flavour);
                world.table.fail(call, failure);
                live(&world).await;
                assert_once(&world, &format!("{flavour:?}, {failure:?} at call {call}"));
            }
        }
    }
}
