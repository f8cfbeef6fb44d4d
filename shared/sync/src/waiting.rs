//! Hints that wait for a side to come back, and their way back to the queue.
//!
//! A message cannot sleep longer than twelve hours nor live longer than fourteen days, and one that
//! sleeps cannot be woken. So while a breaker is open its hints stand in the table.

use std::collections::BTreeSet;

use intake::Hint;
use jiff::Timestamp;

use crate::breaker::Side;
use crate::ports::{Clock, Hints, TableError, WaitingRoom};

/// How many waiting hints are read at a time.
const PAGE: usize = 100;

/// A hint that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// For whom.
    pub side: Side,
    /// The hint. Its `received_at` and its group say which one it is.
    pub hint: Hint,
    /// When it was put there, to the millisecond.
    pub since: Timestamp,
}

impl Waiting {
    /// Under what deduplication id it goes back. The queue drops a second message of the same id for
    /// five minutes, and a hint that came back and had to wait again is another message: so the
    /// moment at which it began to wait is part of it.
    pub fn deduplication_id(&self) -> String {
        let since = self.since.as_millisecond();
        match &self.hint.run {
            Some(run) => format!("waited.{run}.{}.{since}", self.hint.trace),
            None => format!("waited.{}.{since}", self.hint.group_id()),
        }
    }
}

/// What a release came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Released {
    /// Hints that went back to the queue.
    pub sent: usize,
    /// Hints of an order that had gone back already: one read of it is enough.
    pub doubled: usize,
    /// Whether nothing waits any more.
    pub all: bool,
}

impl Released {
    /// Nothing waited.
    pub fn nothing() -> Self {
        Self {
            all: true,
            ..Self::default()
        }
    }
}

/// Sends what waited for a side back to the queue, oldest first, and stops at `until`.
///
/// A hint leaves the table after the queue took it. If this dies in between it goes back twice,
/// which changes nothing. An error of either ends the release; the next one goes on.
pub async fn release(
    side: &Side,
    room: &impl WaitingRoom,
    queue: &impl Hints,
    clock: &impl Clock,
    until: Timestamp,
) -> Result<Released, ReleaseError> {
    let mut released = Released::default();
    let mut gone = BTreeSet::new();
    let mut first_before = None;
    loop {
        let page = room.oldest(side, PAGE).await?;
        if first_before.is_some() && page.first() == first_before.as_ref() {
            // Somebody wrote it under a key that is not its own: it went back and cannot be forgotten.
            return Err(ReleaseError::Stuck);
        }
        first_before = page.first().cloned();
        if page.is_empty() {
            released.all = true;
            return Ok(released);
        }
        for waiting in page {
            if clock.now() >= until {
                return Ok(released);
            }
            // One of a run is counted, so none stands in for it.
            let counted = waiting
                .hint
                .run
                .as_ref()
                .map(|_| waiting.hint.trace.clone());
            let read = (waiting.hint.group_id(), waiting.hint.run.clone(), counted);
            if gone.insert(read) {
                queue
                    .send(&waiting.hint, &waiting.deduplication_id())
                    .await
                    .map_err(ReleaseError::Queue)?;
                released.sent += 1;
            } else {
                released.doubled += 1;
            }
            room.forget(&waiting).await?;
        }
    }
}

/// A release stopped early.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// The table did not do as asked.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The queue did not take a hint.
    #[error("the queue did not take a hint: {0}")]
    Queue(String),
    /// A waiting hint stands under a key that is not its own.
    #[error("a waiting hint stands under a key that is not its own: delete that row of the table")]
    Stuck,
}
