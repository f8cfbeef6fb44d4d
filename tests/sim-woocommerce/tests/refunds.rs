//! Refunds, and what they do to their order.
#![allow(clippy::unwrap_used)]

mod shop;

use serde_json::{Value, json};
use shop::{Shop, body, exchange, ids, without_inner_ids};

#[test]
fn recorded_refunds_are_listed_byte_for_byte() {
    let mut shop = Shop::new();
    for name in ["partial", "full", "full-status"] {
        let recorded = exchange(&format!("rest/refunds-of-refund-{name}"));
        let target = recorded["request"]["target"].as_str().unwrap();
        let answer = shop.send("GET", target, &Value::Null);
        assert_eq!(answer.body, recorded["body"], "{name}");
    }
    let answer = shop.get("refunds?per_page=100");
    assert_eq!(answer.body, body("rest/refunds-global.body"));
    assert_eq!(answer.headers["x-wp-total"], "4");
}

#[test]
fn a_refund_of_a_line_is_what_was_recorded() {
    // The order before its first refund, and two refunds of which one was recorded in detail.
    let mut shop = Shop::when(&["089-order.updated"]);
    let first = body("webhooks/090-order.updated.body");
    let line = json!({"id": 268, "quantity": 1, "refund_total": "8.39",
        "refund_tax": [{"id": 1, "refund_total": "1.60"}]});
    let asked = json!({"amount": "9.99", "reason": first["refunds"][0]["reason"],
        "api_refund": false, "line_items": [line]});
    let answer = shop
        .at(&first["date_modified_gmt"])
        .post("orders/209/refunds", &asked);
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.body["id"], 210,
        "orders and refunds share one row of ids"
    );
    let item = &answer.body["line_items"][0];
    assert_eq!(
        (
            &item["quantity"],
            &item["total"],
            &item["total_tax"],
            &item["subtotal"]
        ),
        (
            &json!(-1),
            &json!("-8.39"),
            &json!("-1.60"),
            &json!("-8.39")
        )
    );
    assert_eq!(
        item["taxes"],
        json!([{"id": 1, "total": "-1.60", "subtotal": "-1.60"}])
    );
    assert_eq!(item["meta_data"][0]["value"], "268");
    let order = shop.get("orders/209").body;
    assert_eq!(without_inner_ids(&order), without_inner_ids(&first));
    assert_eq!(shop.waiting(), [("order.updated".to_owned(), 209)]);

    let second = body("webhooks/091-order.updated.body");
    let amount_only = json!({"amount": "1.23", "api_refund": false});
    shop.at(&second["date_modified_gmt"])
        .post("orders/209/refunds", &amount_only);
    let order = shop.get("orders/209").body;
    assert_eq!(without_inner_ids(&order), without_inner_ids(&second));

    let recorded = &body("rest/refunds-of-refund-partial.body")[0];
    let shipping = json!({"id": 270, "refund_total": "4.90",
        "refund_tax": [{"id": 1, "refund_total": "0.93"}]});
    let asked = json!({"reason": "late", "api_refund": false, "line_items": [shipping]});
    let answer = shop
        .at(&recorded["date_created_gmt"])
        .post("orders/209/refunds", &asked);
    assert_eq!(answer.body["amount"], "5.83", "the sum of the lines");
    assert_eq!(without_inner_ids(&answer.body), without_inner_ids(recorded));
}

#[test]
fn a_refund_of_everything_is_what_was_recorded_in_both_ways() {
    let mut shop = Shop::when(&["094-order.updated"]);
    let after = body("webhooks/095-order.updated.body");
    let asked = json!({"amount": "84.64", "api_refund": false});
    let refund = shop
        .at(&after["date_modified_gmt"])
        .post("orders/213/refunds", &asked)
        .body;
    assert_eq!(shop.get("orders/213").body, after);
    assert_eq!(shop.waiting(), [("order.updated".to_owned(), 213)]);
    assert_eq!(refund["meta_data"][0]["value"], "full");

    // By its status instead.
    let mut shop = Shop::when(&["097-order.updated"]);
    let after = body("webhooks/098-order.updated.body");
    let order = shop
        .at(&after["date_modified_gmt"])
        .put("orders/215", &json!({"status": "refunded"}));
    assert_eq!(order.body, after);
    assert_eq!(shop.waiting(), [("order.updated".to_owned(), 215)]);
    let refund = &shop.get("orders/215/refunds").body[0];
    let recorded = &body("rest/refunds-of-refund-full-status.body")[0];
    for field in [
        "id",
        "amount",
        "reason",
        "line_items",
        "refunded_payment",
        "_links",
    ] {
        assert_eq!(refund[field], recorded[field], "{field}");
    }
}

