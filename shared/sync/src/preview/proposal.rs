//! Maps made up from an order, for a store whose settings have none yet.

use std::collections::{BTreeMap, BTreeSet};

use domain::Rules;
use domain::money::{Currency, PERFEX_DECIMALS, round};
use domain::taxes::{TaxName, effective_percent};
use rust_decimal::Decimal;
use serde::Serialize;
use woocommerce::{LineTax, Order, TaxLine};

/// The currency id that stands in until a person has looked the real one up.
const PLACEHOLDER: u32 = 1;

/// Maps made up from an order. A person checks them before they become settings: the names must be
/// those of taxes that exist in Perfex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// WooCommerce rate ids to Perfex taxes.
    pub taxes: BTreeMap<u64, TaxName>,
    /// The order's currency with a placeholder for its Perfex id; empty if it is mapped already.
    pub currencies: BTreeMap<String, u32>,
}

impl Proposal {
    /// Fills the rules' empty maps from the order. `None` if the rules have a tax map, or if
    /// nothing was missing. Beside it, what could not be proposed, in words.
    pub(super) fn of(order: &Order, rules: &mut Rules) -> (Option<Self>, Vec<String>) {
        if !rules.taxes.rates.is_empty() || !rules.taxes.classes.is_empty() {
            return (None, vec![]);
        }
        let (taxes, notes) = taxes(order);
        let mut currencies = BTreeMap::new();
        if Currency::from_code(&order.currency).is_some()
            && !rules.currencies.contains_key(&order.currency)
        {
            currencies.insert(order.currency.clone(), PLACEHOLDER);
        }
        rules.taxes.rates.clone_from(&taxes);
        rules.currencies.extend(currencies.clone());
        let nothing = taxes.is_empty() && currencies.is_empty();
        let proposal = (!nothing).then_some(Self { taxes, currencies });
        (proposal, notes)
    }

    /// The proposal as a part of a settings file.
    pub fn to_toml(&self, store: &str) -> String {
        let mut lines = Vec::new();
        if !self.currencies.is_empty() {
            lines.push("[perfex.currencies]".to_owned());
            lines.extend(self.currencies.iter().map(|(code, id)| {
                format!("{code} = {id} # a placeholder: the id ends the currency's link in Setup > Finance > Currencies")
            }));
        }
        if !self.taxes.is_empty() {
            lines.push(format!("[stores.{store}.taxes]"));
            let taxes = self.taxes.iter();
            lines.extend(taxes.map(|(rate, tax)| format!("{rate} = {}", quoted(&tax.to_string()))));
        }
        lines.join("\n")
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's as well.
    serde_json::Value::from(text).to_string()
}

fn taxes(order: &Order) -> (BTreeMap<u64, TaxName>, Vec<String>) {
    let mut taxes = BTreeMap::new();
    let mut notes = Vec::new();
    for rate in &order.tax_lines {
        let Some(percent) = percent(rate, order) else {
            notes.push(format!(
                "the order names no percentage for tax rate {}: it cannot be proposed",
                rate.rate_id
            ));
            continue;
        };
        let name = format!("{}|{:.2}", name(rate), round(percent, PERFEX_DECIMALS));
        match name.parse() {
            Ok(tax) => {
                taxes.insert(rate.rate_id, tax);
            }
            Err(error) => notes.push(format!("tax rate {}: {error}", rate.rate_id)),
        }
    }
    (taxes, notes)
}

/// The label, without what Perfex takes for the end of the name.
fn name(rate: &TaxLine) -> String {
    let label = [&rate.label, &rate.rate_code];
    let label = label.into_iter().find(|label| !label.trim().is_empty());
    let plain = domain::text::plain(label.map_or("Tax", String::as_str));
    plain.replace(['|', '\n'], " ").trim().to_owned()
}

/// What the rate adds to a net amount in percent.
fn percent(rate: &TaxLine, order: &Order) -> Option<Decimal> {
    let percent = rate.rate_percent?;
    if !rate.compound {
        return Some(percent);
    }
    // A compound rate is levied on the taxes that the same line bears before it: on the plain
    // ones, and on the compound ones that the order names earlier.
    let beside = levied_beside(rate.rate_id, order);
    let mut before = Vec::new();
    for other in &order.tax_lines {
        if other.rate_id != rate.rate_id && beside.contains(&other.rate_id) && !other.compound {
            before.push(other.rate_percent?);
        }
    }
    for other in &order.tax_lines {
        if other.rate_id == rate.rate_id {
            break;
        }
        if other.compound && beside.contains(&other.rate_id) {
            before.push(effective_percent(other.rate_percent?, &before));
        }
    }
    Some(effective_percent(percent, &before))
}

/// The rates that stand on the first line that bears this one.
fn levied_beside(rate: u64, order: &Order) -> BTreeSet<u64> {
    let items = order.line_items.iter().map(|line| &line.taxes);
    let shipping = order.shipping_lines.iter().map(|line| &line.taxes);
    let fees = order.fee_lines.iter().map(|line| &line.taxes);
    items
        .chain(shipping)
        .chain(fees)
        .map(|taxes| levied(taxes))
        .find(|rates| rates.contains(&rate))
        .unwrap_or_else(|| order.tax_lines.iter().map(|line| line.rate_id).collect())
}

fn levied(taxes: &[LineTax]) -> BTreeSet<u64> {
    let levied = taxes.iter().filter(|tax| tax.total.is_some());
    levied.map(|tax| tax.id).collect()
}
