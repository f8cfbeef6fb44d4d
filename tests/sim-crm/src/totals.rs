//! Perfex's arithmetic: taxes on unrounded amounts, by rate, rounded once by the database.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::lines::Line;

/// As a `decimal(15,2)` column keeps it.
pub(crate) fn stored(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Two decimals, as every amount reads back.
pub(crate) fn text(amount: Decimal) -> String {
    format!("{:.2}", stored(amount))
}

/// `total_tax` of a document's lines.
pub(crate) fn total_tax(lines: &[Line]) -> Decimal {
    let mut sum = Decimal::ZERO;
    for line in lines {
        for (_, rate) in &line.taxes {
            sum += line.qty * line.rate / Decimal::ONE_HUNDRED * rate;
        }
    }
    stored(sum)
}
