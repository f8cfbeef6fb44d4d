//! The table in memory keeps the ports' promises, and fails as it is told.

#![expect(clippy::unwrap_used)]

use std::time::Duration;

use behaviour::contract::{claims_keep_their_promises, full_link, links_keep_their_promises};
use behaviour::customer_contract::customers_keep_their_promises;
use behaviour::delta_contract::looks_are_kept_as_promised;
use behaviour::ledger_contract::the_ledger_keeps_its_promises;
use behaviour::memory_table::{Failure, MemoryTable};
use behaviour::outage_contract::{
    breakers_keep_their_promises, the_waiting_room_keeps_its_promises,
};
use domain::OrderId;
use sync::ports::{Links, TableError};
use tokio::time::timeout;

#[tokio::test]
async fn it_keeps_links_as_promised() {
    links_keep_their_promises(&MemoryTable::new()).await;
}

#[tokio::test]
async fn it_keeps_the_ledger_as_promised() {
    let table = MemoryTable::new();
    the_ledger_keeps_its_promises(&table, async |store| table.ledger(&store)).await;
}

#[tokio::test]
async fn it_keeps_claims_as_promised() {
    claims_keep_their_promises(&MemoryTable::new()).await;
}

#[tokio::test]
async fn it_keeps_breakers_and_waiting_hints_as_promised() {
    breakers_keep_their_promises(&MemoryTable::new()).await;
    the_waiting_room_keeps_its_promises(&MemoryTable::new()).await;
}

#[tokio::test]
async fn it_keeps_the_scheduled_looks_as_promised() {
    looks_are_kept_as_promised(&MemoryTable::new()).await;
}

#[tokio::test]
async fn it_keeps_links_of_customers_as_promised() {
    customers_keep_their_promises(&MemoryTable::new()).await;
}

#[tokio::test]
async fn the_call_that_shall_fail_fails_and_no_other() {
    let table = MemoryTable::new();
    table.fail(2, Failure::Unavailable);
    let mut link = full_link();
    table.save_link(&mut link).await.unwrap();
    let refused = table.save_link(&mut link).await;
    assert!(matches!(refused, Err(TableError::Unavailable(_))));
    assert_eq!(link.version, 1);
    table.save_link(&mut link).await.unwrap();
    assert_eq!((link.version, table.calls()), (2, 3));
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_has_happened() {
    for (failure, versions) in [
        (Failure::AnswerLost, 1),
        (Failure::HangsAfter, 1),
        (Failure::Unavailable, 0),
        (Failure::HangsBefore, 0),
        (Failure::Conflict, 0),
    ] {
        let table = MemoryTable::new();
        table.fail(1, failure);
        let mut link = full_link();
        let answer = timeout(Duration::from_millis(20), table.save_link(&mut link)).await;
        let hangs = matches!(failure, Failure::HangsBefore | Failure::HangsAfter);
        assert_eq!(answer.is_err(), hangs, "{failure:?}");
        assert!(!matches!(answer, Ok(Ok(()))), "{failure:?}");
        assert_eq!(link.version, 0, "{failure:?}: the writer does not know");
        let stands = table.link_versions(&link.store, link.order);
        assert_eq!(stands.len(), versions, "{failure:?}");
        assert_eq!(
            table.link(&link.store, OrderId(link.order)).await.unwrap(),
            stands.last().cloned()
        );
        let contributions = stands.iter().filter_map(|link| link.contribution.as_ref());
        assert_eq!(table.ledger(&link.store), domain::Ledger::of(contributions));
    }
}
