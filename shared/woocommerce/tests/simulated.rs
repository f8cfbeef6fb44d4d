//! The client against a simulated store, which knows nothing of the client.
#![allow(clippy::unwrap_used)]

mod script;

use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use sim_woocommerce::{Keys, Reply, Store};
use transport::{Transport, TransportError};
use woocommerce::{Client, CustomerRead, ErrorKind, OrderRead};

struct Simulated(Mutex<Store>);

impl Simulated {
    fn with_secret(secret: &str) -> Self {
        let keys = Keys {
            key: "ck_1".into(),
            secret: secret.into(),
        };
        let store = Store::load(&script::fixtures(), keys, "test-secret-woo-9099").unwrap();
        Self(Mutex::new(store))
    }

    fn client(&self) -> Client<&Self> {
        Client::new(self, script::connection("http://127.0.0.1:8080")).unwrap()
    }

    fn delete(&self, id: u64, query: &str) {
        let request = Request::builder()
            .method("DELETE")
            .uri(format!(
                "http://127.0.0.1:8080/wp-json/wc/v3/orders/{id}{query}"
            ))
            // ck_1:cs_1
            .header("authorization", "Basic Y2tfMTpjc18x")
            .body(Bytes::new())
            .unwrap();
        let reply = self.0.lock().unwrap().handle(&request, now());
        assert!(matches!(reply, Reply::Answer(answer) if answer.status() == 200));
    }
}

impl Transport for Simulated {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        match self.0.lock().unwrap().handle(&request, now()) {
            Reply::Answer(response) => Ok(response),
            other => panic!("{other:?}"),
        }
    }
}

fn now() -> Timestamp {
    "2026-11-23T06:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn orders_in_the_trash_are_listed_and_deleted_ones_are_not() {
    let store = Simulated::with_secret("cs_1");
    let client = store.client();
    let statuses: Vec<String> = client
        .statuses()
        .await
        .unwrap()
        .into_iter()
        .map(|s| s.slug)
        .collect();
    store.delete(183, "");
    store.delete(184, "?force=true");
    let listed = client.orders(&[182, 183, 184], &statuses).await.unwrap();
    assert_eq!(listed.store_time, Some(now()));
    let read: Vec<(u64, String)> = listed
        .into_iter()
        .map(|order| order.map(|order| (order.id, order.status)).unwrap())
        .collect();
    assert_eq!(read.len(), 2, "{read:?}");
    assert_eq!(read[0].0, 182);
    assert_eq!(read[1], (183, "trash".to_owned()));
    assert!(matches!(
        client.order(184).await.unwrap(),
        OrderRead::Deleted
    ));
    let OrderRead::Found(order) = client.order(183).await.unwrap() else {
        panic!("the order in the trash is gone");
    };
    assert_eq!(order.status, "trash");
}

#[tokio::test]
async fn the_other_reads_are_understood() {
    let store = Simulated::with_secret("cs_1");
    let client = store.client();
    assert_eq!(client.tax_rates().await.unwrap().len(), 12);
    assert!(!client.webhooks().await.unwrap().is_empty());
    assert!(!client.refunds_of(209).await.unwrap().is_empty());
    assert!(matches!(
        client.customer(2).await.unwrap(),
        CustomerRead::Found(_)
    ));
    assert!(matches!(
        client.customer(999_999).await.unwrap(),
        CustomerRead::Deleted
    ));
}

#[tokio::test]
async fn a_wrong_key_is_for_a_person() {
    let store = Simulated::with_secret("another");
    let error = store.client().order(182).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
}
