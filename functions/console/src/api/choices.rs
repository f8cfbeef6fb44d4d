//! What both sides have to be mapped to each other in the settings.

use intake::StoreId;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::console::Console;
use crate::problem::Problem;

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

/// What may be chosen for a store: its tax rates beside Perfex's taxes, and Perfex's payment modes. None if
/// the settings do not know the store.
pub(super) async fn of(console: &Console, store: &StoreId) -> Result<Option<Choices>, Problem> {
    let settings = console.settings().await?;
    let Some(mapped) = settings.stores.get(store).map(|store| &store.taxes) else {
        return Ok(None);
    };
    let rates = async {
        let client = console.store(&settings, store).await?;
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
    let rates = rates.into_iter().map(|rate| {
        let of_this_percentage = taxes
            .iter()
            .filter(|tax| !rate.compound && fits(tax.rate, rate.rate));
        Rate {
            suggestions: of_this_percentage
                .map(|tax| tax.tax_name().as_str().to_owned())
                .collect(),
            mapped: mapped.get(&rate.id.to_string()).map(ToString::to_string),
            id: rate.id,
            name: rate.name,
            percent: rate.rate.normalize().to_string(),
            place: format!("{} {}", rate.country, rate.state).trim().to_owned(),
            class: rate.class,
            compound: rate.compound,
        }
    });
    Ok(Some(Choices {
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
