//! The tax of each rate is WooCommerce's, as far as rounding allows.
//!
//! The two sides round at other places, so that a rate may differ by
//! - half a minor unit of the shop for each line (or for the sums of products and of shipping,
//!   where the shop rounds at subtotal level): WooCommerce rounds there, Perfex does not;
//! - the rate on half a cent for each line: Perfex levies it on a net amount of two decimals;
//! - what a percentage of more than two decimals loses in Perfex, on each net amount;
//! - what WooCommerce did not levy although the line bears the rate: of a discount fee it taxes
//!   only the share of each tax class.

use std::collections::BTreeMap;

use domain::Document;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use crate::expected::sums::{amount, two};
use crate::generated::{Case, cart, sale};
use crate::shop::cart::Cart;
use crate::shop::sale::Sale;
use crate::shop::taxes::effective_percents;
use crate::{cases, plan};

/// Amounts are kept with eight decimals and told with six.
const UNSEEN: Decimal = dec!(0.000001);

proptest! {
    #![proptest_config(cases(2_500))]

    #[test]
    fn the_tax_of_each_rate_differs_by_rounding_only(sale in sale()) {
        let case = Case::completed(sale);
        let Some(plan) = plan(&case) else { return Ok(()) };
        let written = tax_by_rate(&plan.document);
        for (rate, levied) in &case.sale.totals.by_rate {
            let written = written.get(rate).copied().unwrap_or_default();
            let bound = bound(*rate, &case);
            prop_assert!(
                (levied - written).abs() <= bound,
                "rate {rate}: {levied} in the shop, {written} in the document, bound {bound}"
            );
        }
    }

    #[test]
    fn the_printed_adjustment_is_what_the_taxes_differ_by(cart in cart()) {
        let case = Case::completed(Sale::of(of_whole_cents(cart)));
        let Some(plan) = plan(&case) else { return Ok(()) };
        let levied: Decimal = case.sale.totals.by_rate.values().sum();
        let written: Decimal = tax_by_rate(&plan.document).values().sum();
        let left = levied - written - plan.document.adjustment;
        // What is told as half a cent may have been less behind the sixth decimal: then the shop
        // rounded down what is rounded up here.
        let halves = case.order.lines.iter().filter(|line| is_half_a_cent(line.total));
        let bound = dec!(0.005) + dec!(0.01) * Decimal::from(halves.count());
        prop_assert!(left.abs() <= bound, "{left} is not explained: {:?}", plan.document);
    }
}

fn is_half_a_cent(net: Decimal) -> bool {
    (net * dec!(100)).fract().abs() == dec!(0.5)
}

/// The tax of each rate as Perfex computes it, unrounded. The name of a tax ends in the rate's id.
fn tax_by_rate(document: &Document) -> BTreeMap<u64, Decimal> {
    let mut by_rate: BTreeMap<u64, Decimal> = BTreeMap::new();
    for line in &document.lines {
        for tax in &line.taxes {
            let id = tax.name().strip_prefix("Tax ").expect("a name of ours");
            *by_rate.entry(id.parse().expect("an id")).or_default() +=
                amount(line) * tax.percent() / dec!(100);
        }
    }
    by_rate
}

fn bound(rate: u64, case: &Case) -> Decimal {
    let (sale, shop) = (&case.sale, &case.sale.cart.shop);
    let table = &sale.cart.table;
    let percents = [&table.standard, &table.reduced].map(|rates| effective_percents(rates));
    let exact = percents.concat().into_iter().find(|(id, _)| *id == rate);
    let exact = exact
        .map(|(_, percent)| percent)
        .expect("a rate of the table")
        / dec!(100);
    let kept = case.rules.taxes.rates[&rate].percent() / dec!(100);
    let half_a_unit = Decimal::new(5, shop.decimals + 1);

    let mut bound = Decimal::ZERO;
    for line in &sale.lines {
        for (_, tax) in line.taxes.iter().filter(|(id, _)| *id == rate) {
            let not_levied = (line.total * exact - tax).abs();
            bound += kept * dec!(0.005) + line.total.abs() * (kept - exact).abs();
            bound += not_levied + UNSEEN;
            if !shop.at_subtotal {
                bound += half_a_unit;
            }
        }
    }
    if shop.at_subtotal {
        bound += half_a_unit * dec!(2);
    }
    bound
}

/// Where every net amount that the shop adds up is one that Perfex can hold, tax is all that may
/// differ.
fn of_whole_cents(mut cart: Cart) -> Cart {
    cart.shop.decimals = 2;
    cart.shop.at_subtotal = false;
    for item in &mut cart.items {
        item.price = two(item.price);
        item.quantity = item.quantity.ceil();
    }
    for fee in &mut cart.fees {
        fee.amount = two(fee.amount);
    }
    cart.fees.retain(|fee| fee.amount > Decimal::ZERO);
    cart
}
