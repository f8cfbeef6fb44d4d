//! Orders and customers handled again because a person asks for it.

use intake::{Hint, Resource, Source, StoreId};
use jiff::Timestamp;
use queue::{HintQueue, QueueError};

use crate::DeskError;

/// Has an order or a customer read and handled now. Another call is another read, however soon it
/// follows.
pub async fn sync_now(
    queue: &HintQueue,
    store: &StoreId,
    resource: Resource,
    id: u64,
    now: Timestamp,
) -> Result<(), QueueError> {
    send(queue, store, resource, id, "operator.sync", now).await
}

/// Has these parked orders and customers handled again. What is still wrong is parked again.
pub async fn retry(
    queue: &HintQueue,
    store: &StoreId,
    chosen: &[(Resource, u64)],
    now: Timestamp,
) -> Result<(), DeskError> {
    for (sent, (resource, id)) in chosen.iter().enumerate() {
        send(queue, store, *resource, *id, "parked.retry", now)
            .await
            .map_err(|error| DeskError::Queue {
                sent,
                wanted: chosen.len(),
                error,
            })?;
    }
    Ok(())
}

async fn send(
    queue: &HintQueue,
    store: &StoreId,
    resource: Resource,
    id: u64,
    topic: &str,
    now: Timestamp,
) -> Result<(), QueueError> {
    let mut hint = Hint {
        store: store.clone(),
        resource,
        id,
        topic: topic.to_owned(),
        source: Source::Operator,
        run: None,
        received_at: now,
        trace: String::new(),
    };
    hint.trace = format!("again-{}-{}", now.as_millisecond(), hint.group_id());
    queue.send(&hint, &hint.trace).await
}
