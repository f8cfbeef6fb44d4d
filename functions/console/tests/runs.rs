//! Full syncs: begun, watched, stopped, and what they found.

#![expect(clippy::unwrap_used)]

mod shop;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shop::{STORE, Shop};
use sync::full_sync::{Ended, Item, Run, RunId, cancel};
use sync::ports::{Runs as _, SystemClock};

const RUNS: &str = "/stores/main/runs";

/// What a run's row holds, as its worker would write it.
async fn worked(shop: &Shop, change: impl FnOnce(&mut Value)) -> RunId {
    let mut row = shop
        .table
        .active_run(&STORE.parse().unwrap())
        .await
        .unwrap();
    let mut run = serde_json::to_value(row.run.take().unwrap()).unwrap();
    change(&mut run);
    let run: Run = serde_json::from_value(run).unwrap();
    let id = run.id.clone();
    row.run = Some(run);
    shop.table.save_active_run(&mut row).await.unwrap();
    id
}

fn step(name: &str, total: u64, queued: u64, passed_over: u64) -> Value {
    let begun = Timestamp::now() - SignedDuration::from_secs(10);
    json!({"step": name, "begun_at": begun, "total": total, "listed": queued + passed_over, "queued": queued,
           "passed_over": passed_over, "listing": {"named": {}}})
}

async fn counted(shop: &Shop, run: &RunId, ids: std::ops::Range<u64>, ended: Ended) {
    let items: Vec<(Item, Ended)> = ids
        .map(|id| (format!("orders.{id}.1795500000").parse().unwrap(), ended))
        .collect();
    let store = STORE.parse().unwrap();
    shop.table.count(&store, run, &items).await.unwrap();
}

#[tokio::test]
async fn what_is_asked_for_reaches_the_function_and_the_run_is_shown_as_it_gets_on() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    assert_eq!(
        shop.get(RUNS).await,
        json!({"active": null, "runs": [], "next": null})
    );
    let asked = json!({"steps": ["verify", "orders"], "after": "2026-01-01"});
    let begun = shop.post(RUNS, asked.clone()).await;
    let mut event = asked;
    event["store"] = json!("main");
    assert_eq!(shop.functions.events(), [event]);

    let id = worked(&shop, |run| {
        run["steps"] = json!([step("orders", 40, 30, 4)]);
    })
    .await;
    assert_eq!(begun["run"], id.to_string());
    counted(&shop, &id, 1..21, Ended::Done).await;
    counted(&shop, &id, 21..22, Ended::Parked).await;
    let page = shop.get(RUNS).await;
    let shown = shop.get(&format!("{RUNS}/{id}")).await;
    for run in [&page["active"], &shown] {
        assert_eq!(
            (&run["state"], &run["kind"]),
            (&json!("under_way"), &json!("full"))
        );
        assert_eq!(run["after"], "2026-01-01T00:00:00Z");
        let orders = &run["steps"][0];
        assert_eq!(
            (&orders["expected"], &orders["through"]),
            (&json!(40), &json!(25))
        );
        assert_eq!(
            (&orders["done"], &orders["parked"]),
            (&json!(20), &json!(1))
        );
        assert!(orders["per_second"].as_f64().unwrap() > 0.5);
        assert!(orders["seconds_left"].as_u64().unwrap() > 1);
        assert_eq!(
            (&run["steps"][1]["step"], &run["steps"][1]["state"]),
            (&json!("verify"), &json!("to_come"))
        );
    }
    worked(&shop, |run| {
        let reason = "the CRM is out of order: crm_unavailable";
        run["pause"] = json!({"reason": reason, "since": Timestamp::now()});
    })
    .await;
    let waits = shop.get(&format!("{RUNS}/{id}")).await;
    assert_eq!(waits["state"], "waits");
    assert!(
        waits["pause"]["reason"]
            .as_str()
            .unwrap()
            .contains("out of order")
    );
}

#[tokio::test]
async fn what_is_not_understood_is_told_at_its_field_and_begins_nothing() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for (asked, field) in [
        (json!({"steps": ["order"]}), "steps"),
        (json!({"steps": []}), "steps"),
        (json!({"after": "yesterday"}), "after"),
        (
            json!({"after": "2026-02-01", "before": "2026-01-01"}),
            "after",
        ),
        (json!({"before": 20_260_101}), "before"),
        (json!({"ids": ["183a"]}), "ids"),
        (json!({"ids": [183], "steps": ["verify"]}), "ids"),
        (json!({"dry_run": "yes"}), "dry_run"),
    ] {
        let refused = shop
            .call("POST", RUNS, "[operate]", Some(asked.clone()))
            .await;
        assert_eq!(refused.status, 422, "{asked}");
        let said = refused.json();
        assert_eq!(said["field"], field, "{asked}");
        assert!(said["detail"].as_str().unwrap().contains(field), "{said}");
    }
    let unknown = shop
        .call("POST", RUNS, "[operate]", Some(json!({"step": ["orders"]})))
        .await;
    assert_eq!(unknown.status, 400);
    let looker = shop.call("POST", RUNS, "[look]", Some(json!({}))).await;
    assert_eq!(looker.status, 403);
    let elsewhere = shop
        .call("POST", "/stores/other/runs", "[operate]", Some(json!({})))
        .await;
    assert_eq!(elsewhere.status, 404);
    assert_eq!(shop.functions.events(), Vec::<Value>::new());
    assert_eq!(shop.get(RUNS).await["active"], Value::Null);
}

