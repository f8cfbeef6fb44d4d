//! Which tax rates apply where, and how much they levy.

use rust_decimal::{Decimal, RoundingStrategy, dec};
use serde_json::{Value, json};

use crate::amounts;

/// The country that stands for an order without an address: the shop's own.
const BASE_COUNTRY: &str = "DE";

/// WooCommerce keeps line totals and taxes with this many decimals at most.
pub(crate) const PRECISION: u32 = 6;

/// A rate of the store.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rate {
    pub(crate) id: u64,
    percent: Decimal,
    compound: bool,
    shipping: bool,
    label: String,
    code: String,
}

/// The address that decides on taxes: the shipping address, or the billing one if that names no
/// country, or the shop's own.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    country: String,
    state: String,
    postcode: String,
    city: String,
}

impl Place {
    pub(crate) fn of(order: &Value) -> Self {
        let named = |kind: &str| {
            order[kind]["country"]
                .as_str()
                .is_some_and(|c| !c.is_empty())
        };
        let Some(address) = ["shipping", "billing"].into_iter().find(|kind| named(kind)) else {
            return Self::base();
        };
        let text = |field: &str| order[address][field].as_str().unwrap_or_default();
        Self {
            country: text("country").to_owned(),
            state: text("state").to_owned(),
            postcode: text("postcode").trim().to_uppercase(),
            city: text("city").trim().to_uppercase(),
        }
    }

    pub(crate) fn base() -> Self {
        Self {
            country: BASE_COUNTRY.to_owned(),
            state: String::new(),
            postcode: String::new(),
            city: String::new(),
        }
    }
}

/// The rates of a class at a place, one of each priority. Shipping has those that are marked for it.
pub(crate) fn find(taxes: &Value, place: &Place, class: &str, shipping: bool) -> Vec<Rate> {
    let class = if class.is_empty() { "standard" } else { class };
    let mut found: Vec<&Value> = taxes
        .as_array()
        .into_iter()
        .flatten()
        .filter(|rate| rate["class"] == class && applies(rate, place))
        .collect();
    found.sort_by_key(|rate| (rate["priority"].as_u64(), rate["order"].as_u64()));
    found.dedup_by_key(|rate| rate["priority"].as_u64());
    let rates = found.into_iter().filter_map(rate);
    rates.filter(|rate| rate.shipping || !shipping).collect()
}

fn applies(rate: &Value, place: &Place) -> bool {
    let is = |field: &str, value: &str| {
        let wanted = rate[field].as_str().unwrap_or_default();
        wanted.is_empty() || wanted == value
    };
    let any = |field: &str, takes: &dyn Fn(&str) -> bool| {
        let wanted = rate[field].as_array().map_or(&[][..], Vec::as_slice);
        wanted.is_empty() || wanted.iter().filter_map(Value::as_str).any(takes)
    };
    is("country", &place.country)
        && is("state", &place.state)
        && any("cities", &|city| city == place.city)
        && any("postcodes", &|code| has_postcode(code, &place.postcode))
}

/// A postcode, or a range of them as `10002...10010`.
fn has_postcode(wanted: &str, postcode: &str) -> bool {
    let Some((first, last)) = wanted.split_once("...") else {
        return wanted == postcode;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(postcode), number(last)) {
        (Some(first), Some(code), Some(last)) => (first..=last).contains(&code),
        _ => false,
    }
}

fn rate(rate: &Value) -> Option<Rate> {
    let text = |field: &str| rate[field].as_str().unwrap_or_default();
    let (name, priority) = (text("name"), rate["priority"].to_string());
    let parts = [text("country"), text("state"), name, priority.as_str()];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    Some(Rate {
        id: rate["id"].as_u64()?,
        percent: amounts::of(&rate["rate"]),
        compound: rate["compound"] == true,
        shipping: rate["shipping"] == true,
        label: name.to_owned(),
        code: parts.collect::<Vec<_>>().join("-").to_uppercase(),
    })
}

/// The tax of each rate on a net amount. A compound rate falls on the plain ones too.
pub(crate) fn on_top(amount: Decimal, rates: &[Rate]) -> Vec<(u64, Decimal)> {
    let of = |rate: &Rate, base: Decimal| base * rate.percent / dec!(100);
    let plain: Decimal = rates
        .iter()
        .filter(|rate| !rate.compound)
        .map(|rate| of(rate, amount))
        .sum();
    let base = |rate: &Rate| {
        if rate.compound {
            amount + plain
        } else {
            amount
        }
    };
    rates
        .iter()
        .map(|rate| (rate.id, precise(of(rate, base(rate)))))
        .collect()
}

/// The net amount that a price with the tax of these plain rates in it leaves.
pub(crate) fn without(price: Decimal, rates: &[Rate]) -> Decimal {
    let percent: Decimal = rates.iter().map(|rate| rate.percent).sum();
    price - precise(price * percent / (dec!(100) + percent))
}

pub(crate) fn precise(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(PRECISION, RoundingStrategy::MidpointAwayFromZero)
}

impl Rate {
    /// An order's tax line of this rate, its amounts yet to be filled in.
    pub(crate) fn line(&self, id: u64) -> Value {
        let percent = self.percent.normalize().to_string();
        let percent: Value = serde_json::from_str(&percent).unwrap_or(Value::Null);
        json!({
            "id": id, "rate_code": self.code, "rate_id": self.id, "label": self.label,
            "compound": self.compound, "tax_total": "0", "shipping_tax_total": "0",
            "rate_percent": percent, "meta_data": [],
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn taxes() -> Value {
        let folder = env!("CARGO_MANIFEST_DIR");
        let file = format!("{folder}/../fixtures/woocommerce/rest/taxes.body");
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    fn at(country: &str, state: &str, postcode: &str, city: &str) -> Vec<u64> {
        let order = json!({"shipping": {"country": ""}, "billing": {
            "country": country, "state": state, "postcode": postcode, "city": city,
        }});
        let found = find(&taxes(), &Place::of(&order), "", false);
        found.iter().map(|rate| rate.id).collect()
    }

    #[test]
    fn a_city_and_a_range_of_postcodes_narrow_a_rate() {
        assert_eq!(at("US", "NY", "10001", "New York"), [7, 8]);
        assert_eq!(at("US", "NY", "10010", "NEW YORK"), [7, 8]);
        assert_eq!(at("US", "NY", "10011", "New York"), [7]);
        assert_eq!(at("US", "NY", "10001", "Albany"), [7]);
        assert_eq!(at("GB", "", "", ""), Vec::<u64>::new());
        assert_eq!(at("", "", "", ""), [1]);
    }

    #[test]
    fn a_compound_rate_falls_on_the_plain_ones_too() {
        let order = json!({"billing": {"country": "CA", "state": "QC"}});
        let rates = find(&taxes(), &Place::of(&order), "", false);
        assert_eq!(
            on_top(dec!(100), &rates),
            [(9, dec!(5)), (10, dec!(10.47375))]
        );
    }

    #[test]
    fn a_gross_price_leaves_six_decimals() {
        let rates = find(&taxes(), &Place::base(), "", false);
        assert_eq!(without(dec!(29.97), &rates), dec!(25.184874));
        let reduced = find(&taxes(), &Place::base(), "reduced-rate", false);
        assert_eq!(without(dec!(38.85), &reduced), dec!(36.308411));
    }
}
