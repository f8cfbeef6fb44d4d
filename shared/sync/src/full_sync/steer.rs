//! What a person does with runs.

use intake::StoreId;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Asked, Ending, Kind, Progress, Run, RunId};
use crate::ports::{Clock, Runs, TableError};

/// How often a run that is being written by its worker is tried to be cancelled.
const TRIES: u32 = 20;

/// A run was not begun, or not found.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Another one is under way in this store.
    #[error(
        "the run {0} is under way in this store: wait for its end (woosync runs show {0}), or stop \
         it (woosync runs cancel {0})"
    )]
    UnderWay(RunId),
    /// There is no such run.
    #[error("this store has no run {0}: `woosync runs list` shows those that there are")]
    Unknown(RunId),
    /// It is over.
    #[error("the run {0} is over already")]
    Over(RunId),
    /// The table did not do as asked.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Begins a run. Whoever invokes the function next works on it.
pub async fn start(
    table: &impl Runs,
    store: &StoreId,
    kind: Kind,
    asked: Asked,
    clock: &impl Clock,
) -> Result<Run, Refused> {
    let now = clock.now();
    let mut row = table.active_run(store).await?;
    if let Some(run) = &row.run {
        return Err(Refused::UnderWay(run.id.clone()));
    }
    let run = Run::new(RunId::new(now, Uuid::new_v4()), kind, asked, now);
    row.run = Some(run.clone());
    match table.save_active_run(&mut row).await {
        Ok(()) => Ok(run),
        Err(TableError::Conflict) => match table.active_run(store).await?.run {
            Some(other) => Err(Refused::UnderWay(other.id)),
            None => Err(TableError::Conflict.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// Stops a run: nothing more is listed, and what waits in the queue is not worked on. What was
/// written stays.
pub async fn cancel(
    table: &impl Runs,
    store: &StoreId,
    id: &RunId,
    clock: &impl Clock,
) -> Result<Run, Refused> {
    for _ in 0..TRIES {
        let mut row = table.active_run(store).await?;
        let Some(mut run) = row.run.take().filter(|run| run.id == *id) else {
            return Err(match table.past_run(store, id).await? {
                Some(_) => Refused::Over(id.clone()),
                None => Refused::Unknown(id.clone()),
            });
        };
        run.ended = Some((Ending::Cancelled, clock.now()));
        run.lease = None;
        // Kept before it leaves its place, so that it is nowhere at no time.
        table.keep_run(store, &run).await?;
        match table.save_active_run(&mut row).await {
            Ok(()) => return Ok(run),
            Err(TableError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(TableError::Conflict.into())
}

/// A run and its figures.
pub async fn show(
    table: &impl Runs,
    store: &StoreId,
    id: &RunId,
    now: Timestamp,
) -> Result<(Run, Progress), Refused> {
    let active = table.active_run(store).await?.run;
    let run = match active.filter(|run| run.id == *id) {
        Some(run) => run,
        None => match table.past_run(store, id).await? {
            Some(run) => run,
            None => return Err(Refused::Unknown(id.clone())),
        },
    };
    let tally = table.tally(store, id).await?;
    let progress = Progress::of(&run, &tally, now);
    Ok((run, progress))
}

/// The runs of a store, the newest first, at most `limit`: first the one that is under way.
pub async fn list(
    table: &impl Runs,
    store: &StoreId,
    limit: usize,
) -> Result<Vec<Run>, TableError> {
    let mut runs: Vec<Run> = table.active_run(store).await?.run.into_iter().collect();
    let past = table.past_runs(store, limit).await?;
    // One that was kept and not yet taken out of its place counts once.
    let begun: Option<RunId> = runs.first().map(|run| run.id.clone());
    runs.extend(
        past.into_iter()
            .filter(|run| begun.as_ref() != Some(&run.id)),
    );
    runs.truncate(limit);
    Ok(runs)
}
