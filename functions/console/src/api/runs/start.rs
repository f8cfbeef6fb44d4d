//! Beginning a run, and stopping one.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use invoke::CallError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sync::full_sync::{self, Asked, NotUnderstood, RunId};
use sync::ports::{Runs as _, SystemClock};
use tokio::time::timeout;
use utoipa::ToSchema;

use super::super::{At, Body, OfStore, Wired};
use super::OfRun;
use crate::access::Caller;
use crate::problem::Problem;

/// How long the function's answer is waited for: the gateway waits 30 s for ours. Whoever tries again
/// is told of the run if it was begun all the same.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a full sync is to do; without a field, everything.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToStart {
    /// Which steps: `customers`, `orders`, `refunds`, `verify`. They are done in this order.
    #[schema(value_type = Option<Vec<String>>)]
    #[serde(default, skip_serializing_if = "Value::is_null")]
    steps: Value,
    /// Only orders that were made on this day (UTC) or at this moment, or later.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Value::is_null")]
    after: Value,
    /// Only orders that were made before this day (UTC) or moment.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Value::is_null")]
    before: Value,
    /// Just these orders, a thousand at most.
    #[schema(value_type = Option<Vec<u64>>)]
    #[serde(default, skip_serializing_if = "Value::is_null")]
    ids: Value,
    /// Count what would be sent, and send nothing.
    #[schema(value_type = Option<bool>)]
    #[serde(default, skip_serializing_if = "Value::is_null")]
    dry_run: Value,
}

/// A full sync was begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct Begun {
    /// Its id.
    run: String,
}

/// What the function answers.
#[derive(Deserialize)]
struct Answer {
    runs: Vec<BegunRun>,
}

#[derive(Deserialize)]
struct BegunRun {
    run: RunId,
}

/// Begins a full sync.
#[utoipa::path(post, path = "/stores/{store}/runs", params(("store" = String, Path)), request_body = ToStart,
    responses((status = 201, body = Begun), (status = 400, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn start(
    State(console): Wired,
    Extension(caller): Extension<Caller>,
    At(OfStore { store }): At<OfStore>,
    Body(wanted): Body<ToStart>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    console.settings_with(&store).await?;
    let mut event = fields(&wanted)?;
    // The function reads it by the same code, but its answer does not tell the field apart.
    Asked::read(&event)?;
    event.insert("store".to_owned(), store.as_str().into());
    let event = Value::Object(event);
    let call = timeout(PATIENCE, console.full_sync.call(&event)).await;
    let answer = match call.map_err(Problem::own_trouble)? {
        Ok(answer) => answer,
        Err(error @ CallError::Said(_)) => {
            // A person began one meanwhile, or it was under way all the time.
            return Err(match console.table.active_run(&store).await?.run {
                Some(run) => Problem::under_way(&run.id),
                None => Problem::own_trouble(error),
            });
        }
        Err(error) => return Err(Problem::own_trouble(error)),
    };
    let answer: Answer = serde_json::from_value(answer).map_err(Problem::own_trouble)?;
    let [BegunRun { run }] = &answer.runs[..] else {
        return Err(Problem::own_trouble("not one run was begun"));
    };
    tracing::info!(%store, %run, by = caller.name, "a full sync was begun");
    let run = run.to_string();
    Ok((StatusCode::CREATED, Json(Begun { run })))
}

fn fields(wanted: &ToStart) -> Result<Map<String, Value>, Problem> {
    match serde_json::to_value(wanted) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Problem::own_trouble("what is wanted is no object")),
    }
}

impl From<NotUnderstood> for Problem {
    fn from(NotUnderstood { field, says }: NotUnderstood) -> Self {
        Self::wrong_input(field, &says)
    }
}

/// Stops a full sync: nothing more is listed, and what waits in the queue is passed over. What was
/// written stays.
#[utoipa::path(post, path = "/stores/{store}/runs/{run}/cancel", params(("store" = String, Path), ("run" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn cancel(
    State(console): Wired,
    Extension(caller): Extension<Caller>,
    At(of): At<OfRun>,
) -> Result<StatusCode, Problem> {
    console.settings_with(&of.store).await?;
    let run = of.id()?;
    full_sync::cancel(&console.table, &of.store, &run, &SystemClock).await?;
    tracing::info!(store = %of.store, %run, by = caller.name, "a full sync was cancelled");
    Ok(StatusCode::NO_CONTENT)
}
