//! Settings: what is in force, what may be chosen, changes and their history.

use aws::SettingsStore;
use axum::extract::State;
use axum::{Extension, Json};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sync::Settings;
use utoipa::ToSchema;

use super::{At, Body, OfStore, Wired};
use crate::access::Caller;
use crate::console::Console;
use crate::problem::Problem;

/// How many versions are listed.
const VERSIONS: i32 = 20;

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
#[utoipa::path(get, path = "/settings", responses((status = 200, body = InForce)))]
pub(crate) async fn show(State(console): Wired) -> Result<Json<InForce>, Problem> {
    let versions = SettingsStore::new(console.table.clone())
        .newest(VERSIONS)
        .await?;
    let current = versions.first();
    Ok(Json(InForce {
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

/// What both sides have to be mapped, as they say now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Choices {
    /// The store's tax rates; empty where it did not answer.
    rates: Vec<Rate>,
    /// Perfex's taxes.
    taxes: Vec<Tax>,
    /// Perfex's payment modes.
    payment_modes: Vec<Mode>,
    /// Why something is missing, in one line each.
    problems: Vec<String>,
}

/// A tax rate of the store.
#[derive(Serialize, ToSchema)]
pub(crate) struct Rate {
    /// Its id, the key of the tax map.
    id: u64,
    /// Its name.
    name: String,
    /// Its percentage.
    percent: String,
    /// Country and state, empty for any.
    place: String,
    /// Slug of its tax class.
    class: String,
    /// Whether it is levied on other taxes too: what it adds to a net amount is more than its percentage then.
    compound: bool,
    /// The Perfex tax that the settings map it to; null if none.
    mapped: Option<String>,
    /// Perfex's taxes of the same percentage.
    suggestions: Vec<String>,
}

/// A tax of Perfex.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tax {
    /// As the tax map names it: `NAME|RATE`.
    name: String,
    /// Its percentage.
    percent: String,
}

/// A payment mode of Perfex.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mode {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
}

/// What may be chosen for a store: its tax rates beside Perfex's taxes, and Perfex's payment modes.
#[utoipa::path(get, path = "/stores/{store}/choices", params(("store" = String, Path)),
    responses((status = 200, body = Choices), (status = 404, body = Problem)))]
pub(crate) async fn choices(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
) -> Result<Json<Choices>, Problem> {
    let settings = console.settings_with(&store).await?;
    let rates = async {
        let client = console.store(&settings, &store).await?;
        let rates = client.tax_rates().await;
        rates.map_err(|error| error.to_string())
    };
    let office = async {
        let crm = console.crm(&settings).await?;
        let (taxes, modes) = tokio::join!(crm.taxes(), crm.payment_modes());
        let said = |error: perfex::Error| error.to_string();
        Ok::<_, String>((taxes.map_err(said)?, modes.map_err(said)?))
    };
    let (rates, office) = tokio::join!(rates, office);
    let mut problems = Vec::new();
    let rates = rates.unwrap_or_else(|problem| {
        problems.push(format!("The store's tax rates: {problem}"));
        vec![]
    });
    let (taxes, modes) = office.unwrap_or_else(|problem| {
        problems.push(format!("Perfex's taxes and payment modes: {problem}"));
        (vec![], vec![])
    });
    let mapped = settings.stores.get(&store).map(|store| &store.taxes);
    let rates = rates.into_iter().map(|rate| {
        let of_this_percentage = taxes
            .iter()
            .filter(|tax| !rate.compound && fits(tax.rate, rate.rate));
        Rate {
            suggestions: of_this_percentage
                .map(|tax| tax.tax_name().as_str().to_owned())
                .collect(),
            mapped: mapped
                .and_then(|taxes| taxes.get(&rate.id.to_string()))
                .map(ToString::to_string),
            id: rate.id,
            name: rate.name,
            percent: rate.rate.normalize().to_string(),
            place: format!("{} {}", rate.country, rate.state).trim().to_owned(),
            class: rate.class,
            compound: rate.compound,
        }
    });
    Ok(Json(Choices {
        rates: rates.collect(),
        taxes: taxes
            .iter()
            .map(|tax| Tax {
                name: tax.tax_name().as_str().to_owned(),
                percent: tax.rate.normalize().to_string(),
            })
            .collect(),
        payment_modes: modes
            .into_iter()
            .map(|mode| Mode {
                id: mode.id,
                name: mode.name,
            })
            .collect(),
        problems,
    }))
}

/// Perfex keeps two decimals of a percentage, WooCommerce four.
fn fits(perfex: Decimal, woocommerce: Decimal) -> bool {
    perfex == domain::money::round(woocommerce, domain::money::PERFEX_DECIMALS)
}
