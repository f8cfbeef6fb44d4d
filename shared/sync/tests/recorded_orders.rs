//! Every recorded order becomes a document whose sums are the order's, or is set aside for a
//! reason that its own figures bear out.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use domain::{Decision, ParkReason, Plan, SkipReason, Standing, decide};
use rust_decimal::{Decimal, dec};
use sync::settings::Settings;
use sync::translate::translate;

/// The newest recorded state of each order.
fn orders() -> BTreeMap<u64, woocommerce::Order> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce/webhooks");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.to_string_lossy().contains("-order.")
                && path.extension().is_some_and(|e| e == "body")
        })
        .collect();
    files.sort();
    files
        .into_iter()
        .filter_map(|file| {
            let body = std::fs::read(&file).unwrap();
            let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
            json.get("status")?.as_str()?;
            let order: woocommerce::Order = serde_json::from_slice(&body)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            Some((order.id, order))
        })
        .collect()
}

/// The refunds of an order in detail, as the list of all refunds has them.
fn refunds_of(order: u64) -> Vec<woocommerce::Refund> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/woocommerce/rest/refunds-global.body");
    let all: Vec<woocommerce::Refund> =
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    all.into_iter()
        .filter(|refund| refund.parent_id == order)
        .collect()
}

fn settings() -> Settings {
    Settings::from_value(serde_json::json!({
        "version": 1,
        "perfex": {
            "url": "https://crm.example.com",
            "flavour": "themesic-3",
            "default_payment_mode": "1",
            "currencies": {"EUR": 2, "JPY": 3, "KWD": 4},
        },
        "stores": {"main": {
            "index": 1,
            "url": "https://shop.example.com",
            "number_offset": 100_000,
            "taxes": {
                "1": "MwSt. 19%|19.00", "2": "MwSt. 7%|7.00", "3": "USt. 20%|20.00",
                "7": "NY State Tax|4.00", "8": "NYC City Tax|4.88", "9": "GST|5.00",
                "10": "QST|10.47", "11": "消費税|10.00", "12": "ضريبة|5.00",
            },
        }},
    }))
    .unwrap()
}

fn assert_exact(order: &woocommerce::Order, plan: &Plan) {
    let document = &plan.document;
    let lines: Decimal = document
        .lines
        .iter()
        .map(domain::DocumentLine::amount)
        .sum();
    assert_eq!(document.total, order.total, "order {}", order.id);
    assert_eq!(document.subtotal, lines, "order {}", order.id);
    assert_eq!(
        document.subtotal + document.total_tax + document.adjustment,
        order.total,
        "order {}",
        order.id
    );
    let drift = (document.total_tax - order.total_tax).abs();
    assert!(
        drift <= document.adjustment.abs().max(dec!(0.05)),
        "order {}: tax {} became {}",
        order.id,
        order.total_tax,
        document.total_tax
    );
    let count = order.line_items.len() + order.shipping_lines.len() + order.fee_lines.len();
    assert_eq!(
        document.lines.len(),
        count,
        "order {}: a line is lost",
        order.id
    );
}

#[test]
fn every_recorded_order_stands_exactly_or_is_set_aside_for_a_true_reason() {
    use ParkReason::{NoEmail, TooManyDecimals, ZeroTotal};

    let rules = settings().rules(&"main".parse().unwrap()).unwrap();
    let (mut stood, mut aside) = (0, Vec::new());
    for (id, wire) in orders() {
        let order = translate(&wire, &refunds_of(id))
            .unwrap_or_else(|parked| panic!("order {id}: {parked:?}"));
        match decide(&order, &Standing::default(), &rules) {
            Decision::Stand(plan) => {
                assert_exact(&wire, &plan);
                stood += 1;
            }
            Decision::Skip(SkipReason::Draft) => assert_eq!(wire.status, "checkout-draft"),
            Decision::Skip(SkipReason::NeverStood) => {
                assert!(
                    ["cancelled", "failed", "refunded"].contains(&wire.status.as_str()),
                    "order {id}"
                );
            }
            Decision::Park(parked) => aside.push((id, parked.reason)),
            other => panic!("order {id}: {other:?}"),
        }
    }
    assert_eq!(
        aside,
        [
            (190, ZeroTotal),
            (191, ZeroTotal),
            (192, ZeroTotal),
            (203, TooManyDecimals),
            (243, ZeroTotal),
            (433, NoEmail),
            (2434, NoEmail),
        ]
    );
    assert_eq!(stood, 38);
}

#[test]
fn each_recorded_refund_is_credited_exactly_or_says_why_not() {
    let rules = settings().rules(&"main".parse().unwrap()).unwrap();
    let mut credited = Vec::new();
    for (id, mut wire) in orders() {
        // A credit note waits for the invoice, so an open order has none yet.
        if wire.status == "processing" {
            "completed".clone_into(&mut wire.status);
        }
        let order = translate(&wire, &refunds_of(id)).unwrap();
        let Decision::Stand(plan) = decide(&order, &Standing::default(), &rules) else {
            continue;
        };
        for credit in plan.credits {
            let sum = match credit.document {
                Ok(note) => {
                    assert_eq!(note.subtotal + note.total_tax + note.adjustment, note.total);
                    Ok(note.total)
                }
                Err(parked) => Err(parked.reason),
            };
            credited.push((id, credit.refund, sum));
        }
    }
    assert_eq!(
        credited,
        [
            // An amount and nothing else, of an order with 19 % and 7 %.
            (209, 211, Err(ParkReason::RefundTaxUnknown)),
            (209, 212, Ok(dec!(5.83))),
            (213, 214, Ok(dec!(84.64))),
            (215, 216, Ok(dec!(84.64))),
        ]
    );
}

#[test]
fn a_variation_and_its_sku_stand_in_the_line() {
    let rules = settings().rules(&"main".parse().unwrap()).unwrap();
    let order = translate(&orders()[&183], &[]).unwrap();
    let Decision::Stand(plan) = decide(&order, &Standing::default(), &rules) else {
        panic!("order 183 stands");
    };
    let line = &plan.document.lines[0];
    assert_eq!(line.description, "T-Shirt - S, Rot");
    assert_eq!(
        line.long_description,
        "2 ×\nSKU TEE-S-R\nSize: S\nFarbe: Rot"
    );
    assert_eq!(line.taxes[0].to_string(), "USt. 20%|20.00");
    assert_eq!(plan.document.lines[2].description, "Shipping: EU");
}
