//! The taxes and totals of an order, counted anew from its lines as WooCommerce does: taxes are
//! rounded line by line, totals are sums of rounded lines.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::amounts::{self, fixed};
use crate::ids::next;
use crate::rates::{self, Place, Rate};

/// How an order's amounts are rounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounding {
    decimals: u32,
    halves_down: bool,
}

impl Rounding {
    pub(crate) fn of(order: &Value) -> Self {
        Self {
            decimals: amounts::decimals(&order["total"]),
            // The store's setting decides. Orders made by the API tell what it was for them;
            // those made by a script need not tell the truth.
            halves_down: order["prices_include_tax"] == true || order["created_via"] != "rest-api",
        }
    }

    fn amount(self, amount: Decimal) -> Decimal {
        amount.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointAwayFromZero)
    }

    /// Half a cent of tax goes down in a store whose prices include tax, and up in others.
    pub(crate) fn tax(self, tax: Decimal) -> Decimal {
        let strategy = if self.halves_down {
            RoundingStrategy::MidpointTowardZero
        } else {
            RoundingStrategy::MidpointAwayFromZero
        };
        tax.round_dp_with_strategy(self.decimals, strategy)
    }

    pub(crate) fn text(self, amount: Decimal) -> String {
        fixed(amount, self.decimals)
    }
}

/// Counts an order anew. `products` tells which products bear no tax.
pub(crate) fn calculate(
    order: &mut Value,
    taxes: &Value,
    products: &BTreeMap<u64, Value>,
    last_line: &mut u64,
) {
    let rounding = Rounding::of(order);
    let place = Place::of(order);
    let find = |class: &str, shipping| rates::find(taxes, &place, class, shipping);
    limit_discounts(order, rounding);
    let classes = classes(order, products);
    let inherited = classes.first().cloned().unwrap_or_default();
    let mut known: Vec<Rate> = Vec::new();
    each(order, "line_items", |item| {
        let found = if is_taxable(item, products) {
            find(item["tax_class"].as_str().unwrap_or_default(), false)
        } else {
            Vec::new()
        };
        let total = rates::on_top(amounts::of(&item["total"]), &found);
        let subtotal = rates::on_top(amounts::of(&item["subtotal"]), &found);
        set_item_taxes(item, &total, &subtotal, rounding);
        known.extend(found);
    });
    let costs = class_costs(order, products, &inherited);
    each(order, "fee_lines", |fee| {
        let total = amounts::of(&fee["total"]);
        let mut levied: Vec<(u64, Decimal)> = Vec::new();
        if total < Decimal::ZERO {
            // A discount takes tax from every class in proportion to what it costs.
            for (class, share) in &costs {
                let found = class
                    .as_deref()
                    .map_or_else(Vec::new, |class| find(class, false));
                add(&mut levied, &rates::on_top(total * share, &found));
                known.extend(found);
            }
        } else if fee["tax_status"] != "none" {
            let found = find(fee["tax_class"].as_str().unwrap_or_default(), false);
            levied = rates::on_top(total, &found);
            known.extend(found);
        }
        set_taxes(fee, &levied, rounding);
    });
    each(order, "shipping_lines", |line| {
        let found = if line["tax_status"] == "none" {
            Vec::new()
        } else {
            find(&inherited, true)
        };
        let levied = rates::on_top(amounts::of(&line["total"]), &found);
        set_taxes(line, &levied, rounding);
        known.extend(found);
    });
    let levied = tax_lines(order, &known, rounding, last_line);
    sum(order, levied, rounding);
    order["needs_processing"] = json!(needs_processing(order, products));
}

/// An order of nothing but downloads needs no work when it is paid, nor does an empty one.
fn needs_processing(order: &Value, products: &BTreeMap<u64, Value>) -> bool {
    lines(order, "line_items").any(|item| match item["product_id"].as_u64() {
        None | Some(0) => false,
        Some(id) => products
            .get(&id)
            .is_none_or(|product| product["virtual"] != true || product["downloadable"] != true),
    })
}

fn each(order: &mut Value, kind: &str, change: impl FnMut(&mut Value)) {
    let lines = order[kind].as_array_mut().into_iter().flatten();
    lines.for_each(change);
}

