//! What is parked, and settings.

#![expect(clippy::unwrap_used)]

mod shop;

use domain::{ParkReason, Parked};
use rust_decimal::dec;
use serde_json::{Value, json};
use shop::{Sample, Shop, settings};
use sync::Outcome;

async fn park(shop: &Shop, id: u64, reason: ParkReason) {
    let parked = Parked::new(reason, "do something").with_totals(dec!(10), dec!(9.99));
    shop.order(&Sample {
        outcome: Outcome::Parked(parked),
        ..Sample::new(id, 1)
    })
    .await;
}

fn ids(page: &Value) -> Vec<u64> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_parked_is_listed_by_reason_tried_again_and_dismissed() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for id in [183, 12, 7] {
        park(&shop, id, ParkReason::NoEmail).await;
    }
    park(&shop, 184, ParkReason::TotalsDiffer).await;
    let page = shop.get("/stores/main/parked").await;
    assert_eq!(ids(&page), [7, 12, 183, 184]);
    assert_eq!(
        page["reasons"][0],
        json!({"reason": "no_email", "count": 3, "cured_by_settings": true})
    );
    assert_eq!(page["items"][0]["order_total"], "10.00");
    assert_eq!(page["items"][0]["document_total"], "9.99");
    let first = shop
        .get("/stores/main/parked?limit=2&reason=no_email")
        .await;
    assert_eq!(ids(&first), [7, 12]);
    let next = first["next"].as_str().unwrap();
    let second = shop
        .get(&format!(
            "/stores/main/parked?limit=2&reason=no_email&cursor={next}"
        ))
        .await;
    assert_eq!((ids(&second), &second["next"]), (vec![183], &Value::Null));

    let done = shop
        .post("/stores/main/parked/retry", json!({"orders": [184, 9999]}))
        .await;
    assert_eq!(done, json!({"handled": 1, "next": null}));
    let hints = shop.aws.receive(&shop.queue);
    assert_eq!(hints.len(), 1);
    assert_eq!(
        (&hints[0]["id"], &hints[0]["topic"]),
        (&json!(184), &json!("parked.retry"))
    );
    let nothing = shop
        .call(
            "POST",
            "/stores/main/parked/retry",
            "[operate]",
            Some(json!({})),
        )
        .await;
    assert_eq!(nothing.status, 400);

    let done = shop
        .post("/stores/main/parked/dismiss", json!({"reason": "no_email"}))
        .await;
    assert_eq!(done["handled"], 3);
    assert_eq!(ids(&shop.get("/stores/main/parked").await), [184]);
    let detail = shop.get("/stores/main/orders/183").await;
    assert_eq!(detail["parked"]["dismissed"], true);
    assert_eq!(
        shop.get("/stores/main/overview?today=2026-11-01").await["parked"]["count"],
        1
    );
}

#[tokio::test]
async fn all_of_a_reason_are_tried_again_each_once_however_many_there_are() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    // Ids of one to three digits: the index sorts them as texts.
    let many: Vec<u64> = (1..=203).chain([2_031]).collect();
    for id in &many {
        park(&shop, *id, ParkReason::NoEmail).await;
    }
    park(&shop, 500, ParkReason::NotPermitted).await;
    let mut asked = json!({"reason": "no_email"});
    let mut handled = Vec::new();
    for expected in [200, 4] {
        let done = shop.post("/stores/main/parked/retry", asked.clone()).await;
        assert_eq!(done["handled"], expected);
        asked["cursor"] = done["next"].clone();
        loop {
            let hints = shop.aws.receive(&shop.queue);
            if hints.is_empty() {
                break;
            }
            handled.extend(hints.iter().map(|hint| hint["id"].as_u64().unwrap()));
        }
    }
    assert_eq!(asked["cursor"], Value::Null);
    handled.sort_unstable();
    assert_eq!(handled, many);
    for body in [
        json!({"reason": "no_email", "orders": [1]}),
        json!({"reason": "no_email", "cursor": "nonsense"}),
        json!({"orders": many}),
    ] {
        let path = "/stores/main/parked/retry";
        let refused = shop.call("POST", path, "[operate]", Some(body)).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
    }
}

