//! What every implementation of the table's ports promises. The table in memory and the one on
//! `DynamoDB` run the same suite.
//!
//! Each suite takes an empty table and panics at the first promise that is broken.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test suite: it panics at what is wrong"
)]

use domain::OrderId;
use futures::future::join_all;
use intake::StoreId;
use jiff::Timestamp;
use serde_json::{Value, json};
use sync::ports::{Claims, Links, TableError};
use sync::{Claim, Link};

/// Links are found again whole, and of several writers that saw the same version one wins.
pub async fn links_keep_their_promises<L: Links>(links: &L) {
    let main = store("main");
    let order = OrderId(183);
    assert!(
        links.link(&main, order).await.unwrap().is_none(),
        "nothing was written yet"
    );

    let mut first = Link::new(main.clone(), order, now());
    links.save_link(&mut first).await.unwrap();
    assert_eq!(first.version, 1, "the first write is version 1");
    assert_eq!(
        links.link(&main, order).await.unwrap().as_ref(),
        Some(&first)
    );

    let mut unaware = Link::new(main.clone(), order, now());
    "unaware".clone_into(&mut unaware.status);
    conflict(&links.save_link(&mut unaware).await);
    assert_eq!(unaware.version, 0, "a refused link keeps its version");
    assert_eq!(
        links.link(&main, order).await.unwrap().as_ref(),
        Some(&first)
    );

    let mut stale = first.clone();
    "stale".clone_into(&mut stale.status);
    let mut full = full_link();
    full.version = first.version;
    links.save_link(&mut full).await.unwrap();
    assert_eq!(full.version, 2, "each write raises the version by one");
    assert_eq!(
        links.link(&main, order).await.unwrap().as_ref(),
        Some(&full)
    );
    conflict(&links.save_link(&mut stale).await);
    assert_eq!(
        links.link(&main, order).await.unwrap().as_ref(),
        Some(&full)
    );

    Box::pin(apart(links, &main, order)).await;
    Box::pin(one_of_many_writers_wins(links)).await;
}

/// Neither another store's order of the same id nor an id that begins alike is the same link.
async fn apart<L: Links>(links: &L, main: &StoreId, order: OrderId) {
    for (store, order) in [(store("other"), order), (main.clone(), OrderId(1830))] {
        assert!(links.link(&store, order).await.unwrap().is_none());
        let mut link = Link::new(store, order, now());
        links.save_link(&mut link).await.unwrap();
        assert_eq!(link.version, 1);
    }
    let mut gone = Link::new(store("third"), order, now());
    gone.version = 4;
    conflict(&links.save_link(&mut gone).await);
    assert!(links.link(&gone.store, order).await.unwrap().is_none());
}

async fn one_of_many_writers_wins<L: Links>(links: &L) {
    let order = OrderId(184);
    for seen in 0..3 {
        let mut writers: Vec<Link> = (0..8)
            .map(|writer| {
                let mut link = Link::new(store("main"), order, now());
                link.version = seen;
                link.status = format!("writer {writer}");
                link
            })
            .collect();
        let results = join_all(writers.iter_mut().map(|link| links.save_link(link))).await;
        let won = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(
            won, 1,
            "exactly one of the writers that saw version {seen} wins"
        );
        for result in results.into_iter().filter(Result::is_err) {
            conflict(&result);
        }
        let stands = links.link(&store("main"), order).await.unwrap();
        assert!(writers.iter().any(|link| Some(link) == stands.as_ref()));
    }
}

/// Claims are found again whole, and only one holder gets a key.
pub async fn claims_keep_their_promises<C: Claims>(claims: &C) {
    let key = "e3b0c44298fc1c149afbf4c8";
    assert!(
        claims.claim(key).await.unwrap().is_none(),
        "nothing was written yet"
    );

    let mut held = claim(key, &held());
    claims.save_claim(&mut held).await.unwrap();
    assert_eq!(held.version, 1);
    assert_eq!(claims.claim(key).await.unwrap().as_ref(), Some(&held));

    let mut late = claim(
        key,
        &json!({"state": "linked", "client": 7, "mails": false}),
    );
    conflict(&claims.save_claim(&mut late).await);
    assert_eq!(late.version, 0, "a refused claim keeps its version");
    assert_eq!(claims.claim(key).await.unwrap().as_ref(), Some(&held));

    let mut linked = claim(
        key,
        &json!({"state": "linked", "client": 31, "mails": true}),
    );
    linked.version = 1;
    claims.save_claim(&mut linked).await.unwrap();
    assert_eq!(linked.version, 2);
    assert_eq!(claims.claim(key).await.unwrap().as_ref(), Some(&linked));
    conflict(&claims.save_claim(&mut held).await);

    let mut another = claim("e3b0c44298fc1c149afbf4c9", &self::held());
    claims.save_claim(&mut another).await.unwrap();
    assert_eq!(claims.claim(key).await.unwrap().as_ref(), Some(&linked));
}

