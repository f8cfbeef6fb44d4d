//! The sums of an order: `WC_Abstract_Order::update_taxes` and `calculate_totals`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cart::Shop;
use super::lines::{Kind, OrderLine};
use super::money::{half_down, half_up};

/// The sums of an order.
#[derive(Debug, Clone)]
pub(crate) struct OrderTotals {
    pub total: Decimal,
    pub total_tax: Decimal,
    /// Tax of each rate, as the order's tax lines tell it.
    pub by_rate: BTreeMap<u64, Decimal>,
}

impl OrderTotals {
    pub(crate) fn of(lines: &[OrderLine], shop: &Shop) -> Self {
        let tax_of = |shipping: bool| {
            let mut by_rate: BTreeMap<u64, Decimal> = BTreeMap::new();
            for line in lines
                .iter()
                .filter(|l| (l.kind == Kind::Shipping) == shipping)
            {
                for (rate, tax) in &line.taxes {
                    *by_rate.entry(*rate).or_default() += shop.line_tax(*tax);
                }
            }
            by_rate
        };
        let (cart, shipping) = (tax_of(false), tax_of(true));
        let total_tax = shop.tax(cart.values().sum()) + shop.tax(shipping.values().sum());
        let net: Decimal = lines.iter().map(|line| shop.net(line)).sum();
        let mut by_rate: BTreeMap<u64, Decimal> = BTreeMap::new();
        for (rate, tax) in cart.into_iter().chain(shipping) {
            *by_rate.entry(rate).or_default() += shop.tax(tax);
        }
        Self {
            total: half_up(net + total_tax, shop.decimals),
            total_tax,
            by_rate,
        }
    }
}

impl Shop {
    /// `wc_round_tax_total`.
    pub(crate) fn tax(&self, tax: Decimal) -> Decimal {
        if self.inclusive {
            half_down(tax, self.decimals)
        } else {
            half_up(tax, self.decimals)
        }
    }

    /// `round_line_tax`.
    fn line_tax(&self, tax: Decimal) -> Decimal {
        if self.at_subtotal { tax } else { self.tax(tax) }
    }

    /// What a line adds to the total before tax. Shipping is always rounded, a fee never.
    fn net(&self, line: &OrderLine) -> Decimal {
        match line.kind {
            Kind::Item if self.at_subtotal => line.total,
            Kind::Item | Kind::Shipping => half_up(line.total, self.decimals),
            Kind::Fee => line.total,
        }
    }
}
