//! A probe is one request, and any answer that concerns this request alone is an answer.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use perfex::Flavour;
use sync::outcome::RetryReason;
use sync::probe;
use transport::{Transport, TransportError};

/// Gives one answer to whatever it is asked; none: it cannot be reached.
struct Host {
    answer: Option<(u16, &'static str)>,
    asked: AtomicUsize,
}

impl Host {
    fn new(answer: Option<(u16, &'static str)>) -> Self {
        let asked = AtomicUsize::new(0);
        Self { answer, asked }
    }
}

impl Transport for Host {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let Some((status, body)) = self.answer else {
            return Err(TransportError::NotSent("refused".to_owned()));
        };
        let body = Bytes::from_static(body.as_bytes());
        Ok(Response::builder().status(status).body(body).unwrap())
    }
}

async fn crm(answer: Option<(u16, &'static str)>) -> (Result<(), RetryReason>, usize) {
    let host = Host::new(answer);
    let connection = perfex::Connection {
        base: "https://crm.example.test".parse().unwrap(),
        token: "t".to_owned().into(),
        flavour: Flavour::Themesic3,
    };
    let probed = probe::crm(&perfex::Client::new(&host, connection)).await;
    (probed, host.asked.into_inner())
}

async fn store(answer: Option<(u16, &'static str)>) -> (Result<(), RetryReason>, usize) {
    let host = Host::new(answer);
    let connection = woocommerce::Connection {
        base: "https://shop.example.test".parse().unwrap(),
        consumer_key: "ck_1".into(),
        consumer_secret: "cs_1".to_owned().into(),
    };
    let probed = probe::store(&woocommerce::Client::new(&host, connection).unwrap()).await;
    (probed, host.asked.into_inner())
}

const PAGE: &str = "<!DOCTYPE html><h1>Maintenance</h1>";

#[tokio::test]
async fn a_crm_that_answers_is_back() {
    let taxes = r#"[{"id":"1","name":"MwSt","taxrate":"19.00"}]"#;
    assert_eq!(crm(Some((200, taxes))).await, (Ok(()), 1));
    let nothing = r#"{"status":false,"message":"No data were found"}"#;
    assert_eq!(crm(Some((404, nothing))).await, (Ok(()), 1));
    let forbidden = r#"{"status":false,"message":"Your API token does not have the necessay permissions for the requested operation"}"#;
    assert_eq!(crm(Some((403, forbidden))).await, (Ok(()), 1));
}

#[tokio::test]
async fn a_crm_that_does_not_is_not_asked_twice() {
    let unavailable = (Err(RetryReason::CrmUnavailable), 1);
    assert_eq!(crm(None).await, unavailable);
    assert_eq!(crm(Some((503, PAGE))).await, unavailable);
    let refused = r#"{"status":false,"message":"Signature verification failed"}"#;
    let refused = crm(Some((401, refused))).await;
    assert_eq!(refused, (Err(RetryReason::CrmCredentials), 1));
}

#[tokio::test]
async fn a_store_that_answers_is_back() {
    let statuses = r#"[{"slug":"pending","name":"Pending payment"}]"#;
    assert_eq!(store(Some((200, statuses))).await, (Ok(()), 1));
}

#[tokio::test]
async fn a_store_that_does_not_is_not_asked_twice() {
    let unavailable = (Err(RetryReason::StoreUnavailable), 1);
    assert_eq!(store(None).await, unavailable);
    for status in [200, 202, 500, 503] {
        assert_eq!(store(Some((status, PAGE))).await, unavailable, "{status}");
    }
    let refused =
        r#"{"code":"woocommerce_rest_cannot_view","message":"Sorry.","data":{"status":401}}"#;
    let refused = store(Some((401, refused))).await;
    assert_eq!(refused, (Err(RetryReason::StoreCredentials), 1));
}
