//! What a batch means for the runs that its hints were sent for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use intake::{Hint, StoreId};
use sync::full_sync::{Ended, Ending, Item, RunId};
use sync::ports::Runs as _;
use tokio::time::Instant;

use crate::batch::{Batch, Message};
use crate::consumer::Consumer;
use crate::outside::Outside;

/// How long it is believed that a run is not cancelled.
const BELIEVED: Duration = Duration::from_secs(20);

/// A run of a store.
pub(crate) type RunOf = (StoreId, RunId);

/// When a run was looked at, and whether it was cancelled.
pub(crate) type LookedAt = BTreeMap<RunOf, (Instant, bool)>;

/// What ended in a batch, of what was sent for runs.
#[derive(Default)]
pub(crate) struct Counted(Mutex<BTreeMap<RunOf, Vec<Piece>>>);

struct Piece {
    message: String,
    item: Item,
    ended: Ended,
}

impl Counted {
    /// Notes how the handling of a message ended, if it was sent for a run.
    pub(crate) fn note(&self, message: &Message, hint: &Hint, ended: Option<Ended>) {
        if let (Some((run, item)), Some(ended)) = (Item::of(hint), ended) {
            let piece = Piece {
                message: message.id.clone(),
                item,
                ended,
            };
            let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            pieces
                .entry((hint.store.clone(), run))
                .or_default()
                .push(piece);
        }
    }
}

impl<O: Outside> Consumer<O> {
    /// Adds what ended to the tallies of its runs. Gives the messages that must come back because
    /// they were not counted: they are handled already, and then they are counted as unchanged.
    pub(crate) async fn count(&self, counted: Counted) -> Vec<String> {
        let mut uncounted = Vec::new();
        let counted = counted
            .0
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        for ((store, run), pieces) in counted {
            // A batch may hold two messages of one item; the first one counts.
            let mut items = BTreeMap::new();
            for piece in &pieces {
                items.entry(piece.item.clone()).or_insert(piece.ended);
            }
            let items: Vec<(Item, Ended)> = items.into_iter().collect();
            if let Err(error) = self.table.count(&store, &run, &items).await {
                tracing::warn!(%store, %run, %error, "what was handled comes back to be counted");
                uncounted.extend(pieces.into_iter().map(|piece| piece.message));
            }
        }
        uncounted
    }

    /// The runs of a batch that a person cancelled: nothing more is done for them.
    pub(crate) async fn cancelled(&self, batch: &Batch) -> BTreeSet<RunOf> {
        let hints = batch.groups.iter().flatten();
        let hints = hints.filter_map(|message| message.hint.as_ref().ok());
        let runs: BTreeSet<RunOf> = hints
            .filter_map(|hint| Some((hint.store.clone(), Item::of(hint)?.0)))
            .collect();
        let mut cancelled = BTreeSet::new();
        for run in runs {
            if self.is_cancelled(&run).await {
                cancelled.insert(run);
            }
        }
        cancelled
    }

    async fn is_cancelled(&self, run: &RunOf) -> bool {
        let looked_at = self.runs.lock().await.get(run).copied();
        if let Some((at, cancelled)) = looked_at
            && (cancelled || at.elapsed() < BELIEVED)
        {
            return cancelled;
        }
        let (store, id) = run;
        let ending = match self.table.active_run(store).await {
            Ok(active) if active.run.as_ref().is_some_and(|run| run.id == *id) => None,
            Ok(_) => match self.table.past_run(store, id).await {
                Ok(past) => past.and_then(|run| run.ended),
                Err(_) => return false,
            },
            // The work is harmless, and not doing it might not be.
            Err(_) => return false,
        };
        let cancelled = matches!(ending, Some((Ending::Cancelled, _)));
        let mut runs = self.runs.lock().await;
        // One process meets few runs; an old one is not asked for again.
        if runs.len() >= 100 {
            runs.clear();
        }
        runs.insert(run.clone(), (Instant::now(), cancelled));
        cancelled
    }
}

/// Whether a hint was sent for one of these runs.
pub(crate) fn is_of(hint: &Hint, runs: &BTreeSet<RunOf>) -> bool {
    !runs.is_empty()
        && Item::of(hint).is_some_and(|(run, _)| runs.contains(&(hint.store.clone(), run)))
}
