//! Full syncs of a store: the one that is under way, those that ended, and what they found.

pub(crate) mod file;
pub(crate) mod start;
mod verified;
mod view;

use axum::Json;
use axum::extract::State;
use intake::StoreId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sync::full_sync::{self, Progress, Refused, RunId, Tally};
use sync::ports::Runs as _;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, At, OfStore, Wired, page_size};
use crate::cursor;
use crate::problem::Problem;
use verified::Verified;
use view::RunView;

/// How many runs a page of the history has, unless asked otherwise, and at most: the row of one
/// holds the report of its step `verify`.
const HISTORY: usize = 10;
const LONGEST_HISTORY: usize = 20;

/// A run of a store.
#[derive(Deserialize)]
pub(crate) struct OfRun {
    store: StoreId,
    run: String,
}

impl OfRun {
    /// The run's id; a text that is none is the id of no run.
    fn id(&self) -> Result<RunId, Problem> {
        self.run.parse().map_err(|_| unknown())
    }
}

fn unknown() -> Problem {
    Problem::not_found("This store has no such full sync.")
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::UnderWay(run) => Self::under_way(&run),
            Refused::Unknown(_) => unknown(),
            Refused::Over(_) => Self::conflict("This full sync is over already."),
            Refused::Table(error) => error.into(),
        }
    }
}

/// Which page of the history.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 20. Default: 10.
    limit: Option<usize>,
}

/// The full syncs of a store.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunPage {
    /// The one that is under way; null if there is none. Only the first page has it.
    active: Option<RunView>,
    /// Those that ended, the newest first.
    runs: Vec<RunView>,
    /// Cursor of the next page; null after the last one.
    next: Option<String>,
}

/// A full sync.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunDetail {
    /// Its figures.
    #[serde(flatten)]
    run: RunView,
    /// What the step `verify` found so far; null if it was not begun.
    verify: Option<Verified>,
}

/// The full syncs of a store.
#[utoipa::path(get, path = "/stores/{store}/runs", params(("store" = String, Path), Wanted),
    responses((status = 200, body = RunPage), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<RunPage>, Problem> {
    console.settings_with(&store).await?;
    let before = wanted.cursor.as_deref();
    let before: Option<RunId> = before
        .map(|cursor| cursor::decode(cursor, |text| text.parse().ok()))
        .transpose()?;
    let limit = wanted.limit.map_or(HISTORY, |limit| page_size(Some(limit)));
    let table = &console.table;
    let (active, page) = tokio::join!(
        table.active_run(&store),
        table.runs_page(&store, before.as_ref(), limit.min(LONGEST_HISTORY)),
    );
    let (active, page) = (active?.run, page?);
    let now = Timestamp::now();
    let view = |run: &full_sync::Run| {
        let none = Tally::default();
        let tally = page.tallies.get(&run.id).unwrap_or(&none);
        RunView::of(run, &Progress::of(run, tally, now))
    };
    // One that was kept and not yet taken out of its place is shown once.
    let ended = page.runs.iter();
    let ended = ended.filter(|run| active.as_ref().is_none_or(|active| active.id != run.id));
    let runs = ended.map(view).collect();
    let active = active.filter(|_| before.is_none());
    Ok(Json(RunPage {
        active: active.as_ref().map(view),
        runs,
        next: page.next.map(|run| cursor::encode(&run.to_string())),
    }))
}

/// How far a full sync is, or how it ended and what it found.
#[utoipa::path(get, path = "/stores/{store}/runs/{run}", params(("store" = String, Path), ("run" = String, Path)),
    responses((status = 200, body = RunDetail), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(of): At<OfRun>,
) -> Result<Json<RunDetail>, Problem> {
    console.settings_with(&of.store).await?;
    let now = Timestamp::now();
    let (run, progress) = full_sync::show(&console.table, &of.store, &of.id()?, now).await?;
    Ok(Json(RunDetail {
        verify: run.report.as_ref().map(Verified::of),
        run: RunView::of(&run, &progress),
    }))
}
