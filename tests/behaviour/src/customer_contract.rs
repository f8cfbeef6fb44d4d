//! What every implementation of the port for registered customers promises.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test suite: it panics at what is wrong"
)]

use intake::StoreId;
use serde_json::json;
use sync::CustomerLink;
use sync::ports::{Customers, TableError};

/// Links of customers are found again whole, each under its store and id, and of two writers that
/// saw the same version one wins.
pub async fn customers_keep_their_promises<C: Customers>(customers: &C) {
    let main: StoreId = "main".parse().unwrap();
    assert!(customers.customer(&main, 7).await.unwrap().is_none());

    let mut full = full_customer();
    customers.save_customer(&mut full).await.unwrap();
    assert_eq!(full.version, 1);
    let read = customers.customer(&main, 7).await.unwrap();
    assert_eq!(read.as_ref(), Some(&full));

    let mut late = full_customer();
    late.card.clear();
    let refused = customers.save_customer(&mut late).await;
    assert!(matches!(refused, Err(TableError::Conflict)));
    assert_eq!(late.version, 0, "a refused link keeps its version");

    full.client = Some(32);
    customers.save_customer(&mut full).await.unwrap();
    assert_eq!(full.version, 2);
    let read = customers.customer(&main, 7).await.unwrap();
    assert_eq!(read.as_ref(), Some(&full));

    let other: StoreId = "other".parse().unwrap();
    assert!(customers.customer(&other, 7).await.unwrap().is_none());
    assert!(customers.customer(&main, 71).await.unwrap().is_none());
}

/// A link with something in every field.
pub fn full_customer() -> CustomerLink {
    let json = json!({
        "store": "main",
        "customer": 7,
        "client": 31,
        "card": "e3b0c44298fc1c149afbf4c8",
        "outcome": {
            "name": "parked", "reason": "client_inactive",
            "parked": {"reason": "client_inactive", "detail": "activate it"},
        },
        "updated_at": "2026-11-23T04:26:14.123456789Z",
    });
    serde_json::from_value(json).expect("a link of this form")
}
