//! The client reads what real stores answered, and tells odd answers apart.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use rust_decimal::Decimal;
use serde_json::Value;
use transport::{Transport, TransportError};
use woocommerce::{Client, Connection, Error, ErrorKind, Oddity, Order, OrderRead};

/// Answers from a list, and keeps what was asked.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Result<Response<Bytes>, TransportError>>>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Transport for Script {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.asked.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().unwrap()
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/woocommerce")
        .join(name)
}

fn script(answers: Vec<Result<Response<Bytes>, TransportError>>) -> Script {
    Script {
        answers: Mutex::new(answers.into()),
        ..Script::default()
    }
}

fn client(script: &Script) -> Client<&Script> {
    let connection = Connection {
        base: "https://shop.example.test/store/".parse().unwrap(),
        consumer_key: "ck_1".into(),
        consumer_secret: "cs_1".to_owned().into(),
    };
    Client::new(script, connection).unwrap()
}

fn answer(status: u16, kind: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(body.into())
        .unwrap()
}

/// A recorded answer of `errors/` or `rest/`.
fn recorded(folder_name: &str, name: &str) -> Response<Bytes> {
    let head = std::fs::read(folder(folder_name).join(format!("{name}.json"))).unwrap();
    let head: Value = serde_json::from_slice(&head).unwrap();
    let body = std::fs::read(folder(folder_name).join(format!("{name}.body"))).unwrap();
    let mut response =
        Response::builder().status(u16::try_from(head["status"].as_u64().unwrap()).unwrap());
    for header in head["headers"].as_array().unwrap() {
        response = response.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
    }
    response.body(body.into()).unwrap()
}

/// What the client says of one answer, given as often as it asks.
async fn said_of(response: &Response<Bytes>) -> Result<OrderRead, Error> {
    let script = script((0..4).map(|_| Ok(response.clone())).collect());
    client(&script).order(1).await
}

#[test]
fn every_recorded_order_is_read_and_its_amounts_survive() {
    let mut read = 0;
    let mut check = |json: &Value, file: &Path| {
        let order: Order = serde_json::from_value(json.clone())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let total: Decimal = json["total"].as_str().unwrap().parse().unwrap();
        assert_eq!(order.total, total);
        for (line, written) in order
            .line_items
            .iter()
            .zip(json["line_items"].as_array().unwrap())
        {
            assert_eq!(
                line.total,
                written["total"].as_str().unwrap().parse().unwrap()
            );
            assert_eq!(line.quantity.to_string(), written["quantity"].to_string());
        }
        for (line, written) in order
            .tax_lines
            .iter()
            .zip(json["tax_lines"].as_array().unwrap())
        {
            assert_eq!(
                line.rate_percent.unwrap().to_string(),
                written["rate_percent"].to_string()
            );
        }
        read += 1;
    };
    for place in ["webhooks", "rest"] {
        for entry in std::fs::read_dir(folder(place)).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if file.extension().is_none_or(|extension| extension != "body") {
                continue;
            }
            let Ok(json) = serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()) else {
                continue;
            };
            let whole =
                |value: &Value| value["line_items"].is_array() && value["status"].is_string();
            match &json {
                Value::Array(list) if name.starts_with("orders-") => {
                    list.iter()
                        .filter(|order| whole(order))
                        .for_each(|order| check(order, &file));
                }
                order if whole(order) => check(order, &file),
                _ => {}
            }
        }
    }
    assert!(read > 300, "{read} orders");
}

#[tokio::test]
async fn refunds_customers_rates_and_webhooks_are_read() {
    let script = script(vec![
        Ok(recorded("rest", "refunds-of-refund-partial")),
        Ok(recorded("rest", "taxes")),
        Ok(recorded("rest", "webhooks")),
        Ok(recorded("rest", "order-statuses")),
    ]);
    let client = client(&script);
    let refunds = client.refunds_of(209).await.unwrap();
    assert!(refunds.iter().all(|refund| refund.amount > Decimal::ZERO));
    assert_eq!(client.tax_rates().await.unwrap().len(), 12);
    assert!(!client.webhooks().await.unwrap().is_empty());
    let statuses = client.statuses().await.unwrap();
    assert!(statuses.iter().any(|status| status.slug == "on-hold"));
    let customers: Vec<woocommerce::Customer> =
        serde_json::from_slice(&std::fs::read(folder("rest").join("customers.body")).unwrap())
            .unwrap();
    assert!(!customers.is_empty());
}

#[tokio::test]
async fn one_request_names_every_status_the_trash_and_six_decimals() {
    let script = script(vec![Ok(answer(200, "application/json", "[]"))]);
    let statuses = [
        "pending".to_owned(),
        "partial shipped".to_owned(),
        "trash".to_owned(),
    ];
    client(&script)
        .orders(&[183, 184], &statuses)
        .await
        .unwrap();
    let asked = script.asked.lock().unwrap();
    assert_eq!(
        asked[0].uri().to_string(),
        "https://shop.example.test/store/wp-json/wc/v3/orders?include=183,184\
         &status=pending,partial+shipped,trash&per_page=100&orderby=id&order=asc&dp=6"
    );
    assert_eq!(asked[0].headers()["authorization"], "Basic Y2tfMTpjc18x");
}

