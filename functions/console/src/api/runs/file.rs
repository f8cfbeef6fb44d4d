//! What a run found, as files for a spreadsheet.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sync::full_sync::RunId;
use sync::ports::Runs as _;
use sync::verify::Report;

use super::{At, OfRun, Wired, unknown};
use crate::console::Console;
use crate::problem::Problem;

/// What the step `verify` found, a line for each finding that the run kept: the first hundred.
#[utoipa::path(get, path = "/stores/{store}/runs/{run}/findings.csv", params(("store" = String, Path), ("run" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub(crate) async fn findings(
    State(console): Wired,
    At(of): At<OfRun>,
) -> Result<Response, Problem> {
    let (run, report) = report(&console, &of).await?;
    let lines = report.findings.iter().map(desk::finding_cells);
    file("findings", &run, desk::FINDING_HEADER, lines)
}

/// The sums of both sides, a line for each month, currency and kind of document.
#[utoipa::path(get, path = "/stores/{store}/runs/{run}/months.csv", params(("store" = String, Path), ("run" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub(crate) async fn months(State(console): Wired, At(of): At<OfRun>) -> Result<Response, Problem> {
    let (run, report) = report(&console, &of).await?;
    let lines = desk::month_cells(&report);
    file("months", &run, desk::MONTH_HEADER, lines)
}

async fn report(console: &Console, of: &OfRun) -> Result<(RunId, Report), Problem> {
    console.settings_with(&of.store).await?;
    let id = of.id()?;
    let active = console.table.active_run(&of.store).await?.run;
    let run = match active.filter(|run| run.id == id) {
        Some(run) => Some(run),
        None => console.table.past_run(&of.store, &id).await?,
    };
    let report = run.ok_or_else(unknown)?.report;
    let none = || Problem::not_found("This full sync has compared nothing yet.");
    Ok((id, report.ok_or_else(none)?))
}

fn file<const N: usize>(
    name: &str,
    run: &RunId,
    header: [&str; N],
    lines: impl Iterator<Item = [String; N]>,
) -> Result<Response, Problem> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(header).map_err(Problem::own_trouble)?;
    for line in lines {
        csv.write_record(line).map_err(Problem::own_trouble)?;
    }
    let bytes = csv.into_inner().map_err(Problem::own_trouble)?;
    let name = format!("attachment; filename=\"{name}-{run}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}
