//! What the function answers, and what follows from it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod outside;

use base64::Engine;
use outside::{FakeKeyrings, FakeQueue, Request, SECRET, sign};
use serde_json::json;
use webhook::{ApiEvent, LARGEST_BODY_BYTES, Response, handle};

const BODY: &[u8] = br#"{"id":183,"status":"pending"}"#;

fn delivery(secret: &str, topic: &str, body: &[u8]) -> Request {
    let headers = [
        ("content-type", "application/json"),
        ("x-wc-webhook-topic", topic),
        ("x-wc-webhook-signature", &sign(secret, body)),
    ];
    Request::post("/webhooks/main", &headers, body)
}

async fn answer(request: &Request, keyrings: &FakeKeyrings) -> (Response, usize) {
    let queue = FakeQueue::default();
    let response = handle(&request.event(), &queue, keyrings).await;
    (response, queue.sent().len())
}

#[tokio::test]
async fn a_topic_that_we_do_not_need_is_accepted_and_left_alone() {
    for topic in [
        "product.updated",
        "coupon.created",
        "action.anything",
        "order",
        "",
    ] {
        let request = delivery(SECRET, topic, BODY);
        let (response, queued) = answer(&request, &FakeKeyrings::recorded()).await;
        assert_eq!((response.status_code, queued), (200, 0), "{topic}");
    }
}

#[tokio::test]
async fn a_signed_body_without_an_id_is_accepted_and_left_alone() {
    for body in [
        br#"{"code":"woocommerce_rest_shop_order_invalid_id"}"#.as_slice(),
        b"[]",
        b"null",
        b"",
        b"\xff\xfe",
    ] {
        let request = delivery(SECRET, "order.updated", body);
        let (response, queued) = answer(&request, &FakeKeyrings::recorded()).await;
        assert_eq!((response.status_code, queued), (200, 0));
    }
}

#[tokio::test]
async fn all_that_is_not_authentic_gets_the_same_answer() {
    let good = delivery(SECRET, "order.updated", BODY);
    let wrong = delivery("another secret", "order.updated", BODY);
    let mut requests = vec![wrong];
    for path in ["/webhooks/nobody", "/webhooks/MAIN", "/webhooks/%00"] {
        requests.push(Request {
            path: path.to_owned(),
            ..delivery(SECRET, "order.updated", BODY)
        });
    }
    for signature in ["", "AAAA", "no base64", "\u{e4}"] {
        let mut request = delivery(SECRET, "order.updated", BODY);
        request
            .headers
            .insert("x-wc-webhook-signature".to_owned(), signature.to_owned());
        requests.push(request);
    }
    let mut unsigned = delivery(SECRET, "order.updated", BODY);
    unsigned.headers.remove("x-wc-webhook-signature");
    requests.push(unsigned);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for body in [b"id=183".as_slice(), b"webhook_id=", b"webhook_id=8&id=183"] {
        requests.push(Request::post("/webhooks/main", &form, body));
    }

    let (accepted, queued) = answer(&good, &FakeKeyrings::recorded()).await;
    assert_eq!((accepted.status_code, queued), (200, 1));
    for request in requests {
        let (response, queued) = answer(&request, &FakeKeyrings::recorded()).await;
        assert_eq!(response, Response::new(401, "Unauthorized"));
        assert_eq!(queued, 0);
    }
}

#[tokio::test]
async fn nobody_can_sign_with_an_empty_secret_or_with_one_that_is_not_there() {
    let keyrings = || FakeKeyrings::new(json!({ "main": { "current": "", "previous": "" } }));
    for secret in ["", "0123456789abcdef0123456789abcdef0123456789abcdef01"] {
        let request = delivery(secret, "order.updated", BODY);
        let (response, _) = answer(&request, &keyrings()).await;
        assert_eq!(response.status_code, 401);
        let elsewhere = Request {
            path: "/webhooks/nobody".to_owned(),
            ..request
        };
        let (response, _) = answer(&elsewhere, &keyrings()).await;
        assert_eq!(response.status_code, 401);
    }
}

#[tokio::test]
async fn both_secrets_of_a_rotation_are_taken() {
    let keyrings = FakeKeyrings::new(json!({ "main": { "current": "new", "previous": "old" } }));
    for (secret, status) in [("new", 200), ("old", 200), ("older", 401)] {
        let (response, _) = answer(&delivery(secret, "order.updated", BODY), &keyrings).await;
        assert_eq!(response.status_code, status, "{secret}");
    }
}

#[tokio::test]
async fn a_secret_with_entities_signs_as_woocommerce_decodes_it() {
    let keyrings = FakeKeyrings::new(json!({ "main": { "current": "a&amp;b&#039;c" } }));
    let (response, _) = answer(&delivery("a&b'c", "order.updated", BODY), &keyrings).await;
    assert_eq!(response.status_code, 200);
}

