//! From a cart to the lines of an order: `WC_Cart_Totals` for products,
//! `WC_Order_Item_Fee::calculate_taxes` for fees.

use rust_decimal::Decimal;

use super::cart::{Cart, Fee};
use super::money::kept;
use super::taxes::{Class, Rate, Tax, inside, on_top};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Item,
    Shipping,
    Fee,
}

/// A line of an order as the shop keeps it.
#[derive(Debug, Clone)]
pub(crate) struct OrderLine {
    pub kind: Kind,
    pub quantity: Decimal,
    pub class: Class,
    /// Net after discounts.
    pub total: Decimal,
    pub taxes: Vec<Tax>,
}

/// All lines of the order, and what each coupon took of the net prices.
pub(crate) fn order_lines(cart: &Cart) -> (Vec<OrderLine>, Vec<Decimal>) {
    let (mut lines, coupons) = items(cart);
    lines.extend(cart.shipping.iter().map(|shipping| {
        let rates = cart.table.rates(shipping.class).iter();
        let rates: Vec<Rate> = rates.filter(|rate| rate.on_shipping).cloned().collect();
        OrderLine {
            kind: Kind::Shipping,
            quantity: Decimal::ONE,
            class: shipping.class,
            total: shipping.cost,
            taxes: on_top(shipping.cost, &rates),
        }
    }));
    for fee in &cart.fees {
        let fee = fee_line(fee, &lines, cart);
        lines.push(fee);
    }
    (lines, coupons)
}

fn items(cart: &Cart) -> (Vec<OrderLine>, Vec<Decimal>) {
    let items = &cart.items;
    let mut prices: Vec<Decimal> = items.iter().map(|i| kept(i.price * i.quantity)).collect();
    let coupons = cart.coupons.iter().map(|coupon| {
        let taken = coupon.apply(&mut prices, cart.shop.decimals);
        let of_lines = items.iter().zip(taken);
        of_lines.map(|(i, off)| net(off, cart, i.class).0).sum()
    });
    let coupons = coupons.collect();
    let lines = items.iter().zip(prices).map(|(item, price)| {
        let (total, taxes) = match item.by_hand {
            Some(total) => (total, on_top(total, cart.table.rates(item.class))),
            None => net(price, cart, item.class),
        };
        OrderLine {
            kind: Kind::Item,
            quantity: item.quantity,
            class: item.class,
            total,
            taxes,
        }
    });
    (lines.collect(), coupons)
}

/// The net amount of a price and its taxes.
fn net(price: Decimal, cart: &Cart, class: Class) -> (Decimal, Vec<Tax>) {
    let rates = cart.table.rates(class);
    if !cart.shop.inclusive {
        return (price, on_top(price, rates));
    }
    let taxes = inside(price, rates);
    let tax: Decimal = taxes.iter().map(|(_, tax)| tax).sum();
    (price - tax, taxes)
}

/// A discount is levied on the tax classes of what it discounts, in proportion to their costs, and
/// takes no more than there is.
fn fee_line(fee: &Fee, lines: &[OrderLine], cart: &Cart) -> OrderLine {
    let line = |total, taxes| OrderLine {
        kind: Kind::Fee,
        quantity: Decimal::ONE,
        class: fee.class,
        total,
        taxes,
    };
    if fee.amount >= Decimal::ZERO {
        return line(fee.amount, on_top(fee.amount, cart.table.rates(fee.class)));
    }
    let so_far: Decimal = lines.iter().map(|line| line.total).sum();
    let total = fee.amount.max(-so_far.max(Decimal::ZERO));
    if fee.class == Class::Untaxed {
        return line(total, vec![]);
    }
    let discounted = |class| -> Decimal {
        let lines = lines.iter().filter(|line| line.kind != Kind::Shipping);
        let of_class = lines.filter(|line| line.class == class);
        of_class.map(|line| line.total.max(Decimal::ZERO)).sum()
    };
    let classes = [Class::Standard, Class::Reduced, Class::Untaxed].map(|c| (c, discounted(c)));
    let costs: Decimal = classes.iter().map(|(_, cost)| cost).sum();
    if costs.is_zero() {
        return line(total, vec![]);
    }
    let taxes = classes.into_iter().filter(|(_, cost)| !cost.is_zero());
    let taxes =
        taxes.flat_map(|(class, cost)| on_top(total * cost / costs, cart.table.rates(class)));
    line(total, taxes.collect())
}
