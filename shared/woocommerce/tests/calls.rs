//! What the client asks for, and how often.
#![allow(clippy::unwrap_used)]

mod script;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use transport::TransportError;
use woocommerce::{Client, CustomerRead, ErrorKind, OrderRead, UnusableAddress};

use script::{Script, answer, body, client, connection, json, recorded};

#[tokio::test]
async fn a_list_names_every_status_the_trash_and_six_decimals() {
    let script = Script::new([json("[]")]);
    let statuses = ["pending", "partial shipped", "trash"].map(str::to_owned);
    client(&script)
        .orders(&[183, 184], &statuses)
        .await
        .unwrap();
    assert_eq!(
        script.asked(),
        [
            "orders?include=183,184&status=pending,partial+shipped,trash\
          &per_page=100&orderby=id&order=asc&dp=6"
        ]
    );
}

#[tokio::test]
async fn a_hundred_orders_go_into_one_request() {
    let script = Script::new([json("[]"), json("[]"), json("[]")]);
    let ids: Vec<u64> = (1..=201).collect();
    client(&script).orders(&ids, &[]).await.unwrap();
    let asked = script.asked();
    let counts: Vec<usize> = asked
        .iter()
        .map(|query| query.split('&').next().unwrap().split(',').count())
        .collect();
    assert_eq!(counts, [100, 100, 1]);
    assert!(
        asked[2].starts_with("orders?include=201&status=trash&"),
        "{}",
        asked[2]
    );
    let none = Script::default();
    assert!(
        client(&none)
            .orders(&[], &[])
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn every_other_read_has_its_address() {
    let page = |items: usize| {
        let webhook = json!({"id": 1, "status": "active"});
        json(Value::from(vec![webhook; items]).to_string())
    };
    let script = Script::new([
        Ok(recorded("rest", "order-chain")),
        Ok(recorded("rest", "refunds-of-refund-partial")),
        Ok(recorded("rest", "order-statuses")),
        Ok(recorded("rest", "taxes")),
        Ok(recorded("rest", "customer")),
        page(100),
        page(3),
    ]);
    let client = client(&script);
    assert!(matches!(
        client.order(5).await.unwrap(),
        OrderRead::Found(_)
    ));
    assert_eq!(client.refunds_of(209).await.unwrap().len(), 2);
    assert_eq!(client.statuses().await.unwrap().len(), 8);
    assert_eq!(client.tax_rates().await.unwrap().len(), 12);
    let CustomerRead::Found(customer) = client.customer(2).await.unwrap() else {
        panic!("no customer");
    };
    assert_eq!(customer.id, 2);
    assert_eq!(client.webhooks().await.unwrap().len(), 103);
    assert_eq!(
        script.asked(),
        [
            "orders/5?dp=6",
            "orders/209/refunds?orderby=id&order=asc&dp=6&per_page=100&page=1",
            "orders/statuses",
            "taxes?orderby=id&order=asc&per_page=100&page=1",
            "customers/2",
            "webhooks?orderby=id&order=asc&per_page=100&page=1",
            "webhooks?orderby=id&order=asc&per_page=100&page=2",
        ]
    );
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    let page = Value::from(vec![json!({"id": 1, "status": "active"}); 100]).to_string();
    let script = Script::new((0..1000).map(|_| json(page.clone())));
    let error = client(&script).webhooks().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable, "{error}");
}

#[tokio::test]
async fn a_list_comes_with_the_stores_time_and_its_total() {
    let script = Script::new([Ok(recorded("rest", "orders-dp6"))]);
    let listed = client(&script).orders(&[182], &[]).await.unwrap();
    assert_eq!(
        listed.store_time,
        Some("2026-11-23T04:57:33Z".parse().unwrap())
    );
    assert_eq!(listed.total, Some(1));
    assert!(!listed.after_noise);
    assert_eq!(listed.into_iter().next().unwrap().unwrap().id, 182);
}

#[tokio::test]
async fn a_byte_order_mark_does_no_harm_and_a_warning_is_reported() {
    for (name, after_noise) in [
        ("bom-before-json", false),
        ("php-warning-before-json", true),
    ] {
        let script = Script::new([Ok(recorded("errors", name))]);
        let listed = client(&script).orders(&[1], &[]).await.unwrap();
        assert_eq!(listed.items.len(), 1, "{name}");
        assert_eq!(listed.after_noise, after_noise, "{name}");
    }
}

#[tokio::test]
async fn one_unreadable_order_does_not_spoil_its_list() {
    let mut orders: Vec<Value> = serde_json::from_slice(&body("rest", "orders-default")).unwrap();
    orders.truncate(3);
    orders[1]["line_items"] = json!([{"id": 1, "name": "x", "total": "abc"}]);
    let id = orders[1]["id"].as_u64();
    orders[2] = json!("Jane");
    let script = Script::new([json(serde_json::to_vec(&orders).unwrap())]);
    let read = client(&script).orders(&[1, 2, 3], &[]).await.unwrap().items;
    assert!(read[0].is_ok());
    let unreadable = read[1].as_ref().unwrap_err();
    assert_eq!(unreadable.id, id);
    assert_eq!(unreadable.path, "[1].line_items[0].total");
    assert_eq!(unreadable.problem, "not an amount");
    let unreadable = read[2].as_ref().unwrap_err();
    assert_eq!(unreadable.id, None);
    assert_eq!(unreadable.path, "[2]");
    assert!(!unreadable.problem.contains("Jane"), "{unreadable}");
}

#[tokio::test(start_paused = true)]
async fn a_read_is_tried_twice_more_and_not_for_ever() {
    let troubles = || {
        [
            Err(TransportError::NotSent("refused".into())),
            Err(TransportError::Lost("reset".into())),
            Err(TransportError::TimedOut),
            Ok(answer(
                429,
                "application/json",
                r#"{"code":"x","message":"slow down"}"#,
            )),
            Ok(answer(502, "text/html", "<html>")),
            Ok(answer(503, "text/html", "<html>")),
            Ok(answer(504, "text/html", "<html>")),
            Ok(answer(200, "application/json", "[{")),
        ]
    };
    for trouble in troubles() {
        let twice = Script::new([trouble.clone(), trouble.clone(), json("[]")]);
        assert!(
            client(&twice).orders(&[1], &[]).await.is_ok(),
            "{trouble:?}"
        );
        let ever = Script::new([trouble.clone(), trouble.clone(), trouble.clone()]);
        let error = client(&ever).orders(&[1], &[]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Outage { retry_after: None });
    }
}

#[tokio::test(start_paused = true)]
async fn no_try_is_begun_after_the_time_for_all_of_them() {
    struct Slow;
    impl transport::Transport for Slow {
        async fn send(
            &self,
            _: http::Request<bytes::Bytes>,
        ) -> Result<http::Response<bytes::Bytes>, TransportError> {
            tokio::time::sleep(Duration::from_secs(20)).await;
            Err(TransportError::TimedOut)
        }
    }
    let started = Instant::now();
    let client = Client::new(Slow, connection("https://shop.example.test")).unwrap();
    client.order(1).await.unwrap_err();
    let took = started.elapsed();
    assert!(
        took > Duration::from_secs(40) && took < Duration::from_secs(45),
        "{took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_short_wait_is_kept_and_a_long_one_handed_on() {
    let busy = |seconds: &str, kind: &str, body: &'static str| {
        let mut response = answer(503, kind, body);
        response
            .headers_mut()
            .insert("retry-after", seconds.parse().unwrap());
        Ok(response)
    };
    for (kind, body) in [
        ("text/html", "<html>"),
        ("application/json", r#"{"code":"busy","message":"later"}"#),
    ] {
        let short = Script::new([busy("2", kind, body), json("[]")]);
        let started = Instant::now();
        client(&short).orders(&[1], &[]).await.unwrap();
        assert!(
            started.elapsed() >= Duration::from_secs(2),
            "{:?}",
            started.elapsed()
        );

        let long = Script::new([busy("600", kind, body)]);
        let error = client(&long).orders(&[1], &[]).await.unwrap_err();
        let retry_after = Some(Duration::from_mins(10));
        assert_eq!(error.kind(), ErrorKind::Outage { retry_after });
    }
}

#[tokio::test]
async fn a_shop_may_stand_at_a_path_or_at_the_root() {
    for (base, expected) in [
        (
            "https://shop.example.test",
            "https://shop.example.test/wp-json/wc/v3/orders/statuses",
        ),
        (
            "https://shop.example.test/de/shop/",
            "https://shop.example.test/de/shop/wp-json/wc/v3/orders/statuses",
        ),
        (
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/wp-json/wc/v3/orders/statuses",
        ),
    ] {
        let script = Script::new([json("[]")]);
        let client = Client::new(&script, connection(base)).unwrap();
        client.statuses().await.unwrap();
        assert_eq!(script.asked(), [expected]);
    }
}

#[test]
fn an_address_or_key_that_cannot_be_used_is_refused() {
    let refused = |base: &str| Client::new(Script::default(), connection(base)).unwrap_err();
    for base in [
        "ftp://shop.example.test",
        "http://shop.example.test",
        "http://10.0.0.1",
        "http://localhost.example.test",
    ] {
        assert_eq!(refused(base), UnusableAddress::NotHttp, "{base}");
    }
    for base in [
        "https://me:pw@shop.example.test",
        "https://me@shop.example.test",
    ] {
        assert_eq!(refused(base), UnusableAddress::WithPassword, "{base}");
    }
    for base in [
        "http://localhost:1",
        "http://shop.localhost",
        "http://127.1.2.3",
        "http://[::1]:2",
    ] {
        assert!(
            Client::new(Script::default(), connection(base)).is_ok(),
            "{base}"
        );
    }
}

#[test]
fn neither_key_nor_secret_nor_password_is_shown() {
    let connection = connection("https://me:pw_1@shop.example.test");
    let shown = format!("{connection:?}");
    for secret in ["cs_1", "ck_1", "pw_1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
