//! Settings: what is in force, changes and their history.

use aws::SettingsStore;
use axum::extract::State;
use axum::{Extension, Json};
use intake::StoreId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sync::Settings;
use utoipa::{IntoParams, ToSchema};

use super::choices::{self, Choices};
use super::{Asked, Body, Wired};
use crate::access::Caller;
use crate::console::Console;
use crate::problem::Problem;

/// How many versions are listed.
const VERSIONS: i32 = 20;

/// What is wanted beside the settings.
#[derive(Deserialize, IntoParams)]
pub(crate) struct WantedChoices {
    /// The store whose choices are wanted. Both sides are asked for them, which takes a moment.
    #[param(value_type = Option<String>)]
    choices_of: Option<StoreId>,
}

/// The settings in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct InForce {
    /// Their version; 0 before there are any.
    version: u64,
    /// The settings; null before there are any. Their form is that of the settings file.
    #[schema(value_type = Object, nullable)]
    settings: Value,
    /// The newest versions, the newest first.
    versions: Vec<PastSettings>,
    /// What the store and Perfex have to be mapped; null if no store was named, or the settings do not know it.
    choices: Option<Choices>,
}

/// A version of the settings.
#[derive(Serialize, ToSchema)]
pub(crate) struct PastSettings {
    /// Its number.
    version: u64,
    /// Who put it in force.
    by: String,
    /// When.
    at: String,
    /// What it changed, two levels deep; null for the oldest that is listed.
    changed: Option<Vec<String>>,
}

/// The settings in force, and the newest versions.
#[utoipa::path(get, path = "/settings", params(WantedChoices),
    responses((status = 200, body = InForce), (status = 400, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    Asked(wanted): Asked<WantedChoices>,
) -> Result<Json<InForce>, Problem> {
    let versions = SettingsStore::new(console.table.clone())
        .newest(VERSIONS)
        .await?;
    let current = versions.first();
    let choices = match (current, wanted.choices_of) {
        // Settings that cannot be read any more are shown all the same: here they are mended.
        (Some(_), Some(store)) => choices::of(&console, &store).await.unwrap_or_default(),
        _ => None,
    };
    Ok(Json(InForce {
        choices,
        version: current.map_or(0, |current| current.version),
        settings: current.map_or(Value::Null, |current| current.settings.clone()),
        versions: versions
            .iter()
            .enumerate()
            .map(|(place, version)| {
                let before = versions.get(place + 1).map(|before| &before.settings);
                let first = (version.version == 1).then(|| json!({}));
                let before = before.or(first.as_ref());
                PastSettings {
                    version: version.version,
                    by: version.by.clone(),
                    at: version.at.clone(),
                    changed: before.map(|before| desk::changes(before, &version.settings)),
                }
            })
            .collect(),
    }))
}

/// Settings to be checked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToCheck {
    /// The settings, whole.
    #[schema(value_type = Object)]
    settings: Value,
}

/// Settings are good.
#[derive(Serialize, ToSchema)]
pub(crate) struct Good {
    /// What would change, two levels deep.
    changed: Vec<String>,
}

/// Checks settings by the code that the settings file is checked by. Nothing is changed.
#[utoipa::path(post, path = "/settings/check", request_body = ToCheck,
    responses((status = 200, body = Good), (status = 422, body = Problem)))]
pub(crate) async fn check(
    State(console): Wired,
    Body(given): Body<ToCheck>,
) -> Result<Json<Good>, Problem> {
    let settings = Settings::from_value(given.settings)?;
    let current = SettingsStore::new(console.table.clone()).current().await?;
    let before = current.map_or_else(|| json!({}), |current| current.settings);
    let after = serde_json::to_value(&settings).unwrap_or_default();
    Ok(Json(Good {
        changed: desk::changes(&before, &after),
    }))
}

/// Settings to be put in force.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToPush {
    /// The version that they were made from.
    version: u64,
    /// The settings, whole.
    #[schema(value_type = Object)]
    settings: Value,
}

/// Settings were put in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pushed {
    /// The version in force.
    version: u64,
    /// What changed, two levels deep.
    changed: Vec<String>,
    /// How many parked orders and customers are tried again, since the change may cure them.
    released: usize,
}

/// Puts settings in force.
#[utoipa::path(put, path = "/settings", request_body = ToPush,
    responses((status = 200, body = Pushed), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn push(
    State(console): Wired,
    Extension(caller): Extension<Caller>,
    Body(given): Body<ToPush>,
) -> Result<Json<Pushed>, Problem> {
    let settings = Settings::from_value(given.settings)?;
    put_in_force(&console, &caller, given.version, settings).await
}

/// A version to go back to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToRestore {
    /// The version in force.
    version: u64,
    /// The version whose settings are put in force again, as a new version.
    restore: u64,
}

/// Puts the settings of an earlier version in force again.
#[utoipa::path(post, path = "/settings/restore", request_body = ToRestore,
    responses((status = 200, body = Pushed), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn restore(
    State(console): Wired,
    Extension(caller): Extension<Caller>,
    Body(given): Body<ToRestore>,
) -> Result<Json<Pushed>, Problem> {
    let store = SettingsStore::new(console.table.clone());
    let earlier = store.version(given.restore).await?;
    let earlier = earlier.ok_or_else(|| Problem::not_found("There is no such version."))?;
    // A version of long ago may hold what is refused today.
    let settings = Settings::from_value(earlier.settings)?;
    put_in_force(&console, &caller, given.version, settings).await
}

async fn put_in_force(
    console: &Console,
    caller: &Caller,
    seen: u64,
    settings: Settings,
) -> Result<Json<Pushed>, Problem> {
    let store = SettingsStore::new(console.table.clone());
    let current = store.current().await?.map_or(0, |current| current.version);
    if current != seen {
        return Err(Problem::conflict(
            "Someone else changed the settings meanwhile. Load them again, then repeat your change.",
        ));
    }
    let now = Timestamp::now();
    let pushed = desk::push(
        &console.table,
        &console.queue,
        settings,
        &caller.name,
        false,
        now,
    )
    .await?;
    console.forget_settings().await;
    tracing::info!(
        version = pushed.version,
        by = caller.name,
        "settings put in force"
    );
    Ok(Json(Pushed {
        version: pushed.version,
        changed: pushed.changed,
        released: pushed.released,
    }))
}
