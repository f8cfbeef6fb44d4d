#![expect(clippy::unwrap_used, clippy::panic)]

use domain::taxes::TaxMap;
use domain::{OpenOrders, OrderId};
use serde_json::{Value, json};

use super::*;

mod standing;

fn order(changes: &Value) -> woocommerce::Order {
    let mut order = json!({
        "id": 183, "number": "S-183", "status": "completed", "currency": "EUR",
        "total": "11.90", "total_tax": "1.90", "prices_include_tax": true,
        "date_created": "2026-11-20T10:00:00", "date_completed": "2026-11-23T10:00:00",
        "date_paid": "2026-11-22T10:00:00", "date_paid_gmt": "2026-11-22T09:00:00",
        "billing": {"email": "jane@example.com"}, "payment_method": "bacs",
        "line_items": [{
            "id": 1, "name": "Mug", "quantity": 2, "total": "10.00", "sku": "MUG-1",
            "taxes": [{"id": 1, "total": "1.9"}],
        }],
        "tax_lines": [{"rate_id": 1, "rate_code": "DE-VAT-1", "label": "VAT", "rate_percent": 19}],
    });
    for (field, value) in changes.as_object().unwrap() {
        order[field] = value.clone();
    }
    serde_json::from_value(order).unwrap()
}

fn refund(id: u64, amount: &str, lines: &Value) -> woocommerce::Refund {
    serde_json::from_value(json!({
        "id": id, "date_created": "2026-11-25T10:00:00", "amount": amount, "line_items": lines,
    }))
    .unwrap()
}

fn rules() -> Rules {
    Rules {
        store_index: 1,
        number_offset: 100_000,
        taxes: TaxMap {
            rates: [(1, "VAT|19".parse().unwrap())].into(),
            ..TaxMap::default()
        },
        currencies: [("EUR".to_owned(), 2)].into(),
        default_payment_mode: "1".into(),
        ..Rules::default()
    }
}

fn unknown() -> Link {
    let now = "2026-11-25T10:00:00Z".parse().unwrap();
    Link::new("main".parse().unwrap(), OrderId(183), now)
}

fn of(order: &woocommerce::Order) -> Preview {
    Preview::of(order, &[], &unknown(), &rules())
}

#[test]
fn an_order_is_shown_as_its_invoice_with_both_sides_sums() {
    let shown = serde_json::to_value(of(&order(&json!({})))).unwrap();
    assert_eq!(
        (&shown["outcome"], &shown["reason"]),
        (&json!("documents"), &Value::Null)
    );
    assert_eq!(
        shown["documents"],
        json!([{
            "kind": "invoice", "action": "create", "number": 100_183, "date": "2026-11-23",
            "currency": "EUR", "status": "paid", "reference": "S-183",
            "subtotal": "10.00", "total_tax": "1.90", "adjustment": "0.00", "total": "11.90",
            "order_subtotal": "10.00", "order_tax": "1.90", "order_total": "11.90",
            "taxes": [{"taxname": "VAT|19.00", "order": "1.90", "document": "1.90"}],
            "payment": {
                "amount": "11.90", "mode": "1", "method": "",
                "note": "WooCommerce order S-183, paid 2026-11-22",
            },
            "lines": [{
                "description": "Mug", "long_description": "SKU MUG-1", "qty": "2",
                "rate": "5.00", "amount": "10.00", "taxname": ["VAT|19.00"],
            }],
        }])
    );
    assert!(shown.get("proposed").is_none(), "nothing was missing");
    assert_eq!(shown["notes"], json!([]));
}

#[test]
fn an_order_that_would_be_parked_or_skipped_shows_why_and_no_documents() {
    let unmapped = json!([{"id": 1, "total": "10.00", "taxes": [{"id": 9, "total": "1.90"}]}]);
    for (changes, outcome, reason) in [
        (
            json!({"line_items": unmapped}),
            PreviewOutcome::Park,
            "tax_not_mapped",
        ),
        (
            json!({"currency": "USD"}),
            PreviewOutcome::Park,
            "currency_not_mapped",
        ),
        (
            json!({"currency": "XX"}),
            PreviewOutcome::Park,
            "currency_not_mapped",
        ),
        (
            json!({"total": "12.90"}),
            PreviewOutcome::Park,
            "totals_differ",
        ),
        (json!({"billing": {}}), PreviewOutcome::Park, "no_email"),
        (
            json!({"status": "checkout-draft"}),
            PreviewOutcome::Skip,
            "draft",
        ),
        (
            json!({"status": "cancelled"}),
            PreviewOutcome::Skip,
            "never_stood",
        ),
    ] {
        let shown = of(&order(&changes));
        assert_eq!(
            (shown.outcome, shown.reason),
            (outcome, Some(reason)),
            "{changes}"
        );
        assert!(shown.detail.is_some_and(|detail| !detail.is_empty()));
        assert!(shown.documents.is_empty() && shown.proposed.is_none());
    }
    let nothing = Rules {
        open_orders: OpenOrders::Nothing,
        ..rules()
    };
    let open = order(&json!({"status": "pending"}));
    let shown = Preview::of(&open, &[], &unknown(), &nothing);
    assert_eq!(shown.reason, Some("status_not_wanted"));
}

