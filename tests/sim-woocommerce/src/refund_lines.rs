//! The lines of a refund: copies of the order's lines with what is given back, negative.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::amounts;
use crate::ids::next;
use crate::lines::{self, KINDS};
use crate::store::Store;
use crate::totals::{self, Rounding};

/// What is given back of one line of the order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    pub(crate) id: u64,
    pub(crate) quantity: i64,
    total: Decimal,
    /// By rate id.
    taxes: Vec<(u64, Decimal)>,
}

impl Given {
    /// With its taxes.
    pub(crate) fn amount(&self) -> Decimal {
        self.total + self.taxes.iter().map(|(_, tax)| *tax).sum::<Decimal>()
    }

    fn is_nothing(&self) -> bool {
        self.quantity == 0 && self.total.is_zero() && self.taxes.is_empty()
    }
}

/// `line_items` of a request: items, shipping and fees alike, by their ids in the order.
pub(crate) fn read(lines: &Value) -> Vec<Given> {
    let lines = lines.as_array().into_iter().flatten();
    let taxes = |line: &Value| -> Vec<(u64, Decimal)> {
        let taxes = line["refund_tax"].as_array().into_iter().flatten();
        let taxes =
            taxes.filter_map(|tax| Some((tax["id"].as_u64()?, amounts::of(&tax["refund_total"]))));
        taxes.filter(|(_, tax)| !tax.is_zero()).collect()
    };
    lines
        .map(|line| Given {
            id: line["id"].as_u64().unwrap_or_default(),
            quantity: line["quantity"].as_i64().unwrap_or_default(),
            total: amounts::of(&line["refund_total"]),
            taxes: taxes(line),
        })
        .collect()
}

/// The lists of lines of a refund.
pub(crate) fn of(order: &Value, given: &[Given], store: &mut Store) -> Value {
    let rounding = Rounding::of(order);
    let mut refund = json!({"line_items": [], "shipping_lines": [], "fee_lines": []});
    for kind in KINDS {
        for line in order[kind].as_array().into_iter().flatten() {
            let of_line = given.iter().find(|given| line["id"] == given.id);
            let Some(given) = of_line.filter(|given| !given.is_nothing()) else {
                continue;
            };
            let back = back(line, given, rounding, store);
            if let Some(lines) = refund[kind].as_array_mut() {
                lines.push(back);
            }
        }
    }
    // The order's tax lines tell the names of the rates; those that nothing is left of go.
    refund["tax_lines"] = order["tax_lines"].clone();
    totals::tax_lines(&mut refund, &[], rounding, &mut store.ids.line);
    for line in refund["tax_lines"].as_array_mut().into_iter().flatten() {
        line["id"] = json!(next(&mut store.ids.line));
    }
    refund
}

fn back(line: &Value, given: &Given, rounding: Rounding, store: &mut Store) -> Value {
    let total = json!((-given.total).to_string());
    let mut back = line.clone();
    let refunded = line["id"].to_string();
    let is_item = line.get("quantity").is_some();
    back["id"] = json!(next(&mut store.ids.line));
    back["total"] = total.clone();
    let entries = given.taxes.iter().map(|(rate, tax)| {
        let tax = (-*tax).to_string();
        let subtotal = if is_item { tax.clone() } else { String::new() };
        json!({"id": rate, "total": tax, "subtotal": subtotal})
    });
    back["taxes"] = entries.collect();
    let tax: Decimal = given.taxes.iter().map(|(_, tax)| rounding.tax(-*tax)).sum();
    back["total_tax"] = json!(rounding.text(tax));
    if is_item {
        back["quantity"] = json!(-given.quantity);
        back["subtotal"] = total;
        back["subtotal_tax"] = back["total_tax"].clone();
        back["price"] = lines::price(&back);
    }
    back["meta_data"] = json!([{
        "id": next(&mut store.ids.line_meta), "key": "_refunded_item_id", "value": refunded,
        "display_key": "_refunded_item_id", "display_value": refunded,
    }]);
    back
}
