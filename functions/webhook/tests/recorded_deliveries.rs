//! Every recorded delivery of a real WooCommerce, byte for byte.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod outside;

use outside::{FakeKeyrings, FakeQueue, Recording, SECRET, recordings};
use serde_json::{Value, json};
use webhook::handle;

const PATH: &str = "/webhooks/main";

fn signed() -> Vec<Recording> {
    let signed: Vec<_> = recordings()
        .into_iter()
        .filter(Recording::is_signed)
        .collect();
    assert!(
        signed.len() > 100,
        "only {} signed recordings",
        signed.len()
    );
    signed
}

#[tokio::test]
async fn every_delivery_that_names_a_resource_becomes_one_small_hint() {
    for recording in signed() {
        let (queue, keyrings) = (FakeQueue::default(), FakeKeyrings::recorded());

        let response = handle(&recording.request(PATH).event(), &queue, &keyrings).await;

        assert_eq!(response.status_code, 200, "{}", recording.name);
        let body: Value = serde_json::from_slice(&recording.body).unwrap();
        let Some(id) = body["id"].as_u64() else {
            assert!(queue.sent().is_empty(), "{}", recording.name);
            continue;
        };
        let sent = queue.sent();
        assert_eq!(sent.len(), 1, "{}", recording.name);
        let (hint, deduplication_id) = &sent[0];
        assert_eq!(hint.id, id);
        assert_eq!(hint.topic, recording.header("x-wc-webhook-topic").unwrap());
        assert_eq!(hint.store.as_str(), "main");
        assert_eq!(hint.received_at.to_string(), "2026-11-23T04:26:13Z");
        assert_eq!(deduplication_id, "JKJaXmPLvHcESHA=");
        assert!(hint.to_json().len() < 1024);
    }
}

#[tokio::test]
async fn a_body_in_base64_is_verified_by_its_decoded_bytes() {
    for recording in signed() {
        let (queue, keyrings) = (FakeQueue::default(), FakeKeyrings::recorded());
        let event = recording.request(PATH).base64_event();
        assert_eq!(handle(&event, &queue, &keyrings).await.status_code, 200);
    }
}

#[tokio::test]
async fn one_flipped_bit_of_the_body_is_refused() {
    for recording in signed() {
        let mut request = recording.request(PATH);
        for bit in [0, request.body.len() * 4, request.body.len() * 8 - 1] {
            request.body.clone_from(&recording.body);
            request.body[bit / 8] ^= 1 << (bit % 8);
            refused(&request, &FakeKeyrings::recorded()).await;
        }
    }
}

#[tokio::test]
async fn one_flipped_bit_of_the_signature_is_refused() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    for recording in signed() {
        let mut request = recording.request(PATH);
        let mut signature = STANDARD
            .decode(recording.header("x-wc-webhook-signature").unwrap())
            .unwrap();
        for byte in 0..signature.len() {
            signature[byte] ^= 0x10;
            let flipped = STANDARD.encode(&signature);
            request
                .headers
                .insert("x-wc-webhook-signature".to_owned(), flipped);
            refused(&request, &FakeKeyrings::recorded()).await;
            signature[byte] ^= 0x10;
        }
    }
}

#[tokio::test]
async fn one_flipped_bit_of_the_secret_is_refused() {
    let mut secret = SECRET.to_owned().into_bytes();
    secret[7] ^= 1;
    let secret = String::from_utf8(secret).unwrap();
    for recording in signed() {
        let keyrings = FakeKeyrings::new(json!({ "main": { "current": secret } }));
        refused(&recording.request(PATH), &keyrings).await;
    }
}

#[tokio::test]
async fn every_ping_gets_exactly_200_and_does_nothing() {
    let pings: Vec<_> = recordings()
        .into_iter()
        .filter(|r| !r.is_signed())
        .collect();
    assert!(!pings.is_empty());
    for ping in pings {
        for path in [PATH, "/webhooks/nobody"] {
            let (queue, keyrings) = (FakeQueue::default(), FakeKeyrings::recorded());
            let response = handle(&ping.request(path).event(), &queue, &keyrings).await;
            assert_eq!(response.status_code, 200, "{}", ping.name);
            assert!(queue.sent().is_empty());
        }
    }
}

async fn refused(request: &outside::Request, keyrings: &FakeKeyrings) {
    let queue = FakeQueue::default();
    let response = handle(&request.event(), &queue, keyrings).await;
    assert_eq!(response.status_code, 401);
    assert_eq!(response.body(), r#"{"message":"Unauthorized"}"#);
    assert!(queue.sent().is_empty());
}
