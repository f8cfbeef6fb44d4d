//! Breakers and waiting hints in memory.

use intake::{Hint, StoreId};
use jiff::Timestamp;
use sync::breaker::{Breaker, Side};
use sync::ports::{Breakers, Pulses, TableError, WaitingRoom};
use sync::pulse::Heard;
use sync::waiting::Waiting;

use crate::memory_table::{MemoryTable, append, json, readable};

/// The rows of waiting hints sort by side, by when the change was noticed, and by group.
pub(crate) type WaitingKey = (Side, i64, String);

impl Breakers for MemoryTable {
    async fn breaker(&self, side: &Side) -> Result<Breaker, TableError> {
        let row = self
            .call(|state| Ok(state.breakers.get(side).cloned()))
            .await?;
        let row = row.unwrap_or_default();
        Ok(Breaker {
            side: side.clone(),
            version: row.len() as u64,
            state: row.last().map(|doc| readable(doc)).unwrap_or_default(),
        })
    }

    async fn save_breaker(&self, breaker: &mut Breaker) -> Result<(), TableError> {
        let doc = json(&breaker.state)?;
        let (side, seen) = (breaker.side.clone(), breaker.version);
        breaker.version = self
            .call(|state| append(state.breakers.entry(side).or_default(), seen, doc))
            .await?;
        Ok(())
    }
}

impl Pulses for MemoryTable {
    /// Nobody asks this table when a store was heard of.
    async fn note_heard(&self, _: &StoreId, _: Heard) -> Result<(), TableError> {
        Ok(())
    }
}

impl WaitingRoom for MemoryTable {
    async fn keep(&self, waiting: &Waiting) -> Result<(), TableError> {
        let row = (waiting.hint.to_json(), waiting.since.as_millisecond());
        let key = key(waiting);
        self.call(|state| {
            state.waiting.insert(key, row);
            Ok(())
        })
        .await
    }

    async fn oldest(&self, side: &Side, limit: usize) -> Result<Vec<Waiting>, TableError> {
        self.call(|state| {
            let rows = state.waiting.iter().filter(|((of, ..), _)| of == side);
            rows.take(limit)
                .map(|(_, (hint, since))| read(side, hint, *since))
                .collect()
        })
        .await
    }

    async fn forget(&self, waiting: &Waiting) -> Result<(), TableError> {
        let key = key(waiting);
        self.call(|state| {
            let stands = state.waiting.get(&key).map(|(_, since)| *since);
            if stands == Some(waiting.since.as_millisecond()) {
                state.waiting.remove(&key);
            }
            Ok(())
        })
        .await
    }
}

fn key(waiting: &Waiting) -> WaitingKey {
    let at = waiting.hint.received_at.as_millisecond();
    let hint = &waiting.hint;
    let run = hint
        .run
        .as_ref()
        .map(|run| format!("#{run}.{}", hint.trace));
    let name = format!("{}{}", hint.group_id(), run.unwrap_or_default());
    (waiting.side.clone(), at, name)
}

fn read(side: &Side, hint: &str, since: i64) -> Result<Waiting, TableError> {
    let unreadable = |error: &dyn std::fmt::Display| TableError::Unreadable(error.to_string());
    Ok(Waiting {
        side: side.clone(),
        hint: Hint::from_json(hint).map_err(|error| unreadable(&error))?,
        since: Timestamp::from_millisecond(since).map_err(|error| unreadable(&error))?,
    })
}
