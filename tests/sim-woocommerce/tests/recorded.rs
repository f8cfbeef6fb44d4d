//! The simulated store holds to what was recorded of the real one.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use serde_json::Value;
use sim_woocommerce::{Keys, Reply, Store, encode, sign};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce")
}

fn store() -> Store {
    let keys = Keys {
        key: "ck_1".into(),
        secret: "cs_1".into(),
    };
    Store::load(&folder(), keys, "test-secret-woo-9099").unwrap()
}

fn now() -> Timestamp {
    "2026-11-23T06:00:00Z".parse().unwrap()
}

fn send(
    store: &mut Store,
    method: &str,
    target: &str,
    body: &str,
) -> (u16, http::HeaderMap, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("http://shop.example.test{target}"))
        // ck_1:cs_1
        .header("authorization", "Basic Y2tfMTpjc18x")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    match store.handle(&request, now()) {
        Reply::Answer(response) => (
            response.status().as_u16(),
            response.headers().clone(),
            serde_json::from_slice(response.body()).unwrap(),
        ),
        other => panic!("{other:?}"),
    }
}

fn ids(list: &Value) -> Vec<u64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|order| order["id"].as_u64().unwrap())
        .collect()
}

fn listed(store: &mut Store, query: &str) -> Vec<u64> {
    ids(&send(
        store,
        "GET",
        &format!("/wp-json/wc/v3/orders?per_page=100&{query}"),
        "",
    )
    .2)
}

#[test]
fn every_recorded_body_is_written_again_byte_for_byte_and_signed_the_same() {
    let mut signed = 0;
    for entry in std::fs::read_dir(folder().join("webhooks")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "body") {
            continue;
        }
        let body = std::fs::read(&file).unwrap();
        let head: Value =
            serde_json::from_slice(&std::fs::read(file.with_extension("headers.json")).unwrap())
                .unwrap();
        let signature = head["headers"]
            .as_array()
            .unwrap()
            .iter()
            .find(|h| h[0] == "X-WC-Webhook-Signature");
        let Some(signature) = signature else { continue };
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert!(encode(&value).as_bytes() == body, "{}", file.display());
        assert_eq!(
            sign("test-secret-woo-9099", &body),
            signature[1].as_str().unwrap()
        );
        signed += 1;
    }
    assert!(signed > 140);
}

#[test]
fn an_order_is_in_the_state_of_its_newest_recording() {
    let mut store = store();
    let (_, _, order) = send(&mut store, "GET", "/wp-json/wc/v3/orders/204", "");
    assert_eq!(order["status"], "completed");
    for id in [219, 220, 221, 234, 241] {
        let (status, _, order) = send(
            &mut store,
            "GET",
            &format!("/wp-json/wc/v3/orders/{id}"),
            "",
        );
        assert_eq!(
            (status, order["status"].as_str()),
            (200, Some("trash")),
            "{id}"
        );
    }
    let (status, _, error) = send(&mut store, "GET", "/wp-json/wc/v3/orders/222", "");
    assert_eq!(
        (status, error["code"].as_str()),
        (404, Some("woocommerce_rest_shop_order_invalid_id"))
    );
}

#[test]
fn any_never_shows_the_trash_and_a_written_out_list_does() {
    let mut store = store();
    for query in ["", "status=any", "status=any,trash", "status=trash,any"] {
        assert!(!listed(&mut store, query).contains(&219), "{query}");
    }
    assert!(
        listed(&mut store, "").contains(&226),
        "drafts are registered statuses"
    );
    assert!(listed(&mut store, "status=pending,trash").contains(&219));
    assert_eq!(listed(&mut store, "status=trash").len(), 5);
    let (status, ..) = send(
        &mut store,
        "GET",
        "/wp-json/wc/v3/orders?status=wc-processing",
        "",
    );
    assert_eq!(status, 400);
}

#[test]
fn a_bound_with_a_suffix_and_gmt_is_wrong_by_the_sites_offset() {
    // Order 183 was modified at 04:26:12 UTC, which is 05:26:12 in Berlin.
    let mut store = store();
    let mut shows = |value: &str, gmt: bool| {
        let value = value.replace('+', "%2B");
        let gmt = if gmt { "&dates_are_gmt=true" } else { "" };
        listed(
            &mut store,
            &format!("include=183&modified_after=2026-11-23T{value}{gmt}"),
        ) == [183]
    };
    assert!(shows("04:26:11", true));
    assert!(!shows("04:26:12", true), "exclusive");
    assert!(!shows("04:26:11Z", true), "the real store misses it too");
    assert!(shows("04:26:11Z", false));
    assert!(!shows("04:26:12Z", false));
    assert!(shows("05:26:11", false));
    assert!(!shows("05:26:12", false));
    assert!(!shows("05:26:11+01:00", true));
    assert!(shows("05:26:11+01:00", false));
}

#[test]
fn pages_end_with_an_empty_list_and_totals_of_zero() {
    let mut store = store();
    let (status, headers, list) = send(
        &mut store,
        "GET",
        "/wp-json/wc/v3/orders?per_page=10&page=99",
        "",
    );
    assert_eq!((status, list.as_array().unwrap().len()), (200, 0));
    assert_eq!(headers["x-wp-total"], "0");
    for query in [
        "per_page=101",
        "per_page=0",
        "page=0",
        "orderby=size",
        "modified_after=2026-11-01",
    ] {
        let (status, _, error) = send(
            &mut store,
            "GET",
            &format!("/wp-json/wc/v3/orders?{query}"),
            "",
        );
        assert_eq!(
            (status, error["code"].as_str()),
            (400, Some("rest_invalid_param")),
            "{query}"
        );
    }
}

#[test]
fn more_decimals_are_asked_for_and_given() {
    let mut store = store();
    let (_, _, order) = send(&mut store, "GET", "/wp-json/wc/v3/orders/202?dp=6", "");
    assert_eq!(order["total"], "2587.000000");
    // What is shown as 150 yen is kept as a tenth of 1499.
    assert_eq!(order["line_items"][0]["taxes"][0]["total"], "149.900000");
    let (_, _, order) = send(&mut store, "GET", "/wp-json/wc/v3/orders/203?dp=2", "");
    assert_eq!(order["total"], "6.31");
}

#[test]
fn completing_an_order_pays_it_and_moves_its_date() {
    let mut store = store();
    let (status, _, order) = send(
        &mut store,
        "PUT",
        "/wp-json/wc/v3/orders/182",
        r#"{"status":"completed"}"#,
    );
    assert_eq!(status, 200);
    assert_eq!(order["date_paid_gmt"], "2026-11-23T06:00:00");
    assert_eq!(order["date_completed"], "2026-11-23T07:00:00");
    assert_eq!(order["date_modified_gmt"], "2026-11-23T06:00:00");
}

#[test]
fn a_wrong_key_and_a_wrong_secret_are_refused_in_their_own_words() {
    let mut store = store();
    for (pair, code) in [
        (None, "woocommerce_rest_cannot_view"),
        (
            Some("Basic Y2tfMTpjc18y"),
            "woocommerce_rest_authentication_error",
        ),
        (Some("Basic Y2tfMjpjc18x"), "woocommerce_rest_cannot_view"),
    ] {
        let mut request = Request::builder().uri("/wp-json/wc/v3/orders");
        if let Some(pair) = pair {
            request = request.header("authorization", pair);
        }
        let Reply::Answer(response) = store.handle(&request.body(Bytes::new()).unwrap(), now())
        else {
            panic!("an answer");
        };
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            (response.status().as_u16(), body["code"].as_str()),
            (401, Some(code))
        );
    }
}
