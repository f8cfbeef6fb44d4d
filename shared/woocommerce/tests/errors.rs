//! Answers that are not the expected JSON are told apart.
#![allow(clippy::unwrap_used)]

mod script;

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use serde_json::Value;
use transport::TransportError;
use woocommerce::{CustomerRead, Error, ErrorKind, Oddity, OrderRead, Refusal};

use script::{Script, answer, body, client, names, recorded};

/// What the client says of one answer, given as often as it asks.
async fn said_of(response: &Response<Bytes>) -> Result<OrderRead, Error> {
    let script = Script::new((0..3).map(|_| Ok(response.clone())));
    client(&script).order(1).await
}

#[derive(Debug, PartialEq)]
enum Class {
    Json,
    Deleted,
    Refused(Refusal, u16, ErrorKind),
    Odd(Oddity, u16, ErrorKind),
}

const OUTAGE: ErrorKind = ErrorKind::Outage { retry_after: None };

async fn class(response: &Response<Bytes>) -> Class {
    match said_of(response).await {
        Ok(OrderRead::Found(_)) | Err(Error::Unreadable { .. }) => Class::Json,
        Ok(OrderRead::Deleted) => Class::Deleted,
        Err(error) => match &error {
            Error::Refused {
                refusal, status, ..
            } => Class::Refused(*refusal, *status, error.kind()),
            Error::Odd { oddity, status, .. } => Class::Odd(*oddity, *status, error.kind()),
            other => panic!("{other}"),
        },
    }
}

fn expected(name: &str) -> Class {
    use ErrorKind::Credentials;
    match name {
        "auth-query-string-ok"
        | "bom-before-json"
        | "customers-page-past-the-end"
        | "oauth1-ok"
        | "page-past-the-end"
        | "php-warning-before-json"
        | "plain-permalinks-wp-json"
        | "read-only-key-lists-webhooks" => Class::Json,
        "unknown-order" | "order-id-of-a-product" | "order-id-of-a-refund" => Class::Deleted,
        "auth-query-string-bad"
        | "bad-secret"
        | "oauth1-bad-signature"
        | "oauth1-old-timestamp"
        | "oauth1-replayed-nonce"
        | "read-only-key-writes"
        | "write-only-key-reads" => Class::Refused(Refusal::KeyRefused, 401, Credentials),
        "bad-key"
        | "http-auth-stripped"
        | "no-auth"
        | "no-auth-one-order"
        | "plain-http-basic-auth"
        | "plain-permalinks-rest-route" => Class::Refused(Refusal::NotRecognised, 401, Credentials),
        "bad-date"
        | "bad-orderby"
        | "bad-status"
        | "customers-orderby-modified"
        | "date-only"
        | "per-page-101"
        | "two-bad-params" => Class::Refused(Refusal::Parameter, 400, OUTAGE),
        "method-not-allowed" | "unknown-route" | "woocommerce-inactive" => {
            Class::Refused(Refusal::NoRoute, 404, OUTAGE)
        }
        "malformed-json" | "webhook-bad-topic" | "webhook-bad-url" => {
            Class::Refused(Refusal::Other, 400, OUTAGE)
        }
        "unknown-customer" | "unknown-webhook" => Class::Refused(Refusal::Other, 404, OUTAGE),
        // Its `data` is a number.
        "refund-too-much" => Class::Refused(Refusal::Other, 500, OUTAGE),
        "database-down" | "php-fatal" => Class::Odd(Oddity::Page, 500, OUTAGE),
        "maintenance-503" => {
            let retry_after = Some(Duration::from_mins(10));
            Class::Odd(Oddity::Maintenance, 503, ErrorKind::Outage { retry_after })
        }
        other => panic!("{other}: say what it is"),
    }
}

