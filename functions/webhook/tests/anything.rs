//! Whatever a stranger sends, the function answers, and never with a 5xx.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod outside;

use std::collections::HashMap;

use outside::{FakeKeyrings, FakeQueue, Request, SECRET};
use proptest::prelude::*;
use serde_json::json;
use webhook::{ApiEvent, handle};

/// Headers that the function reads, and any others.
fn header_name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("x-wc-webhook-signature".to_owned()),
        Just("X-WC-Webhook-Topic".to_owned()),
        Just("content-type".to_owned()),
        Just("host".to_owned()),
        Just("x-forwarded-proto".to_owned()),
        ".{0,20}",
    ]
}

fn header_value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("application/x-www-form-urlencoded".to_owned()),
        Just("order.updated".to_owned()),
        "[A-Za-z0-9+/]{43}=",
        ".{0,60}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("/webhooks/main".to_owned()),
        "/webhooks/.{0,40}",
        ".{0,40}"
    ]
}

fn method() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just("POST".to_owned()), 1 => ".{0,10}"]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "webhook_id=.{0,30}".prop_map(String::into_bytes),
        r#"\{"id":[-0-9.e"]{0,30}\}"#.prop_map(String::into_bytes),
    ]
}

fn status(event: &ApiEvent) -> u16 {
    let (queue, keyrings) = (FakeQueue::default(), FakeKeyrings::recorded());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let status = runtime
        .block_on(handle(event, &queue, &keyrings))
        .status_code;
    if status != 200 {
        assert!(queue.sent().is_empty());
    }
    status
}

proptest! {
    #[test]
    fn any_request_is_answered_and_never_with_a_5xx(
        method in method(),
        path in path(),
        headers in prop::collection::hash_map(header_name(), header_value(), 0..8),
        body in body(),
        gateway_id in prop::option::of(".{0,200}"),
    ) {
        let request = Request { method, path, headers, body, gateway_id };
        prop_assert!((200..500).contains(&status(&request.event())));
        prop_assert!((200..500).contains(&status(&request.base64_event())));
    }

    #[test]
    fn a_body_that_is_not_the_base64_it_should_be_is_no_failure_of_ours(body in ".{0,80}") {
        let event = json!({
            "rawPath": "/webhooks/main",
            "requestContext": { "http": { "method": "POST" }, "timeEpoch": i64::MAX },
            "body": body,
            "isBase64Encoded": true,
        });
        let event: ApiEvent = serde_json::from_value(event).unwrap();
        prop_assert!((400..500).contains(&status(&event)));
    }

    #[test]
    fn any_signed_body_is_accepted(body in body(), topic in header_value()) {
        let mut headers = HashMap::new();
        headers.insert("x-wc-webhook-topic".to_owned(), topic);
        headers.insert("x-wc-webhook-signature".to_owned(), outside::sign(SECRET, &body));
        let request = Request {
            method: "POST".to_owned(),
            path: "/webhooks/main".to_owned(),
            headers,
            body,
            gateway_id: None,
        };
        prop_assert_eq!(status(&request.event()), 200);
    }
}

#[test]
fn an_event_with_nothing_in_it_is_answered() {
    for event in [
        "{}",
        r#"{"body":null,"requestContext":{"requestId":null,"timeEpoch":null}}"#,
    ] {
        let event: ApiEvent = serde_json::from_str(event).unwrap();
        assert_eq!(status(&event), 404);
    }
}