/// A link with something in every field.
pub fn full_link() -> Link {
    let document = |id: u64, total: &str| {
        json!({
            "id": id, "number": 100_183, "date": "2026-11-23", "total": total,
            "hash": "5d41402abc4b2a76b9719d911017c592",
            "line_taxes": [["MwSt. 19%|19.00"], []],
            "office": {"tags": ["shop"], "fields": [{"id": 5, "value": "PO-1"}]},
        })
    };
    let intended = json!({
        "hash": "7d793037a0760186574b0282f2f435e7", "date": "2026-11-23",
        "total": "119.90", "adjustment": "0.01", "line_taxes": [["MwSt. 19%|19.00"], []],
        "office": {"tags": ["shop"], "sale_agent": 4, "project": 9, "fields": [{"id": 5, "value": "PO-1"}]},
    });
    let mut estimate = document(12, "119.00");
    merge(
        &mut estimate,
        json!({"status": "accepted", "invoiced_as": 100_183}),
    );
    let mut invoice = document(15, "119.90");
    merge(&mut invoice, json!({"paid": "119.90", "cancelled": true}));
    read(json!({
        "store": "main",
        "order": 183,
        "modified_gmt": "2026-11-23T04:26:13Z",
        "status": "completed",
        "client": {"id": 31, "key": "e3b0c44298fc1c149afbf4c8"},
        "estimate": estimate,
        "invoice": invoice,
        "credit_notes": {"899": document(7, "5.88")},
        "replaced": [{"invoice": invoice, "credit_note": document(8, "119.90")}],
        "intent": {
            "holder": "0d0e7c36-5f0f-4f7c-9a53-111111111111",
            "lease_until": "2026-11-23T04:28:13.25Z",
            "written_at": "2026-11-23T04:26:13.5Z",
            "estimate": intended,
            "invoice": intended,
            "credit_notes": {"900": intended, "901": intended},
            "in_full": intended,
            "payment": true,
        },
        "contribution": {
            "currency": "EUR", "day": "2026-11-23", "client_key": "e3b0c44298fc1c149afbf4c8",
            "gross": "119.90", "net": "100.76", "tax": "19.14", "shipping": "4.12",
            "discount": "5.00", "refunded": "5.88",
        },
        "outcome": {
            "name": "parked", "reason": "totals_differ",
            "parked": {
                "reason": "totals_differ", "detail": "off by 0.90",
                "order_total": "119.90", "document_total": "119.00",
                "unmapped": [{"id": 8, "class": "standard", "country": "US", "percent": "4.875"}],
            },
        },
        "older_reads": 2,
        "updated_at": "2026-11-23T04:26:14.123456789Z",
    }))
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

fn held() -> Value {
    json!({
        "state": "held",
        "holder": "0d0e7c36-5f0f-4f7c-9a53-111111111111",
        "lease_until": "2026-11-23T04:28:13.25Z",
    })
}

fn claim(key: &str, state: &Value) -> Claim {
    read(json!({"client_key": key, "state": state, "updated_at": "2026-11-23T04:26:13Z"}))
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the suite's own documents are readable")
}

fn store(id: &str) -> StoreId {
    id.parse().expect("the suite's own stores have good ids")
}

fn now() -> Timestamp {
    "2026-11-23T04:26:13Z".parse().expect("a good time")
}

fn conflict(result: &Result<(), TableError>) {
    assert!(
        matches!(result, Err(TableError::Conflict)),
        "expected a conflict, got {result:?}"
    );
}