#[tokio::test(start_paused = true)]
async fn every_recorded_error_is_what_it_is() {
    let names = names("errors");
    assert!(names.len() > 40, "{} recordings", names.len());
    for name in names {
        assert_eq!(
            class(&recorded("errors", &name)).await,
            expected(&name),
            "{name}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn odd_answers_are_told_apart_each_with_its_advice() {
    let page = "<!DOCTYPE html><h1>Hello</h1>";
    let order = String::from_utf8(body("rest", "order-chain")).unwrap();
    let cases = [
        (answer(202, "text/html", page), Oddity::Captcha),
        (
            answer(403, "text/html", "<html>Complete the CAPTCHA"),
            Oddity::Captcha,
        ),
        (answer(200, "text/html", page), Oddity::Page),
        (answer(503, "text/html", page), Oddity::Maintenance),
        (
            answer(200, "application/json", order[..order.len() / 2].to_owned()),
            Oddity::Truncated,
        ),
        (
            answer(200, "application/json", order[..order.len() - 1].to_owned()),
            Oddity::Truncated,
        ),
        (
            answer(200, "application/json", "\u{feff}[{"),
            Oddity::Truncated,
        ),
        (answer(200, "application/json", "\u{feff} "), Oddity::Empty),
        (answer(502, "text/plain", "Bad gateway"), Oddity::Other),
    ];
    for (response, expected) in cases {
        let error = said_of(&response).await.unwrap_err();
        let Error::Odd { oddity, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(*oddity, expected, "{error}");
        assert_eq!(error.kind(), OUTAGE, "{error}");
        assert!(error.to_string().contains(oddity.advice()), "{error}");
        assert!(
            error.to_string().contains(response.status().as_str()),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_redirection_or_a_password_of_the_host_is_for_a_person() {
    let redirection = |status: u16, location: &str| {
        let response = Response::builder()
            .status(status)
            .header("location", location);
        response.body(Bytes::from("<html>moved</html>")).unwrap()
    };
    for (response, expected, says) in [
        (
            redirection(
                301,
                "https://www.shop.example.test/wp-json/wc/v3/orders/1?dp=6",
            ),
            Oddity::Redirect,
            "to https://www.shop.example.test (status 301",
        ),
        (
            redirection(302, "https://shop.example.test/wp-login.php?redirect_to=x"),
            Oddity::LoginRedirect,
            "log-in page to https://shop.example.test (status 302",
        ),
        (
            answer(401, "text/html", "<h1>Authorization Required"),
            Oddity::Page,
            "status 401",
        ),
    ] {
        let error = said_of(&response).await.unwrap_err();
        assert!(
            matches!(&error, Error::Odd { oddity, .. } if *oddity == expected),
            "{error}"
        );
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(error.kind(), ErrorKind::Credentials);
    }
}

#[tokio::test]
async fn a_refusal_comes_with_its_advice() {
    for (name, says) in [
        ("woocommerce-inactive", "permalinks"),
        ("http-auth-stripped", "Authorization header"),
        ("bad-secret", "secret"),
        ("write-only-key-reads", "may read"),
    ] {
        let error = said_of(&recorded("errors", name))
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(says), "{name}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_email_and_no_value_stands_in_an_error() {
    let page = format!("<p>{} Ask jane.doe@example.com</p>", "x".repeat(105));
    let order = String::from_utf8(body("rest", "order-chain")).unwrap();
    let mut wrong: Value = serde_json::from_str(&order).unwrap();
    wrong["customer_id"] = "jane@example.com, expected".into();
    for response in [
        answer(500, "text/html", page),
        answer(200, "application/json", "{\"email\":\"jane@example.com\""),
        answer(
            400,
            "application/json",
            r#"{"code":"x","message":"no jane@example.com here"}"#,
        ),
        answer(200, "application/json", wrong.to_string()),
    ] {
        let error = said_of(&response).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
    }
}

#[tokio::test]
async fn an_unreadable_order_is_told_by_its_path() {
    let mut order: Value = serde_json::from_slice(&body("rest", "order-chain")).unwrap();
    order["line_items"][0]["taxes"][0]["total"] = Value::Bool(true);
    let error = said_of(&answer(200, "application/json", order.to_string()))
        .await
        .unwrap_err();
    let Error::Unreadable { path, problem } = &error else {
        panic!("{error}")
    };
    assert_eq!(path, "line_items[0].taxes[0].total");
    assert_eq!(problem, "neither text nor number");
    assert_eq!(error.kind(), ErrorKind::Unreadable);
}

#[tokio::test]
async fn only_the_stores_own_word_is_a_deletion() {
    let deleted = |name: &str| {
        let script = Script::new([Ok(recorded("errors", name))]);
        async move { client(&script).customer(1).await }
    };
    assert!(matches!(
        deleted("unknown-customer").await,
        Ok(CustomerRead::Deleted)
    ));
    for name in ["woocommerce-inactive", "unknown-order"] {
        assert_eq!(deleted(name).await.unwrap_err().kind(), OUTAGE, "{name}");
    }
    let gone = |status| {
        let body = body("errors", "unknown-order");
        answer(status, "application/json", body)
    };
    assert_eq!(class(&gone(404)).await, Class::Deleted);
    assert!(matches!(class(&gone(410)).await, Class::Refused(..)));
}

#[tokio::test]
async fn what_this_side_refuses_to_send_is_for_a_person_and_not_tried_again() {
    let script = Script::new([Err(TransportError::Refused("use https".into()))]);
    let error = client(&script).order(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
}
