//! Every order and refund that was recorded, and the settings that they are written by.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::{Decision, Rules, Standing, decide};
use serde_json::Value;
use sync::settings::Settings;
use sync::translate::translate;
use woocommerce::{Order, Refund};

/// An order as one recording shows it.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// Name of the recording, without its ending.
    pub(crate) source: String,
    pub(crate) order: Order,
    /// The refunds that it names, as far as their details were recorded.
    pub(crate) refunds: Vec<Refund>,
}

impl State {
    /// What is decided for it if nothing stands yet, and the checked order.
    pub(crate) fn decide(&self, rules: &Rules) -> (domain::Order, Decision) {
        let order = translate(&self.order, &self.refunds)
            .unwrap_or_else(|parked| panic!("{}: {parked:?}", self.source));
        let decision = decide(&order, &Standing::default(), rules);
        (order, decision)
    }

    /// The same order, had it been completed.
    pub(crate) fn completed(&self) -> Self {
        let mut state = self.clone();
        "completed".clone_into(&mut state.order.status);
        state
    }
}

/// Every recorded state of every order, the webhooks in their sequence before the REST answers.
pub(crate) fn states() -> BTreeMap<u64, Vec<State>> {
    let refunds = refunds();
    let mut states: BTreeMap<u64, Vec<State>> = BTreeMap::new();
    for (source, value) in recordings("webhooks").into_iter().chain(recordings("rest")) {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values.into_iter().filter(is_order) {
            let order: Order =
                serde_json::from_value(value).unwrap_or_else(|error| panic!("{source}: {error}"));
            let named = |refund: &&Refund| order.refunds.iter().any(|named| named.id == refund.id);
            let refunds = refunds.values().filter(named).cloned().collect();
            states.entry(order.id).or_default().push(State {
                source: source.clone(),
                order,
                refunds,
            });
        }
    }
    states
}

/// Every refund whose details were recorded.
pub(crate) fn refunds() -> BTreeMap<u64, Refund> {
    recordings("rest")
        .into_iter()
        .filter(|(source, _)| source.starts_with("refunds-"))
        .flat_map(|(_, list)| list.as_array().cloned().unwrap_or_default())
        .map(|refund| {
            let refund: Refund = serde_json::from_value(refund).unwrap();
            (refund.id, refund)
        })
        .collect()
}

/// The bodies of a folder that are JSON, by name.
pub(crate) fn recordings(folder: &str) -> Vec<(String, Value)> {
    let folder = fixtures().join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "body"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let body = std::fs::read(&path).unwrap();
        serde_json::from_slice(&body)
            .ok()
            .map(|value| (name, value))
    };
    files.into_iter().filter_map(read).collect()
}

fn is_order(value: &Value) -> bool {
    value["status"].is_string() && value["line_items"].is_array() && value["currency"].is_string()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce")
}

/// The rules of a store whose settings map everything that was recorded.
pub(crate) fn rules() -> Rules {
    settings().rules(&"main".parse().unwrap()).unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings::from_value(serde_json::json!({
        "version": 1,
        "perfex": {
            "url": "https://crm.example.com",
            "flavour": "themesic-3",
            "client_marker_field": 3,
            "default_payment_mode": "1",
            "currencies": {"EUR": 2, "JPY": 3, "KWD": 4},
            "payment_modes": {"cod": "2"},
        },
        "stores": {"main": {
            "index": 1,
            "url": "https://shop.example.com",
            "number_offset": 100_000,
            "taxes": {
                "1": "MwSt. 19%|19.00", "2": "MwSt. 7%|7.00", "3": "USt. 20%|20.00",
                "4": "TVA 20%|20.00", "5": "TVA 5,5%|5.50", "6": "CA State Tax|7.25",
                "7": "NY State Tax|4.00", "8": "NYC City Tax|4.88", "9": "GST|5.00",
                "10": "QST|10.47", "11": "消費税|10.00", "12": "ضريبة|5.00",
            },
        }},
    }))
    .unwrap()
}