#[tokio::test]
async fn a_secret_that_was_changed_is_read_again_before_a_delivery_is_refused() {
    let keyrings = FakeKeyrings::recorded();
    keyrings.change_to(json!({ "main": { "current": "new", "previous": SECRET } }));

    let (old, _) = answer(&delivery(SECRET, "order.updated", BODY), &keyrings).await;
    assert_eq!((old.status_code, *keyrings.reads.lock().unwrap()), (200, 0));
    let (new, _) = answer(&delivery("new", "order.updated", BODY), &keyrings).await;
    assert_eq!((new.status_code, *keyrings.reads.lock().unwrap()), (200, 1));
}

#[tokio::test]
async fn a_body_past_5_megabytes_is_refused_by_its_size() {
    let mut body = vec![b' '; LARGEST_BODY_BYTES];
    body[..BODY.len()].copy_from_slice(BODY);
    let (response, queued) = answer(
        &delivery(SECRET, "order.updated", &body),
        &FakeKeyrings::recorded(),
    )
    .await;
    assert_eq!((response.status_code, queued), (200, 1));
    body.push(b' ');
    let (response, queued) = answer(
        &delivery(SECRET, "order.updated", &body),
        &FakeKeyrings::recorded(),
    )
    .await;
    assert_eq!((response.status_code, queued), (413, 0));
}

#[tokio::test]
async fn other_methods_and_paths_are_told_so_in_json() {
    for (method, path, status) in [
        ("GET", "/webhooks/main", 405),
        ("PUT", "/webhooks/nobody", 405),
        ("POST", "/webhooks", 404),
        ("POST", "/", 404),
        ("GET", "/webhooks/main/orders", 404),
    ] {
        let mut request = delivery(SECRET, "order.updated", BODY);
        method.clone_into(&mut request.method);
        path.clone_into(&mut request.path);
        let (response, queued) = answer(&request, &FakeKeyrings::recorded()).await;
        assert_eq!(
            (response.status_code, queued),
            (status, 0),
            "{method} {path}"
        );
        let body: serde_json::Value = serde_json::from_str(response.body()).unwrap();
        assert!(body["message"].is_string());
    }
}

#[tokio::test]
async fn aws_down_is_a_503_so_that_the_store_counts_it_and_somebody_notices() {
    let request = delivery(SECRET, "order.updated", BODY);
    let queue = FakeQueue {
        refuses: true,
        ..FakeQueue::default()
    };
    let response = handle(&request.event(), &queue, &FakeKeyrings::recorded()).await;
    assert_eq!(response.status_code, 503);

    let keyrings = FakeKeyrings {
        down: true,
        ..FakeKeyrings::recorded()
    };
    let (response, queued) = answer(&request, &keyrings).await;
    assert_eq!((response.status_code, queued), (503, 0));
}

#[tokio::test]
async fn each_delivery_has_a_deduplication_id_of_its_own() {
    let (queue, keyrings) = (FakeQueue::default(), FakeKeyrings::recorded());
    let mut request = delivery(SECRET, "order.updated", BODY);
    for id in [
        Some("a="),
        None,
        Some(""),
        Some("with space"),
        Some("\u{e4}"),
        Some("b="),
    ] {
        request.gateway_id = id.map(str::to_owned);
        handle(&request.event(), &queue, &keyrings).await;
    }
    let long = "x".repeat(129);
    request.gateway_id = Some(long.clone());
    handle(&request.event(), &queue, &keyrings).await;

    let ids: Vec<String> = queue.sent().into_iter().map(|(_, id)| id).collect();
    let distinct: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), 7, "{ids:?}");
    assert_eq!((ids[0].as_str(), ids[5].as_str()), ("a=", "b="));
    for id in &ids {
        assert!((1..=128).contains(&id.len()), "{id}");
        assert!(id.bytes().all(|byte| byte.is_ascii_graphic()), "{id}");
    }
    assert_ne!(ids[6], long);
}

#[tokio::test]
async fn an_event_as_api_gateway_documents_it_is_read() {
    let event = |body: &str, base64: bool| -> ApiEvent {
        let text = include_str!("api-gateway-event.json")
            .replace("SIGNATURE", &sign(SECRET, BODY))
            .replace("\"BODY\"", &json!(body).to_string())
            .replace("\"BASE64\"", &base64.to_string());
        serde_json::from_str(&text).unwrap()
    };
    let plain = std::str::from_utf8(BODY).unwrap();
    let encoded = base64::engine::general_purpose::STANDARD.encode(BODY);
    for (body, base64, status) in [
        (plain, false, 200),
        (&encoded, true, 200),
        (plain, true, 400),
    ] {
        let (queue, keyrings) = (FakeQueue::default(), FakeKeyrings::recorded());
        let response = handle(&event(body, base64), &queue, &keyrings).await;
        assert_eq!(response.status_code, status);
        assert_eq!(queue.sent().len(), usize::from(status == 200));
    }
}

#[test]
fn the_answer_has_the_form_that_api_gateway_takes() {
    let json = serde_json::to_value(Response::method_not_allowed()).unwrap();
    assert_eq!(
        json,
        json!({
            "statusCode": 405,
            "headers": { "content-type": "application/json", "allow": "POST" },
            "body": r#"{"message":"Method Not Allowed"}"#,
        })
    );
}
