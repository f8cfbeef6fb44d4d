//! What the office wants on its documents: tags, an agent, a project, custom fields, wordings.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::world::{World, recorded};
use domain::{ParkReason, SkipReason};
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

fn order(status: &str, minute: u32) -> Value {
    let mut order = recorded("013-order.updated");
    order["status"] = json!(status);
    order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
    order["meta_data"] = json!([
        {"id": 1, "key": "po_number", "value": "PO-77"},
        {"id": 2, "key": "is_vat_exempt", "value": "yes"},
        {"id": 3, "key": "list", "value": [1, 2]},
    ]);
    order["coupon_lines"] = json!([{"id": 5, "code": "summer & sun", "discount": "3.5"}]);
    for field in ["date_paid", "date_paid_gmt"] {
        order[field] = Value::Null;
    }
    order
}

fn world(flavour: Flavour) -> World {
    World::with(flavour, |_, store| {
        store["documents"] = json!({
            "tags": ["shop", "vienna"], "sale_agent": 4, "project": 9,
            "invoice_fields": {"11": "meta:po_number", "12": "meta:list"},
            "estimate_fields": {"21": "order_number"},
            "texts": [
                {"meta": "is_vat_exempt", "value": "yes", "text": "Exempt."},
                {"meta": "is_vat_exempt", "value": "no", "text": "Never."},
                {"tax_class": "standard", "text": "Standard rate."},
                {"tax_class": "reverse-charge", "text": "Never."},
            ],
        });
    })
}

#[tokio::test(start_paused = true)]
async fn each_document_bears_what_the_settings_say_and_keeps_it_when_it_is_called_off() {
    for flavour in FLAVOURS {
        let world = world(flavour);
        assert_eq!(world.deliver(&order("processing", 1)).await, Outcome::Done);
        let note = "Coupon summer & sun (−3.50, already in the prices)\nExempt.\nStandard rate.";
        let estimate = world.office()["estimates"][0].clone();
        assert_eq!(estimate["tags"], json!(["shop", "vienna"]));
        assert_eq!(estimate["sale_agent"], "4");
        assert_eq!(estimate["custom_fields"]["21"], "183");
        assert_eq!(
            perfex::plain(estimate["clientnote"].as_str().unwrap()),
            note
        );
        for (minute, status) in [(2, "completed"), (3, "cancelled"), (4, "completed")] {
            assert_eq!(world.deliver(&order(status, minute)).await, Outcome::Done);
            let invoice = world.office()["invoices"][0].clone();
            assert_eq!(invoice["tags"], json!(["shop", "vienna"]), "{status}");
            assert_eq!(invoice["sale_agent"], "4", "{status}");
            assert_eq!(invoice["project_id"], "9", "{status}");
            assert_eq!(invoice["custom_fields"]["11"], "PO-77", "{status}");
            assert!(invoice["custom_fields"]["12"].is_null(), "{status}");
            assert_eq!(perfex::plain(invoice["clientnote"].as_str().unwrap()), note);
            let estimate = world.office()["estimates"][0].clone();
            assert_eq!(estimate["custom_fields"]["21"], "183", "{status}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_of_zero_is_parked_left_out_or_written() {
    let zero = || {
        let mut order = order("completed", 1);
        order["total"] = json!("0.00");
        order["total_tax"] = json!("0.00");
        order["shipping_lines"] = json!([]);
        for line in order["line_items"].as_array_mut().unwrap() {
            line["total"] = json!("0.00");
            line["taxes"] = json!([]);
        }
        order["tax_lines"] = json!([]);
        order
    };
    for flavour in FLAVOURS {
        let parked = World::new(flavour);
        let Outcome::Parked(why) = parked.deliver(&zero()).await else {
            panic!("parked");
        };
        assert_eq!(why.reason, ParkReason::ZeroTotal);
        assert_eq!(parked.wire.calls(), 0);

        let skipped = World::with(flavour, |_, store| store["zero_totals"] = json!("skip"));
        assert_eq!(
            skipped.deliver(&zero()).await,
            Outcome::Skipped(SkipReason::ZeroTotal)
        );
        assert_eq!(skipped.wire.calls(), 0);
    }
    let written = World::with(Flavour::Themesic3, |_, store| {
        store["zero_totals"] = json!("write");
    });
    assert_eq!(written.deliver(&zero()).await, Outcome::Done);
    let office = written.office();
    assert_eq!(office["invoices"][0]["total"], "0.00");
    assert_eq!(
        office["invoices"][0]["status"], "2",
        "nothing is left to pay"
    );
    assert_eq!(office["payments"], json!([]));
    assert_eq!(written.deliver(&zero()).await, Outcome::Unchanged);
}
