//! What settings a preview goes by.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use domain::Rules;
use intake::StoreId;
use sync::Settings;

use crate::bad_input::BadInput;
use crate::settings::file;

pub(super) const NO_SETTINGS: &str = "no settings were given: numbers, statuses and payment modes are those of a new store with \
     number_offset 0";

pub(super) fn named_store(store: Option<StoreId>) -> Result<StoreId> {
    store.context("name the store with --store")
}

pub(crate) fn settings(path: &Path) -> Result<Settings> {
    file::read(path).map_err(BadInput::of)
}

/// The store that was named, or the only one there is.
pub(crate) fn store_of(settings: &Settings, named: Option<StoreId>) -> Result<StoreId> {
    let ids: Vec<&StoreId> = settings.stores.keys().collect();
    let listed = || {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.join(", ")
    };
    match (named, ids.as_slice()) {
        (Some(store), ids) if ids.contains(&&store) => Ok(store),
        (Some(store), _) => Err(anyhow!(
            "--store {store}: the settings have no such store, only {}",
            listed()
        )),
        (None, [only]) => Ok((*only).clone()),
        (None, _) => Err(anyhow!(
            "the settings have several stores ({}): name one with --store",
            listed()
        )),
    }
    .map_err(BadInput::of)
}

pub(crate) fn rules_of(settings: &Settings, store: &StoreId) -> Result<Rules> {
    let rules = settings.rules(store);
    rules.with_context(|| format!("the settings have no store {store}"))
}

/// A store of which nothing is known.
pub(super) fn rules_without_settings() -> Rules {
    Rules {
        store_index: 1,
        default_payment_mode: "1".to_owned(),
        ..Rules::default()
    }
}
