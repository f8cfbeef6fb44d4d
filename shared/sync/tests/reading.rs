//! What becomes of each order of a batch, whatever the store answers.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use sync::outcome::RetryReason;
use sync::read::{Reading, orders};
use transport::{Transport, TransportError};
use woocommerce::{Client, Connection};

/// Answers by the path asked for, and keeps the paths.
struct Store {
    answers: BTreeMap<&'static str, (u16, String)>,
    asked: Mutex<Vec<String>>,
}

impl Transport for Store {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let path = request
            .uri()
            .path()
            .trim_start_matches("/wp-json/wc/v3/")
            .to_owned();
        self.asked.lock().unwrap().push(path.clone());
        let (status, body) = self
            .answers
            .get(path.as_str())
            .cloned()
            .unwrap_or_else(|| panic!("{path}"));
        Ok(Response::builder()
            .status(status)
            .body(Bytes::from(body))
            .unwrap())
    }
}

fn order(id: u64) -> String {
    format!(
        r#"{{"id":{id},"status":"pending","currency":"EUR","total":"1.00","total_tax":"0.00","customer_id":0}}"#
    )
}

const GONE: &str = r#"{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":404}}"#;

const NO_ROUTE: &str = r#"{"code":"rest_no_route","message":"No route.","data":{"status":404}}"#;

async fn readings(
    answers: &[(&'static str, u16, String)],
) -> (BTreeMap<u64, Reading>, Vec<String>) {
    let store = Store {
        answers: answers
            .iter()
            .map(|(path, status, body)| (*path, (*status, body.clone())))
            .collect(),
        asked: Mutex::default(),
    };
    let connection = Connection {
        base: "https://shop.example.test".parse().unwrap(),
        consumer_key: "ck_1".into(),
        consumer_secret: "cs_1".to_owned().into(),
    };
    let client = Client::new(&store, connection).unwrap();
    let read = orders(&client, &["pending".to_owned()], &[1, 2]).await;
    let asked = store.asked.lock().unwrap().clone();
    (read, asked)
}

#[tokio::test]
async fn one_request_reads_the_whole_batch() {
    let (read, asked) = readings(&[("orders", 200, format!("[{},{}]", order(1), order(2)))]).await;
    assert!(
        read.values()
            .all(|reading| matches!(reading, Reading::Found(_)))
    );
    assert_eq!(asked, ["orders"]);
}

#[tokio::test]
async fn an_order_that_the_list_does_not_show_is_read_alone_before_it_counts_as_deleted() {
    let (read, asked) = readings(&[
        ("orders", 200, "[]".to_owned()),
        ("orders/1", 200, order(1)),
        ("orders/2", 404, GONE.to_owned()),
    ])
    .await;
    assert!(
        matches!(read[&1], Reading::Found(_)),
        "a plugin's own status"
    );
    assert!(matches!(read[&2], Reading::Deleted));
    assert_eq!(asked, ["orders", "orders/1", "orders/2"]);
}

#[tokio::test]
async fn a_missing_route_is_an_outage_and_no_deletion() {
    let (read, _) = readings(&[
        ("orders", 200, format!("[{}]", order(1))),
        ("orders/2", 404, NO_ROUTE.to_owned()),
    ])
    .await;
    assert!(matches!(read[&1], Reading::Found(_)));
    assert!(matches!(
        read[&2],
        Reading::Retry {
            reason: RetryReason::StoreUnavailable,
            ..
        }
    ));
}

#[tokio::test]
async fn a_refused_key_holds_the_batch_back() {
    let refused =
        r#"{"code":"woocommerce_rest_cannot_view","message":"No.","data":{"status":401}}"#;
    let (read, _) = readings(&[("orders", 401, refused.to_owned())]).await;
    for reading in read.values() {
        assert!(matches!(
            reading,
            Reading::Retry {
                reason: RetryReason::StoreCredentials,
                ..
            }
        ));
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_as_a_whole_is_read_one_by_one() {
    let (read, _) = readings(&[
        ("orders", 200, r#"{"not":"a list"}"#.to_owned()),
        ("orders/1", 200, order(1)),
        ("orders/2", 200, order(2).replace("1.00", "one")),
    ])
    .await;
    assert!(matches!(read[&1], Reading::Found(_)));
    let Reading::Unreadable(detail) = &read[&2] else {
        panic!("{:?}", read[&2]);
    };
    assert!(detail.contains("total"), "{detail}");
}
