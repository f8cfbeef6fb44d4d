//! A preview of files: no AWS, no network.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use sync::Link;
use sync::preview::Preview;

use super::{Shown, file, given};
use crate::bad_input::BadInput;

/// The store's id in what is proposed when neither an argument nor settings name one.
const STORE: &str = "main";

#[derive(Args)]
pub(super) struct FromFiles {
    /// An order as the REST API answers it or a webhook delivers it, in JSON; `-` is standard
    /// input. Nothing is asked of AWS, the store or Perfex.
    #[arg(long, value_name = "FILE")]
    order_file: Option<PathBuf>,
    /// Its refunds in detail, as `GET /orders/ID/refunds` answers: a list, or one.
    #[arg(long, value_name = "FILE", requires = "order_file")]
    refunds_file: Option<PathBuf>,
}

pub(super) fn preview(
    store: Option<StoreId>,
    arguments: &FromFiles,
    settings: Option<&Path>,
) -> Result<Shown> {
    let order_file = arguments.order_file.as_deref().unwrap_or(Path::new("-"));
    let order = file::order(order_file).map_err(BadInput::of)?;
    let mut notes = Vec::new();
    let refunds = match &arguments.refunds_file {
        Some(path) => file::refunds(path, &order, &mut notes).map_err(BadInput::of)?,
        None => vec![],
    };
    if arguments.refunds_file.is_none() && !order.refunds.is_empty() {
        notes.push("give its refunds with --refunds-file to see their credit notes".to_owned());
    }
    let (store, rules) = if let Some(path) = settings {
        let settings = given::settings(path)?;
        let store = given::store_of(&settings, store)?;
        let rules = given::rules_of(&settings, &store)?;
        (store, rules)
    } else {
        notes.push(given::NO_SETTINGS.to_owned());
        let store = store.map_or_else(|| STORE.parse().context("a store id"), Ok)?;
        (store, given::rules_without_settings())
    };
    let link = Link::new(store.clone(), OrderId(order.id), Timestamp::now());
    let mut preview = Preview::of(&order, &refunds, &link, &rules);
    preview.notes.extend(notes);
    Ok(Shown { store, preview })
}
