//! A cart that became an order, told as the REST API tells it.

use domain::money::Currency;
use domain::{
    Coupon, Customer, Line, LineKind, LineTax, Order, OrderId, OrderStatus, Refund, TaxRate,
};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::cart::Cart;
use super::lines::{Kind, OrderLine, order_lines};
use super::money::told;
use super::refunds::{ShopRefund, refunds};
use super::totals::OrderTotals;

/// The day of every refund.
pub(crate) const REFUNDED_ON: Date = date(2026, 11, 25);

/// What a shop sold.
#[derive(Debug, Clone)]
pub(crate) struct Sale {
    pub cart: Cart,
    pub lines: Vec<OrderLine>,
    pub totals: OrderTotals,
    /// What each coupon took of the net prices.
    pub discounts: Vec<Decimal>,
    pub refunds: Vec<ShopRefund>,
}

impl Sale {
    pub(crate) fn of(cart: Cart) -> Self {
        let (lines, discounts) = order_lines(&cart);
        let totals = OrderTotals::of(&lines, &cart.shop);
        let refunds = refunds(&cart.returns, &lines, totals.total, &cart.shop);
        Self {
            cart,
            lines,
            totals,
            discounts,
            refunds,
        }
    }

    /// The order: pending, of nobody, created on a fixed day.
    pub(crate) fn order(&self) -> Order {
        let lines = self.lines.iter().enumerate();
        Order {
            id: OrderId(183),
            number: "S-183".to_owned(),
            status: OrderStatus::Pending,
            currency: Currency::from_code(self.cart.shop.currency).expect("a known currency"),
            total: told(self.totals.total),
            total_tax: told(self.totals.total_tax),
            modified_gmt: None,
            created_gmt: None,
            modified_on: None,
            created_on: Some(date(2026, 11, 20)),
            paid_on: None,
            completed_on: None,
            customer: Customer::default(),
            shipping: None,
            payment_method: "bacs".to_owned(),
            payment_method_title: "Direct bank transfer".to_owned(),
            transaction_id: String::new(),
            lines: lines.map(|(at, line)| told_line(at, line)).collect(),
            tax_rates: self.tax_rates(),
            coupons: self.coupons(),
            meta: std::collections::BTreeMap::new(),
            refunds: self.refunds.iter().enumerate().map(told_refund).collect(),
        }
    }

    fn tax_rates(&self) -> Vec<TaxRate> {
        let rates = self.cart.table.all();
        let used = rates.filter(|rate| self.totals.by_rate.contains_key(&rate.id));
        used.map(|rate| TaxRate {
            id: rate.id,
            code: format!("DE-TAX {}-1", rate.id),
            label: format!("Tax {}", rate.id),
            percent: rate.percent,
            compound: rate.compound,
        })
        .collect()
    }

    fn coupons(&self) -> Vec<Coupon> {
        let discounts = self.discounts.iter().enumerate();
        discounts
            .map(|(at, discount)| Coupon {
                code: format!("coupon-{at}"),
                discount: told(*discount),
            })
            .collect()
    }
}

/// The name of a line tells its place, so that a lost one is missed.
pub(crate) fn name(at: usize) -> String {
    format!("Article {at}")
}

fn told_line(at: usize, line: &OrderLine) -> Line {
    let taxes = line.taxes.iter().map(|(rate, tax)| LineTax {
        rate_id: *rate,
        total: told(*tax),
    });
    Line {
        kind: match line.kind {
            Kind::Item => LineKind::Item,
            Kind::Shipping => LineKind::Shipping,
            Kind::Fee => LineKind::Fee,
        },
        name: name(at),
        details: vec![],
        quantity: line.quantity,
        total: told(line.total),
        taxes: taxes.collect(),
        // The API tells no class of a shipping method.
        tax_class: match line.kind {
            Kind::Shipping => String::new(),
            Kind::Item | Kind::Fee => line.class.slug().to_owned(),
        },
    }
}

fn told_refund((at, refund): (usize, &ShopRefund)) -> Refund {
    Refund {
        id: 190 + at as u64,
        amount: told(refund.amount),
        made_on: Some(REFUNDED_ON),
        lines: refund
            .lines
            .iter()
            .map(|(at, line)| told_line(*at, line))
            .collect(),
    }
}