#[tokio::test]
async fn one_unreadable_order_does_not_spoil_its_list() {
    let orders = std::fs::read(folder("rest").join("orders-default.body")).unwrap();
    let mut orders: Vec<Value> = serde_json::from_slice(&orders).unwrap();
    orders.truncate(2);
    orders[1]["line_items"] = serde_json::json!([{"id": 1, "name": "x", "total": "abc"}]);
    let id = orders[1]["id"].as_u64();
    let body = serde_json::to_vec(&orders).unwrap();
    let script = script(vec![Ok(answer(200, "application/json", body))]);
    let read = client(&script).orders(&[1, 2], &[]).await.unwrap();
    assert!(read[0].is_ok());
    let unreadable = read[1].as_ref().unwrap_err();
    assert_eq!(unreadable.id, id);
    assert_eq!(unreadable.path, "[1].line_items[0].total");
    assert_eq!(unreadable.problem, "not an amount");
}

#[tokio::test]
async fn only_the_stores_own_word_is_a_deletion() {
    let gone = said_of(&recorded("errors", "unknown-order")).await;
    assert!(matches!(gone, Ok(OrderRead::Deleted)), "{gone:?}");
    for name in ["woocommerce-inactive", "unknown-route"] {
        let error = said_of(&recorded("errors", name)).await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Outage { retry_after: None },
            "{name}: {error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn odd_answers_are_told_apart() {
    let page = "<!DOCTYPE html><h1>Hello</h1>";
    let cases = [
        (recorded("errors", "maintenance-503"), Oddity::Maintenance),
        (recorded("errors", "php-fatal"), Oddity::Page),
        (recorded("errors", "database-down"), Oddity::Page),
        (answer(202, "text/html", page), Oddity::Captcha),
        (answer(200, "text/html", page), Oddity::Page),
        (
            answer(200, "application/json", "{\"id\":1,\"status\":\"pen"),
            Oddity::Truncated,
        ),
        (answer(200, "application/json", ""), Oddity::Empty),
    ];
    for (response, expected) in cases {
        let error = said_of(&response).await.unwrap_err();
        let Error::Odd { oddity, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(*oddity, expected, "{error}");
        assert!(matches!(error.kind(), ErrorKind::Outage { .. }));
        assert!(error.to_string().contains(oddity.advice()), "{error}");
    }
    let login = Response::builder()
        .status(302)
        .header(
            "location",
            "https://shop.example.test/wp-login.php?redirect_to=x",
        )
        .body(Bytes::new())
        .unwrap();
    let error = said_of(&login).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Odd {
                oddity: Oddity::LoginRedirect,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(error.kind(), ErrorKind::Credentials);
}

#[tokio::test]
async fn a_byte_order_mark_or_a_warning_before_the_json_does_no_harm() {
    for name in ["bom-before-json", "php-warning-before-json"] {
        let response = recorded("errors", name);
        let script = script(vec![Ok(response)]);
        let read = client(&script).orders(&[1], &[]).await;
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}

#[tokio::test]
async fn refused_keys_are_for_a_person() {
    for name in [
        "no-auth",
        "bad-key",
        "bad-secret",
        "write-only-key-reads",
        "http-auth-stripped",
    ] {
        let error = said_of(&recorded("errors", name)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{name}: {error}");
    }
}

#[tokio::test]
async fn an_error_whose_data_is_a_number_is_read() {
    let error = said_of(&recorded("errors", "refund-too-much"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Refused { status: 500, .. }),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_read_is_tried_again_after_a_lost_connection_and_not_for_ever() {
    let lost = || Err(TransportError::Lost("reset".into()));
    let fine = || Ok(answer(200, "application/json", "[]"));
    let twice = script(vec![lost(), lost(), fine()]);
    assert!(client(&twice).orders(&[1], &[]).await.is_ok());
    let thrice = script(vec![lost(), lost(), lost()]);
    let error = client(&thrice).orders(&[1], &[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Outage { retry_after: None });
}

#[test]
fn an_address_that_cannot_be_called_is_refused() {
    let connection = |base: &str| Connection {
        base: base.parse().unwrap(),
        consumer_key: "ck_1\n".into(),
        consumer_secret: "cs_1".to_owned().into(),
    };
    assert!(Client::new(Script::default(), connection("ftp://shop.example.test")).is_err());
    let shown = format!("{:?}", connection("https://shop.example.test"));
    assert!(
        !shown.contains("cs_1") && !shown.contains("ck_1"),
        "{shown}"
    );
}
