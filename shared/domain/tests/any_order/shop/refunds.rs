//! Refunds: of lines, of an amount, of all.

use rust_decimal::Decimal;

use super::cart::Shop;
use super::lines::OrderLine;
use super::money::half_up;

/// What somebody gives back.
#[derive(Debug, Clone)]
pub(crate) enum Return {
    /// These percent of these lines (by position, counted around), with their taxes.
    Lines(Vec<(usize, u32)>),
    /// The taxes of a line alone.
    TaxOnly(usize),
    /// These percent of what is left, without saying of which lines.
    Amount(u32),
    /// All that is left, without saying of which lines.
    All,
    /// Lines, and more or less money than they sum up to.
    Uneven(Vec<(usize, u32)>, Decimal),
}

/// A refund as the shop keeps it. Amounts are positive.
#[derive(Debug, Clone)]
pub(crate) struct ShopRefund {
    pub amount: Decimal,
    /// By position in the order.
    pub lines: Vec<(usize, OrderLine)>,
}

/// The refunds of an order. A shop gives back no more than it took, and never nothing.
pub(crate) fn refunds(
    returns: &[Return],
    lines: &[OrderLine],
    total: Decimal,
    shop: &Shop,
) -> Vec<ShopRefund> {
    let mut left = total;
    let mut refunds = Vec::new();
    for back in returns {
        let refund = refund(back, lines, left, shop);
        if refund.amount > Decimal::ZERO && refund.amount <= left {
            left -= refund.amount;
            refunds.push(refund);
        }
    }
    refunds
}

fn refund(back: &Return, lines: &[OrderLine], left: Decimal, shop: &Shop) -> ShopRefund {
    let amount_only = |amount| ShopRefund {
        amount,
        lines: vec![],
    };
    match back {
        Return::All => amount_only(left),
        Return::Amount(percent) => amount_only(shop.part(left, *percent)),
        Return::Lines(parts) => of_lines(parts, lines, Decimal::ZERO, shop),
        Return::Uneven(parts, more) => of_lines(parts, lines, *more, shop),
        Return::TaxOnly(at) => {
            let at = at % lines.len();
            let mut line = part_of(&lines[at], 100, shop);
            line.total = Decimal::ZERO;
            ShopRefund {
                amount: gross(&line),
                lines: vec![(at, line)],
            }
        }
    }
}

fn of_lines(parts: &[(usize, u32)], lines: &[OrderLine], more: Decimal, shop: &Shop) -> ShopRefund {
    let mut refunded: Vec<(usize, OrderLine)> = Vec::new();
    for (at, percent) in parts {
        let at = at % lines.len();
        if refunded.iter().all(|(taken, _)| *taken != at) {
            refunded.push((at, part_of(&lines[at], *percent, shop)));
        }
    }
    ShopRefund {
        amount: refunded
            .iter()
            .map(|(_, line)| gross(line))
            .sum::<Decimal>()
            + more,
        lines: refunded,
    }
}

/// The fields of the refund form hold as many decimals as the shop shows.
fn part_of(line: &OrderLine, percent: u32, shop: &Shop) -> OrderLine {
    let taxes = line.taxes.iter();
    OrderLine {
        total: shop.part(line.total, percent),
        taxes: taxes
            .map(|(rate, tax)| (*rate, shop.part(*tax, percent)))
            .collect(),
        ..line.clone()
    }
}

fn gross(line: &OrderLine) -> Decimal {
    line.total + line.taxes.iter().map(|(_, tax)| tax).sum::<Decimal>()
}

impl Shop {
    fn part(&self, amount: Decimal, percent: u32) -> Decimal {
        let part = amount * Decimal::from(percent) / Decimal::ONE_HUNDRED;
        half_up(part, self.decimals)
    }
}
