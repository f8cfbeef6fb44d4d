//! What every table that keeps breakers and waiting hints has to promise.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

use std::time::Duration;

use intake::{Hint, Resource, Source};
use jiff::{SignedDuration, Timestamp};
use sync::breaker::{Breaker, FAILURES_TO_OPEN, Side};
use sync::outcome::RetryReason;
use sync::ports::{Breakers, TableError, WaitingRoom};
use sync::waiting::Waiting;

/// A moment to count from.
pub const NOW: Timestamp = Timestamp::constant(1_795_500_000, 0);

/// A moment so many seconds later.
pub fn seconds(seconds: i64) -> Timestamp {
    NOW + SignedDuration::from_secs(seconds)
}

/// A hint of an order, noticed so many seconds after [`NOW`].
pub fn hint(order: u64, noticed: i64) -> Hint {
    Hint {
        store: "main".parse().unwrap(),
        resource: Resource::Order,
        id: order,
        topic: "order.updated".to_owned(),
        source: Source::Webhook,
        run: None,
        received_at: seconds(noticed),
        trace: "JKJaXmPLvHcESHA=".to_owned(),
    }
}

/// The same, waiting for the CRM since so many seconds after [`NOW`].
pub fn waiting(order: u64, noticed: i64, since: i64) -> Waiting {
    Waiting {
        side: Side::Crm,
        hint: hint(order, noticed),
        since: seconds(since),
    }
}

/// Breakers: a closed one to begin with, and conditional writes.
pub async fn breakers_keep_their_promises(table: &impl Breakers) {
    let store = Side::Store("main".parse().unwrap());
    let mut breaker = table.breaker(&Side::Crm).await.unwrap();
    assert_eq!(breaker, Breaker::closed(Side::Crm));
    let mut slow = breaker.clone();
    let minute = Duration::from_mins(1);
    breaker.failed(FAILURES_TO_OPEN, RetryReason::CrmUnavailable, minute, NOW);
    table.save_breaker(&mut breaker).await.unwrap();
    assert_eq!(table.breaker(&Side::Crm).await.unwrap(), breaker);
    assert!(!table.breaker(&store).await.unwrap().is_open());

    let refused = table.save_breaker(&mut slow).await;
    assert!(matches!(refused, Err(TableError::Conflict)));
    assert!(table.breaker(&Side::Crm).await.unwrap().is_open());
    breaker.answered();
    table.save_breaker(&mut breaker).await.unwrap();
    assert!(!table.breaker(&Side::Crm).await.unwrap().is_open());
}

/// Waiting hints: the longest noticed first, each side apart, and none forgotten that waits again.
pub async fn the_waiting_room_keeps_its_promises(table: &impl WaitingRoom) {
    for (order, noticed) in [(3, 30), (1, 10), (2, 20)] {
        table.keep(&waiting(order, noticed, 40)).await.unwrap();
    }
    let store = Side::Store("main".parse().unwrap());
    let elsewhere = Waiting {
        side: store.clone(),
        ..waiting(4, 0, 40)
    };
    table.keep(&elsewhere).await.unwrap();
    assert_eq!(table.oldest(&store, 10).await.unwrap(), [elsewhere]);
    let two = table.oldest(&Side::Crm, 2).await.unwrap();
    assert_eq!(two, [waiting(1, 10, 40), waiting(2, 20, 40)]);

    // It went back to the queue, and had to wait again before we forgot it.
    table.keep(&waiting(1, 10, 50)).await.unwrap();
    table.forget(&waiting(1, 10, 40)).await.unwrap();
    let first = table.oldest(&Side::Crm, 1).await.unwrap();
    assert_eq!(first, [waiting(1, 10, 50)]);
    for _ in 0..2 {
        table.forget(&waiting(1, 10, 50)).await.unwrap();
    }
    let rest = table.oldest(&Side::Crm, 10).await.unwrap();
    assert_eq!(rest, [waiting(2, 20, 40), waiting(3, 30, 40)]);
}