fn lines<'a>(order: &'a Value, kind: &str) -> impl Iterator<Item = &'a Value> {
    order[kind].as_array().into_iter().flatten()
}

fn is_taxable(item: &Value, products: &BTreeMap<u64, Value>) -> bool {
    let product = item["product_id"].as_u64().and_then(|id| products.get(&id));
    product.is_none_or(|product| product["tax_status"] == "taxable")
}

/// The tax classes of the taxable items, the standard one first.
fn classes(order: &Value, products: &BTreeMap<u64, Value>) -> Vec<String> {
    let items = lines(order, "line_items").filter(|item| is_taxable(item, products));
    let mut classes: Vec<String> = items
        .map(|item| item["tax_class"].as_str().unwrap_or_default().to_owned())
        .collect();
    classes.sort();
    classes.dedup();
    classes
}

/// A negative fee takes no more than what there is.
fn limit_discounts(order: &mut Value, rounding: Rounding) {
    let of = |kind: &str| {
        let totals = lines(order, kind).map(|line| rounding.amount(amounts::of(&line["total"])));
        totals.sum::<Decimal>()
    };
    let mut there_is = of("line_items") + of("shipping_lines");
    each(order, "fee_lines", |fee| {
        let least = -rounding.amount(there_is);
        if amounts::of(&fee["total"]) < least && least < Decimal::ZERO {
            fee["total"] = json!(least.to_string());
        }
        there_is += amounts::of(&fee["total"]);
    });
}

/// The share of each tax class in what an order costs; `None` is what bears no tax.
fn class_costs(
    order: &Value,
    products: &BTreeMap<u64, Value>,
    inherited: &str,
) -> Vec<(Option<String>, Decimal)> {
    let mut costs: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    for kind in ["line_items", "fee_lines", "shipping_lines"] {
        for line in lines(order, kind) {
            let total = amounts::of(&line["total"]);
            if total < Decimal::ZERO {
                continue;
            }
            let taxable = match kind {
                "line_items" => is_taxable(line, products),
                _ => line["tax_status"] != "none",
            };
            let class = line["tax_class"].as_str().unwrap_or(inherited);
            let class = taxable.then(|| class.to_owned());
            *costs.entry(class).or_default() += total;
        }
    }
    let all: Decimal = costs.values().sum();
    costs.retain(|_, cost| !cost.is_zero());
    costs
        .into_iter()
        .map(|(class, cost)| (class, cost / all))
        .collect()
}

fn add(levied: &mut Vec<(u64, Decimal)>, more: &[(u64, Decimal)]) {
    for (rate, tax) in more {
        match levied.iter_mut().find(|(known, _)| known == rate) {
            Some((_, sum)) => *sum += tax,
            None => levied.push((*rate, *tax)),
        }
    }
}

fn set_item_taxes(
    item: &mut Value,
    total: &[(u64, Decimal)],
    subtotal: &[(u64, Decimal)],
    rounding: Rounding,
) {
    let sum = |taxes: &[(u64, Decimal)]| taxes.iter().map(|(_, tax)| *tax).sum::<Decimal>();
    // The tax before discounts is never less than after them.
    let subtotal = if sum(subtotal) < sum(total) {
        total
    } else {
        subtotal
    };
    let entries = total.iter().zip(subtotal).map(|((rate, total), (_, subtotal))| {
        json!({"id": rate, "total": total.to_string(), "subtotal": subtotal.to_string()})
    });
    item["taxes"] = entries.collect();
    item["total_tax"] = json!(rounding.text(rounded_sum(total, rounding)));
    item["subtotal_tax"] = json!(rounding.text(rounded_sum(subtotal, rounding)));
}

fn set_taxes(line: &mut Value, levied: &[(u64, Decimal)], rounding: Rounding) {
    let entries = levied
        .iter()
        .map(|(rate, tax)| json!({"id": rate, "total": tax.to_string(), "subtotal": ""}));
    line["taxes"] = entries.collect();
    line["total_tax"] = json!(rounding.text(rounded_sum(levied, rounding)));
}

fn rounded_sum(taxes: &[(u64, Decimal)], rounding: Rounding) -> Decimal {
    taxes.iter().map(|(_, tax)| rounding.tax(*tax)).sum()
}