#[test]
fn the_total_stays_and_what_is_left_shrinks_until_the_status_changes() {
    let mut shop = Shop::when(&["094-order.updated"]);
    for (amount, status) in [
        ("50", "processing"),
        ("34.63", "processing"),
        ("0.01", "refunded"),
    ] {
        let answer = shop.post(
            "orders/213/refunds",
            &json!({"amount": amount, "api_refund": false}),
        );
        assert_eq!(answer.status, 201);
        let order = shop.get("orders/213").body;
        assert_eq!(
            (&order["status"], &order["total"]),
            (&json!(status), &json!("84.64"))
        );
    }
    let order = shop.get("orders/213").body;
    let named: Vec<&str> = order["refunds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["total"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["-0.01", "-34.63", "-50.00"], "the newest first");
    let shown = shop.control("GET", "orders", &Value::Null);
    assert_eq!(shown[0]["refunds"][2]["amount"], "50.00");
}

#[test]
fn a_refund_of_more_than_is_left_is_refused_in_the_recorded_words() {
    let mut shop = Shop::new();
    let recorded = exchange("errors/refund-too-much");
    let answer = shop.post("orders/213/refunds", &json!({"amount": "1"}));
    assert_eq!(answer.status, 500);
    assert_eq!(answer.body, recorded["body"]);
    assert_eq!(answer.body["data"], 500, "a number, not a record");
    assert!(shop.waiting().is_empty());
}

#[test]
fn a_gateway_that_cannot_refund_refuses() {
    let mut shop = Shop::when(&["094-order.updated"]);
    let answer = shop.post("orders/213/refunds", &json!({"amount": "1"}));
    assert_eq!((answer.status, &answer.body["data"]), (500, &json!(500)));
    assert!(
        shop.get("orders/213/refunds")
            .body
            .as_array()
            .unwrap()
            .is_empty()
    );
    shop.control(
        "POST",
        "edit",
        &json!({"order": 213, "set": {"payment_method": "stripe"}}),
    );
    let answer = shop.post("orders/213/refunds", &json!({"amount": "1"}));
    assert_eq!(
        (answer.status, &answer.body["refunded_payment"]),
        (201, &json!(true))
    );
}

#[test]
fn removing_a_refund_tells_nobody() {
    let mut shop = Shop::new();
    let before = shop.get("orders/209").body;
    shop.now = "2026-11-24T00:00:00Z".parse().unwrap();
    let answer = shop.delete("orders/209/refunds/211?force=false");
    assert_eq!(answer.status, 501);
    let answer = shop.delete("orders/209/refunds/211?force=true");
    assert_eq!((answer.status, &answer.body["id"]), (200, &json!(211)));
    let after = shop.get("orders/209").body;
    assert_eq!(ids(&after["refunds"]), [212]);
    assert_eq!(before["date_modified_gmt"], after["date_modified_gmt"]);
    assert_eq!(before["status"], after["status"]);
    assert!(shop.waiting().is_empty());
    assert_eq!(shop.get("orders/209/refunds/211").status, 404);
    // The id is not given out again.
    let refund = shop.control("POST", "refund", &json!({"order": 209, "amount": "1"}));
    assert!(refund["id"].as_u64().unwrap() > 2435);
}

#[test]
fn a_refund_belongs_to_one_order_and_is_none_itself() {
    let mut shop = Shop::new();
    assert_eq!(shop.get("orders/209/refunds/212").body["amount"], "5.83");
    let answer = shop.get("orders/213/refunds/212");
    assert_eq!((answer.status, &answer.body["data"]), (500, &json!(404)));
    let recorded = exchange("errors/order-id-of-a-refund");
    assert_eq!(shop.get("orders/214").body, recorded["body"]);
    let answer = shop.post("orders/999999/refunds", &json!({"amount": "1"}));
    assert_eq!(answer.body["code"], "woocommerce_rest_invalid_order_id");
}

#[test]
fn the_control_interface_refunds_by_hand_and_all_that_is_left() {
    let mut shop = Shop::new();
    let refund = shop.control(
        "POST",
        "refund",
        &json!({"order": 183, "amount": "1.50", "reason": "late"}),
    );
    assert_eq!(
        (&refund["amount"], &refund["refunded_payment"]),
        (&json!("1.50"), &json!(false))
    );
    shop.control("POST", "refund", &json!({"order": 183}));
    let order = shop.get("orders/183").body;
    assert_eq!(order["status"], "refunded");
    assert_eq!(order["refunds"].as_array().unwrap().len(), 2);
    let refused = shop.control("POST", "refund", &json!({"order": 183, "amount": "1"}));
    assert_eq!(refused["error"], "Invalid refund amount.");
    let removed = shop.control(
        "POST",
        "refund",
        &json!({"order": 183, "delete": refund["id"]}),
    );
    assert_eq!(removed["id"], refund["id"]);
}