#[tokio::test]
async fn a_second_run_is_refused_with_the_one_that_is_under_way() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let first = shop.post(RUNS, json!({})).await;
    let refused = shop.call("POST", RUNS, "[operate]", Some(json!({}))).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["run"], first["run"]);

    let path = format!("{RUNS}/{}/cancel", first["run"].as_str().unwrap());
    assert_eq!(shop.call("POST", &path, "[look]", None).await.status, 403);
    assert_eq!(
        shop.call("POST", &path, "[operate]", None).await.status,
        204
    );
    assert_eq!(
        shop.call("POST", &path, "[operate]", None).await.status,
        409
    );
    let page = shop.get(RUNS).await;
    assert_eq!(page["active"], Value::Null);
    assert_eq!(page["runs"][0]["state"], "cancelled");
    for run in ["20261128T173012-9f3a1c2b", "ACTIVE", "%00"] {
        let path = format!("{RUNS}/{run}/cancel");
        assert_eq!(
            shop.call("POST", &path, "[operate]", None).await.status,
            404
        );
    }
    shop.post(RUNS, json!({"dry_run": true})).await;
}

#[tokio::test]
async fn a_function_in_trouble_shows_nothing_of_its_inside() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    shop.functions
        .say("arn:aws:iam::123456789012:role/secret is not authorized");
    let failed = shop.call("POST", RUNS, "[operate]", Some(json!({}))).await;
    assert_eq!(failed.status, 503);
    assert!(!failed.text.contains("123456789012"), "{}", failed.text);
}

#[tokio::test]
async fn the_history_has_every_run_once_and_what_became_of_it() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let store = STORE.parse().unwrap();
    let mut begun = Vec::new();
    for number in 0..7_u64 {
        shop.post(RUNS, json!({"steps": ["orders"]})).await;
        let id = worked(&shop, |run| {
            // A second of its own for each, so that they sort.
            run["id"] = json!(format!("202611{:02}T000000-00000000", number + 1));
            run["steps"] = json!([step("orders", number, number, 0)]);
        })
        .await;
        // Some have sent nothing, so that nothing was counted.
        if number % 2 == 1 {
            counted(&shop, &id, 0..number, Ended::Unchanged).await;
        }
        cancel(&shop.table, &store, &id, &SystemClock)
            .await
            .unwrap();
        begun.push(id.to_string());
    }
    begun.reverse();
    for limit in [1, 2, 3, 20] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = shop.get(&format!("{RUNS}?limit={limit}{cursor}")).await;
            for run in page["runs"].as_array().unwrap() {
                let id = run["run"].as_str().unwrap().to_owned();
                let number: u64 = id[6..8].parse().unwrap();
                let counted = if (number - 1) % 2 == 1 { number - 1 } else { 0 };
                assert_eq!(run["steps"][0]["unchanged"], counted, "{id} of {limit}");
                found.push(id);
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, begun, "{limit}");
    }
    let nonsense = shop
        .call("GET", &format!("{RUNS}?cursor=nonsense"), "[look]", None)
        .await;
    assert_eq!(nonsense.status, 400);
}

#[tokio::test]
async fn what_verify_found_is_shown_and_can_be_had_as_files() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    shop.post(RUNS, json!({})).await;
    let nothing = worked(&shop, |_| {}).await;
    let path = format!("{RUNS}/{nothing}");
    assert_eq!(shop.get(&path).await["verify"], Value::Null);
    let none = format!("{path}/findings.csv");
    assert_eq!(shop.call("GET", &none, "[look]", None).await.status, 404);
    worked(&shop, |run| {
        let finding = json!({"kind": "missing", "store": "main", "order": 183, "document": "invoice", "day": "2026-11-23",
            "currency": "EUR", "store_total": "63.65", "detail": "=it was never written"});
        let row = |store: &str, perfex: &str, missing: u64| json!({
            "store": {"count": 2, "total": store}, "perfex": {"count": 1, "total": perfex}, "found": {"missing": missing},
        });
        run["report"] = json!({"orders": 1200, "gone": 0, "found": {"missing": 3}, "findings": [finding],
            "rows": {"2026-11 EUR invoice": row("127.3", "63.65", 3), "2026-11 JPY invoice": row("1785", "1785", 0)}});
    })
    .await;
    let verify = shop.get(&path).await["verify"].clone();
    assert_eq!(
        (&verify["orders"], &verify["agrees"]),
        (&json!(1200), &json!(false))
    );
    assert_eq!(verify["found"], json!([{"kind": "missing", "count": 3}]));
    let [euros, yen] = &verify["months"].as_array().unwrap()[..] else {
        panic!("two months: {verify}");
    };
    assert_eq!(
        (&euros["store_total"], &euros["difference"]),
        (&json!("127.30"), &json!("-63.65"))
    );
    assert_eq!(
        (&yen["currency"], &yen["store_total"], &yen["difference"]),
        (&json!("JPY"), &json!("1785"), &json!("0"))
    );
    assert_eq!(
        (&verify["findings"][0]["order"], &verify["more"]),
        (&json!(183), &json!(2))
    );
    let findings = shop.call("GET", &none, "[look]", None).await;
    let lines: Vec<&str> = findings.text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("finding,store,order,"));
    assert_eq!(
        lines[1],
        "missing,main,183,,invoice,,,2026-11-23,EUR,63.65,,-63.65,'=it was never written"
    );
    let months = shop
        .call("GET", &format!("{path}/months.csv"), "[look]", None)
        .await;
    assert_eq!(
        months.text.lines().nth(1),
        Some("2026-11,EUR,invoice,2,127.3,1,63.65,-63.65,3")
    );
    assert_eq!(shop.get(RUNS).await["active"]["found"], 3);
}