#[tokio::test]
async fn a_wrong_setting_is_refused_with_its_field_and_changes_nothing() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let mut wrong = settings();
    wrong["stores"]["main"]["taxes"]["1"] = json!("MwSt|4.875");
    for (method, path, body) in [
        ("POST", "/settings/check", json!({"settings": wrong})),
        ("PUT", "/settings", json!({"version": 1, "settings": wrong})),
    ] {
        let refused = shop.call(method, path, "[operate]", Some(body)).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json()["field"], "stores.main.taxes.1");
    }
    assert_eq!(shop.get("/settings").await["version"], 1);
    let mut moved = settings();
    moved["stores"]["main"]["index"] = json!(2);
    let body = json!({"version": 1, "settings": moved});
    let refused = shop.call("PUT", "/settings", "[operate]", Some(body)).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("would not be found in Perfex"));
}

#[tokio::test]
async fn settings_are_put_in_force_told_and_taken_back() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    park(&shop, 183, ParkReason::TaxNotMapped).await;
    park(&shop, 184, ParkReason::CancelByHand).await;
    let mut new = settings();
    new["stores"]["main"]["taxes"]["2"] = json!("MwSt|7.00");
    let body = json!({"version": 1, "settings": new});
    let pushed = shop
        .call("PUT", "/settings", "[operate]", Some(body.clone()))
        .await;
    assert_eq!(
        pushed.json(),
        json!({"version": 2, "changed": ["stores.main"], "released": 1})
    );
    let hints = shop.aws.receive(&shop.queue);
    assert_eq!((hints.len(), &hints[0]["id"]), (1, &json!(183)));

    let late = shop.call("PUT", "/settings", "[operate]", Some(body)).await;
    assert_eq!(late.status, 409, "made from an older version");

    let told = shop.get("/settings").await;
    assert_eq!(
        told["settings"]["stores"]["main"]["taxes"]["2"],
        "MwSt|7.00"
    );
    assert_eq!(told["versions"][0]["by"], "jane");
    assert_eq!(told["versions"][0]["changed"], json!(["stores.main"]));

    shop.post("/settings/restore", json!({"version": 2, "restore": 1}))
        .await;
    let told = shop.get("/settings").await;
    assert_eq!(told["version"], 3);
    assert_eq!(told["settings"]["stores"]["main"]["taxes"].get("2"), None);
    let missing = json!({"version": 3, "restore": 77});
    let missing = shop
        .call("POST", "/settings/restore", "[operate]", Some(missing))
        .await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn the_doctor_says_of_each_side_what_is_wrong_and_how_to_mend_it() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let told = shop.get("/stores/main/diagnostics").await;
    let findings = told["findings"].as_array().unwrap();
    let verdict = |about: &str, check: &str| {
        let found = findings
            .iter()
            .find(|one| one["about"] == about && one["check"] == check);
        found.map(|one| one["verdict"].as_str().unwrap().to_owned())
    };
    assert_eq!(verdict("store", "keys").as_deref(), Some("problem"));
    assert_eq!(verdict("perfex", "answers").as_deref(), Some("problem"));
    assert_eq!(verdict("aws", "table").as_deref(), Some("good"));
    assert_eq!(verdict("aws", "backfill").as_deref(), Some("good"));
    assert_eq!(verdict("aws", "dead_letters").as_deref(), Some("good"));
    assert_eq!(told["problems"], 2);
}

#[tokio::test]
async fn only_who_may_operate_has_something_written_to_perfex() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let path = "/stores/main/diagnostics/write-probe";
    let refused = shop.call("POST", path, "[look]", None).await;
    assert_eq!(refused.status, 403);
    // Nothing listens there: the probe says so instead of failing.
    let answer = shop.call("POST", path, "[operate]", None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["problems"], 1);
    let said = answer.json()["findings"][0]["said"].to_string();
    assert!(said.contains("nothing was written"), "{said}");
}
