//! Hints that waited for the CRM go back to the queue, whatever happens meanwhile.
#![expect(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::Mutex;

use behaviour::clock::StandingClock;
use behaviour::memory_table::{Failure, MemoryTable};
use behaviour::outage_contract::{NOW, seconds, waiting};
use intake::Hint;
use jiff::Timestamp;
use sync::breaker::Side;
use sync::ports::{Hints, TableError, WaitingRoom};
use sync::waiting::{ReleaseError, Released, Waiting, release};

/// A FIFO queue: it says that it took a second message of one deduplication id, and drops it.
#[derive(Default)]
struct Queue {
    ids: Mutex<BTreeSet<String>>,
    orders: Mutex<Vec<u64>>,
    takes: Mutex<Option<usize>>,
}

impl Queue {
    fn orders(&self) -> Vec<u64> {
        self.orders.lock().unwrap().clone()
    }
}

impl Hints for Queue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        if *self.takes.lock().unwrap() == Some(self.orders().len()) {
            return Err("throttled".to_owned());
        }
        if self.ids.lock().unwrap().insert(deduplication_id.to_owned()) {
            self.orders.lock().unwrap().push(hint.id);
        }
        Ok(())
    }
}

async fn released(
    table: &MemoryTable,
    queue: &Queue,
    until: Timestamp,
) -> Result<Released, ReleaseError> {
    let clock = StandingClock::at(NOW);
    release(&Side::Crm, table, queue, &clock, until).await
}

async fn full(orders: u64) -> MemoryTable {
    let table = MemoryTable::new();
    for order in (1..=orders).rev() {
        let noticed = i64::try_from(order).unwrap();
        table.keep(&waiting(order, noticed, 0)).await.unwrap();
    }
    table
}

#[tokio::test]
async fn the_oldest_goes_first_and_all_go() {
    let (table, queue) = (full(250).await, Queue::default());
    let end = released(&table, &queue, seconds(60)).await.unwrap();
    assert_eq!((end.sent, end.all), (250, true));
    assert_eq!(queue.orders(), (1..=250).collect::<Vec<_>>());
    assert!(table.oldest(&Side::Crm, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn many_hints_of_one_order_are_one_read() {
    let table = full(2).await;
    for noticed in 10..20 {
        table.keep(&waiting(1, noticed, 0)).await.unwrap();
    }
    let queue = Queue::default();
    let end = released(&table, &queue, seconds(60)).await.unwrap();
    assert_eq!((end.sent, end.doubled, end.all), (2, 10, true));
    assert_eq!(queue.orders(), [1, 2]);
}

#[tokio::test]
async fn a_hint_that_has_to_wait_a_second_time_is_not_taken_for_the_first() {
    let (table, queue) = (full(1).await, Queue::default());
    released(&table, &queue, seconds(60)).await.unwrap();
    // A moment later the CRM fails again.
    table.keep(&waiting(1, 1, 5)).await.unwrap();
    released(&table, &queue, seconds(60)).await.unwrap();
    assert_eq!(queue.orders(), [1, 1]);
}

#[tokio::test]
async fn a_release_that_is_cut_anywhere_loses_nothing() {
    let failures = [
        Failure::Unavailable,
        Failure::AnswerLost,
        Failure::HangsBefore,
        Failure::HangsAfter,
    ];
    for failure in failures {
        // A page is read, then one row after the other is forgotten.
        for call in 1..=6 {
            let (table, queue) = (full(4).await, Queue::default());
            table.fail(call, failure);
            let moment = std::time::Duration::from_millis(5);
            let cut = released(&table, &queue, seconds(60));
            let cut = tokio::time::timeout(moment, cut).await;
            assert!(!matches!(cut, Ok(Ok(_))), "{failure:?} {call}");
            released(&table, &queue, seconds(60)).await.unwrap();
            let orders: BTreeSet<u64> = queue.orders().into_iter().collect();
            assert_eq!(orders.len(), 4, "{failure:?} {call}");
            assert!(table.oldest(&Side::Crm, 1).await.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn what_the_queue_does_not_take_goes_on_waiting() {
    let (table, queue) = (full(5).await, Queue::default());
    *queue.takes.lock().unwrap() = Some(3);
    let refused = released(&table, &queue, seconds(60)).await;
    assert!(matches!(refused, Err(ReleaseError::Queue(_))));
    let waits = table.oldest(&Side::Crm, 10).await.unwrap();
    let waits: Vec<u64> = waits.iter().map(|waiting| waiting.hint.id).collect();
    assert_eq!(waits, [4, 5]);
}

#[tokio::test]
async fn a_release_ends_in_time() {
    let (table, queue) = (full(5).await, Queue::default());
    let end = released(&table, &queue, NOW).await.unwrap();
    assert_eq!(end, Released::default());
    assert_eq!(table.oldest(&Side::Crm, 10).await.unwrap().len(), 5);
}

/// A table in which the first hint stands under a key that is not its own.
struct Written(MemoryTable);

impl WaitingRoom for Written {
    async fn keep(&self, waiting: &Waiting) -> Result<(), TableError> {
        self.0.keep(waiting).await
    }

    async fn oldest(&self, side: &Side, limit: usize) -> Result<Vec<Waiting>, TableError> {
        self.0.oldest(side, limit).await
    }

    async fn forget(&self, waiting: &Waiting) -> Result<(), TableError> {
        match waiting.hint.id {
            1 => Ok(()),
            _ => self.0.forget(waiting).await,
        }
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_forgotten_ends_the_release_after_all_others_went() {
    let (table, queue) = (Written(full(5).await), Queue::default());
    let clock = StandingClock::at(NOW);
    let stuck = release(&Side::Crm, &table, &queue, &clock, seconds(60)).await;
    assert!(matches!(stuck, Err(ReleaseError::Stuck)), "{stuck:?}");
    assert_eq!(queue.orders(), [1, 2, 3, 4, 5]);
    assert_eq!(table.oldest(&Side::Crm, 10).await.unwrap().len(), 1);
}