#[test]
fn a_credit_note_stands_beside_its_invoice_and_one_that_cannot_is_named() {
    let refunded = order(&json!({
        "refunds": [{"id": 901, "total": "-5.95"}, {"id": 902, "total": "-9.00"}],
    }));
    let line = |total: &str, tax: &str| {
        json!([{"id": 5, "name": "Mug", "quantity": -1, "total": total,
                "taxes": [{"id": 1, "total": tax}]}])
    };
    let refunds = [
        refund(901, "5.95", &line("-5.00", "-0.95")),
        refund(902, "9.00", &line("-5.00", "-0.95")),
    ];
    let shown = Preview::of(&refunded, &refunds, &unknown(), &rules());
    assert_eq!(shown.outcome, PreviewOutcome::Documents);
    assert_eq!(shown.reason, Some("totals_differ"), "the order then waits");
    let kinds: Vec<_> = shown.documents.iter().map(|d| (d.kind, d.refund)).collect();
    assert_eq!(kinds, [("invoice", None), ("credit_note", Some(901))]);
    let note = &shown.documents[1];
    assert_eq!(
        (note.total.to_string(), note.order_tax.unwrap().to_string()),
        ("5.95".to_owned(), "0.95".to_owned())
    );
    assert_eq!(note.taxes[0].order, Some(note.taxes[0].document));
    assert_eq!(
        (shown.parked[0].refund, shown.parked[0].reason),
        (902, "totals_differ")
    );
}

#[test]
fn refunds_whose_details_are_missing_are_named() {
    let refunded = order(&json!({"refunds": [{"id": 901, "total": "-5.95"}]}));
    let shown = of(&refunded);
    assert!(shown.notes[0].contains("(901)"), "{:?}", shown.notes);
    assert_eq!(shown.order.unwrap().refunded.to_string(), "5.95");

    let open = order(&json!({"status": "processing", "refunds": [{"id": 901, "total": "-5.95"}]}));
    let refunds = [refund(901, "5.95", &json!([]))];
    let shown = Preview::of(&open, &refunds, &unknown(), &rules());
    assert_eq!(shown.documents[0].kind, "estimate");
    assert!(
        shown.notes[0].contains("once the order is invoiced"),
        "{:?}",
        shown.notes
    );
}

#[test]
fn without_a_tax_map_one_is_proposed_from_the_order() {
    let taxes = json!([
        {"id": 1, "total": "0.50"}, {"id": 2, "total": "1.05"}, {"id": 3, "total": ""},
    ]);
    let compound = order(&json!({
        "total": "11.55", "total_tax": "1.55",
        "line_items": [{"id": 1, "name": "Mug", "total": "10.00", "taxes": taxes}],
        "tax_lines": [
            {"rate_id": 2, "label": "QST|x", "rate_percent": 9.975, "compound": true},
            {"rate_id": 1, "label": "GST", "rate_percent": 5},
            {"rate_id": 3, "label": "Other", "rate_percent": 20},
        ],
    }));
    let empty = Rules {
        taxes: TaxMap::default(),
        currencies: [].into(),
        ..rules()
    };
    let shown = Preview::of(&compound, &[], &unknown(), &empty);
    let proposed = shown.proposed.clone().unwrap();
    assert_eq!(
        serde_json::to_value(&proposed).unwrap(),
        // The 20 % were not levied on the line that bears the compound rate.
        json!({
            "taxes": {"1": "GST|5.00", "2": "QST x|10.47", "3": "Other|20.00"},
            "currencies": {"EUR": 1},
        })
    );
    assert_eq!(
        shown.outcome,
        PreviewOutcome::Documents,
        "{:?}",
        shown.detail
    );
    assert_eq!(shown.documents[0].total.to_string(), "11.55");
    assert_eq!(
        proposed.to_toml("main"),
        "[perfex.currencies]\n\
         EUR = 1 # a placeholder: the id ends the currency's link in Setup > Finance > Currencies\n\
         [stores.main.taxes]\n\
         1 = \"GST|5.00\"\n2 = \"QST x|10.47\"\n3 = \"Other|20.00\""
    );
}

#[test]
fn a_rate_without_a_percentage_is_not_guessed() {
    let old = order(&json!({"tax_lines": [{"rate_id": 1, "label": "VAT", "rate_percent": null}]}));
    let empty = Rules {
        taxes: TaxMap::default(),
        ..rules()
    };
    let shown = Preview::of(&old, &[], &unknown(), &empty);
    assert_eq!(shown.reason, Some("tax_not_mapped"));
    assert_eq!(shown.proposed, None, "the currency is mapped");
    assert!(
        shown.notes[0].contains("no percentage for tax rate 1"),
        "{:?}",
        shown.notes
    );
}

#[test]
fn a_payment_that_is_not_written_is_explained() {
    let rules = Rules {
        payments_from: Some(jiff::civil::date(2026, 11, 23)),
        ..rules()
    };
    let shown = Preview::of(&order(&json!({})), &[], &unknown(), &rules);
    assert_eq!(shown.documents[0].status, "unpaid");
    assert_eq!(
        shown.notes,
        [
            "the order was paid on 2026-11-22: payments are written from 2026-11-23 on, the store's go_live"
        ]
    );
}
