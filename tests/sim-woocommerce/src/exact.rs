//! What recorded lines are behind the two decimals that they were shown with.
//!
//! WooCommerce keeps the totals of lines with up to six decimals. An answer shows them rounded, but
//! the price of one piece is not, which tells the rest.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::amounts;
use crate::rates::{self, Place};

/// Puts back the decimals of an order's lines where rounding them gives what was recorded.
pub(crate) fn restore(order: &mut Value, taxes: &Value, products: &BTreeMap<u64, Value>) {
    let decimals = amounts::decimals(&order["total"]);
    let place = Place::of(order);
    let (mut items, mut shipping) = (order["line_items"].take(), order["shipping_lines"].take());
    for item in items.as_array_mut().into_iter().flatten() {
        let exact = amounts::of(&item["price"]) * amounts::of(&item["quantity"]);
        let undiscounted = item["subtotal"] == item["total"];
        put(&mut item["total"], exact, decimals);
        if undiscounted {
            item["subtotal"] = item["total"].clone();
        } else if let Some(listed) = listed(item, taxes, products) {
            put(&mut item["subtotal"], listed, decimals);
        }
        let class = item["tax_class"].as_str().unwrap_or_default();
        let found = rates::find(taxes, &place, class, false);
        for field in ["total", "subtotal"] {
            let levied = rates::on_top(amounts::of(&item[field]), &found);
            put_taxes(item, field, &levied, decimals);
        }
    }
    for line in shipping.as_array_mut().into_iter().flatten() {
        let of_lines = line["taxes"].as_array().into_iter().flatten();
        let ids: Vec<u64> = of_lines.filter_map(|tax| tax["id"].as_u64()).collect();
        let classes = ["", "reduced-rate"].into_iter();
        let found = classes
            .map(|class| rates::find(taxes, &place, class, true))
            .find(|rates| rates.iter().map(|rate| rate.id).eq(ids.iter().copied()));
        let levied = rates::on_top(amounts::of(&line["total"]), &found.unwrap_or_default());
        put_taxes(line, "total", &levied, decimals);
    }
    order["line_items"] = items;
    order["shipping_lines"] = shipping;
}

/// What a line of a product costs before discounts, by the product's price, which includes tax.
fn listed(item: &Value, taxes: &Value, products: &BTreeMap<u64, Value>) -> Option<Decimal> {
    let product = products.get(&item["product_id"].as_u64()?)?;
    let class = product["tax_class"].as_str().unwrap_or_default();
    let base = rates::find(taxes, &Place::base(), class, false);
    let price = amounts::of(&product["price"]) * amounts::of(&item["quantity"]);
    Some(rates::without(price, &base))
}

fn put_taxes(line: &mut Value, field: &str, levied: &[(u64, Decimal)], decimals: u32) {
    for entry in line["taxes"].as_array_mut().into_iter().flatten() {
        let tax = levied.iter().find(|(rate, _)| entry["id"] == *rate);
        if let Some((_, tax)) = tax {
            put(&mut entry[field], *tax, decimals);
        }
    }
}

fn put(shown: &mut Value, exact: Decimal, decimals: u32) {
    let exact = rates::precise(exact);
    let is = |strategy| exact.round_dp_with_strategy(decimals, strategy) == amounts::of(shown);
    let rounds = is(RoundingStrategy::MidpointAwayFromZero);
    if shown.is_string() && rounds {
        *shown = json!(exact.normalize().to_string());
    }
}