/// Tax of items and fees, tax of shipping.
type Levied = (Decimal, Decimal);

/// Brings the tax lines up to date: those of rates that are gone go, new ones come.
pub(crate) fn tax_lines(
    order: &mut Value,
    known: &[Rate],
    rounding: Rounding,
    last_line: &mut u64,
) -> Levied {
    let mut by_rate: Vec<(u64, Levied)> = Vec::new();
    for kind in ["line_items", "fee_lines", "shipping_lines"] {
        for entry in lines(order, kind).flat_map(|line| lines(line, "taxes")) {
            let Some(rate) = entry["id"].as_u64() else {
                continue;
            };
            let tax = rounding.tax(amounts::of(&entry["total"]));
            let place = by_rate.iter().position(|(known, _)| *known == rate);
            let place = place.unwrap_or_else(|| {
                by_rate.push((rate, Levied::default()));
                by_rate.len() - 1
            });
            let sums = &mut by_rate[place].1;
            match kind {
                "shipping_lines" => sums.1 += tax,
                _ => sums.0 += tax,
            }
        }
    }
    let mut kept: Vec<Value> = order["tax_lines"].as_array().cloned().unwrap_or_default();
    kept.retain(|line| by_rate.iter().any(|(rate, _)| line["rate_id"] == *rate));
    for (rate, _) in &by_rate {
        if !kept.iter().any(|line| line["rate_id"] == *rate) {
            let rate = known.iter().find(|known| known.id == *rate);
            kept.extend(rate.map(|rate| rate.line(next(last_line))));
        }
    }
    for line in &mut kept {
        let sums = by_rate.iter().find(|(rate, _)| line["rate_id"] == *rate);
        let (cart, shipping) = sums.map(|(_, sums)| *sums).unwrap_or_default();
        line["tax_total"] = json!(rounding.text(cart));
        line["shipping_tax_total"] = json!(rounding.text(shipping));
    }
    order["tax_lines"] = json!(kept);
    let sums = by_rate.iter().map(|(_, sums)| sums);
    sums.fold(Levied::default(), |all, one| (all.0 + one.0, all.1 + one.1))
}

fn sum(order: &mut Value, (cart_tax, shipping_tax): Levied, rounding: Rounding) {
    let items = |field: &str| -> Decimal {
        let items = lines(order, "line_items");
        items
            .map(|item| rounding.amount(amounts::of(&item[field])))
            .sum()
    };
    let taxes = |field: &str| -> Decimal {
        let entries = lines(order, "line_items").flat_map(|item| lines(item, "taxes"));
        entries.map(|entry| amounts::of(&entry[field])).sum()
    };
    let shipping: Decimal = lines(order, "shipping_lines")
        .map(|line| rounding.amount(amounts::of(&line["total"])))
        .sum();
    let fees: Decimal = lines(order, "fee_lines")
        .map(|fee| amounts::of(&fee["total"]))
        .sum();
    let all = items("total") + fees + shipping + cart_tax + shipping_tax;
    let discount_tax = rounding.tax(taxes("subtotal") - taxes("total"));
    for (field, amount) in [
        ("discount_total", items("subtotal") - items("total")),
        ("discount_tax", discount_tax),
        ("shipping_total", shipping),
        ("shipping_tax", shipping_tax),
        ("cart_tax", cart_tax),
        ("total_tax", cart_tax + shipping_tax),
        ("total", all),
    ] {
        order[field] = json!(rounding.text(amount));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::PathBuf;

    use super::*;
    use crate::auth::Keys;
    use crate::store::Store;

    #[test]
    fn every_recorded_order_counted_anew_is_what_was_recorded() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce");
        let keys = Keys {
            key: String::new(),
            secret: String::new(),
        };
        let store = Store::load(&folder, keys, "").unwrap();
        let mut counted = 0;
        for (id, order) in &store.orders {
            let mut again = order.clone();
            calculate(&mut again.body, &store.taxes, &store.products, &mut 0);
            assert_eq!(again.shown(), order.shown(), "{id}");
            counted += 1;
        }
        assert!(counted > 50, "{counted}");
    }
}
