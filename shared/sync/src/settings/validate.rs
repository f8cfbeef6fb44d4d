//! What the types alone cannot say.

use std::collections::BTreeMap;
use std::net::IpAddr;

use domain::money::Currency;
use url::{Host, Url};

use super::{
    FORM, Flavour, MatchRule, PerfexSettings, Settings, SettingsError, StoreSettings, store_policy,
};

/// The largest document number that Perfex's integer column holds.
const LARGEST_NUMBER: u32 = 2_147_483_647;

pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    if settings.version != FORM {
        return Err(SettingsError::new(
            "version",
            format!("is {}, this program reads version {FORM}", settings.version),
        ));
    }
    check_perfex(&settings.perfex)?;
    if settings.stores.is_empty() {
        return Err(SettingsError::new(
            "stores",
            "name at least one store, as [stores.main]",
        ));
    }
    let mut indexes = BTreeMap::new();
    for (id, store) in &settings.stores {
        let field = |name: &str| format!("stores.{id}.{name}");
        check_store(&field, store)?;
        store_policy::check(&field, store, settings.perfex.flavour)?;
        if let Some(other) = indexes.insert(store.index, id) {
            return Err(SettingsError::new(
                field("index"),
                format!(
                    "{} is taken by store {other}: each store needs its own",
                    store.index
                ),
            ));
        }
    }
    Ok(())
}

fn check_perfex(perfex: &PerfexSettings) -> Result<(), SettingsError> {
    check_url("perfex.url", &perfex.url)?;
    if perfex.url.path().trim_end_matches('/').ends_with("/api") {
        return Err(SettingsError::new(
            "perfex.url",
            "leave out the /api at its end",
        ));
    }
    if perfex.flavour == Flavour::Themesic2 && perfex.client_marker_field.is_none() {
        return Err(SettingsError::new(
            "perfex.client_marker_field",
            "is needed for themesic-2: create a custom field for customers in Perfex and put its id here",
        ));
    }
    if perfex.client_marker_field == Some(0) {
        return Err(SettingsError::new(
            "perfex.client_marker_field",
            "must be above 0",
        ));
    }
    if perfex.default_payment_mode.trim().is_empty() {
        return Err(SettingsError::new(
            "perfex.default_payment_mode",
            "must be the id of a payment mode, for example \"1\"",
        ));
    }
    for (method, mode) in &perfex.payment_modes {
        if mode.trim().is_empty() {
            return Err(SettingsError::new(
                format!("perfex.payment_modes.{method}"),
                "must be the id of a payment mode, for example \"1\"",
            ));
        }
    }
    if perfex.currencies.is_empty() {
        return Err(SettingsError::new(
            "perfex.currencies",
            "name at least one, for example EUR = 2 (the id stands in the link of Setup > Finance > Currencies)",
        ));
    }
    for (code, id) in &perfex.currencies {
        let field = format!("perfex.currencies.{code}");
        if Currency::from_code(code).is_none() {
            return Err(SettingsError::new(
                field,
                "is no ISO 4217 code, for example EUR",
            ));
        }
        above_zero(field, *id)?;
    }
    let mut rules = perfex.match_by.clone();
    rules.sort_unstable();
    rules.dedup();
    if rules.len() != perfex.match_by.len() || !rules.contains(&MatchRule::Email) {
        return Err(SettingsError::new(
            "perfex.match_by",
            "must name email, and each rule once, for example [\"email\", \"vat\"]",
        ));
    }
    for (code, id) in &perfex.countries {
        let field = format!("perfex.countries.{code}");
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(SettingsError::new(
                field,
                "is no two-letter country code, for example DE",
            ));
        }
        above_zero(field, *id)?;
    }
    Ok(())
}

fn check_store(
    field: &impl Fn(&str) -> String,
    store: &StoreSettings,
) -> Result<(), SettingsError> {
    if store.index == 0 {
        return Err(SettingsError::new(field("index"), "must be above 0"));
    }
    check_url(field("url"), &store.url)?;
    if store.number_offset > LARGEST_NUMBER {
        return Err(SettingsError::new(
            field("number_offset"),
            format!("must be at most {LARGEST_NUMBER}, the largest number Perfex keeps"),
        ));
    }
    for id in store.taxes.keys() {
        if id.parse::<u64>().is_err() {
            return Err(SettingsError::new(
                field(&format!("taxes.{id}")),
                "is no WooCommerce tax rate id, which is a whole number",
            ));
        }
    }
    Ok(())
}

pub(super) fn above_zero(field: String, id: u32) -> Result<(), SettingsError> {
    if id == 0 {
        return Err(SettingsError::new(field, "must be above 0"));
    }
    Ok(())
}

/// Credentials travel to this address, so it is HTTPS unless it is this very machine.
fn check_url(field: impl Into<String>, url: &Url) -> Result<(), SettingsError> {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    };
    let problem = match url.scheme() {
        "https" => None,
        "http" if loopback => None,
        _ => Some("must begin with https://"),
    };
    let problem = problem
        .or_else(|| {
            (!url.username().is_empty() || url.password().is_some())
                .then_some("must not hold a user or password: keys belong in Secrets Manager")
        })
        .or_else(|| {
            (url.query().is_some() || url.fragment().is_some())
                .then_some("must not hold a query or fragment")
        });
    match problem {
        Some(problem) => Err(SettingsError::new(field, problem)),
        None => Ok(()),
    }
}
