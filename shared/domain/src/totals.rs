//! Perfex's own arithmetic, and the adjustment that makes its total the order's total.
//!
//! Perfex adds quantity × rate of each line to the subtotal, computes each tax on the unrounded
//! amounts, rounds the sum of all taxes once, and adds the adjustment
//! (<https://help.perfexcrm.com/how-totals-are-calculated/>). WooCommerce rounds tax per line or at
//! the subtotal, so the two differ by rounding. That residue becomes the adjustment; a larger one
//! is no rounding, and the order is refused. What the lines lose because Perfex keeps two decimals
//! of a price, and what Perfex loses when it rounds the tax, is known to the last digit and is no part
//! of that limit.

use rust_decimal::{Decimal, dec};

use crate::document::DocumentLine;
use crate::money::{Currency, PERFEX_DECIMALS, fits_perfex, round};
use crate::reason::{ParkReason, Parked};

/// The sums of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Sum of the lines before tax.
    pub subtotal: Decimal,
    /// Tax as Perfex computes it.
    pub total_tax: Decimal,
    /// What is added to reach the order's total.
    pub adjustment: Decimal,
    /// The order's total.
    pub total: Decimal,
}

/// Sums the lines as Perfex does and sets the adjustment, or parks with both figures. `lost` is what
/// the lines lost when they were cut to two decimals.
pub fn balance(
    lines: &[DocumentLine],
    lost: Decimal,
    order_total: Decimal,
    currency: Currency,
) -> Result<Totals, Parked> {
    if !fits_perfex(order_total) {
        return Err(Parked::new(
            ParkReason::TooManyDecimals,
            format!(
                "{} {} has more than the two decimals that Perfex keeps; write it by hand",
                order_total.normalize(),
                currency.code()
            ),
        ));
    }
    if lines.is_empty() {
        return Err(Parked::new(
            ParkReason::TotalsDiffer,
            "the order has no lines, and Perfex takes no document without one: add a line to it",
        )
        .with_totals(order_total, Decimal::ZERO));
    }
    let subtotal: Decimal = lines.iter().map(DocumentLine::amount).sum();
    let unrounded_tax = unrounded_tax(lines);
    let total_tax = round(unrounded_tax, PERFEX_DECIMALS);
    let adjustment = order_total - subtotal - total_tax;
    let limit = residue_limit(lines, currency);
    // WooCommerce adds up either what it shows or what it keeps, so the total may hold what the lines
    // lost, or any part of it.
    let known = [lost, unrounded_tax - total_tax];
    let least = known.iter().map(|part| part.min(&Decimal::ZERO)).sum();
    let most = known.iter().map(|part| part.max(&Decimal::ZERO)).sum();
    let explained = adjustment.clamp(least, most);
    if (adjustment - explained).abs() > limit + untold(lines) {
        return Err(Parked::new(
            ParkReason::TotalsDiffer,
            format!(
                "lines {} + tax {} differ from the order's total {} by {}; rounding of the lines \
                 explains {}, of the taxes at most {limit}: check the tax map and the order's lines",
                subtotal.normalize(),
                total_tax.normalize(),
                order_total.normalize(),
                adjustment.normalize(),
                round(lost, PERFEX_DECIMALS)
            ),
        )
        .with_totals(order_total, subtotal + total_tax));
    }
    Ok(Totals {
        subtotal: two_decimals(subtotal),
        total_tax: two_decimals(total_tax),
        adjustment: two_decimals(adjustment),
        total: two_decimals(order_total),
    })
}

/// The same amount written with the two decimals that Perfex keeps, however many zeros the store
/// wrote. A digest of it must not depend on them.
fn two_decimals(mut amount: Decimal) -> Decimal {
    amount.rescale(PERFEX_DECIMALS);
    amount
}

/// Tax on unrounded amounts. Perfex rounds this sum once.
fn unrounded_tax(lines: &[DocumentLine]) -> Decimal {
    lines
        .iter()
        .flat_map(|line| {
            line.taxes
                .iter()
                .map(|tax| line.amount() * tax.percent() / Decimal::ONE_HUNDRED)
        })
        .sum()
}

/// WooCommerce keeps eight decimals of a net amount and tells six, so each line may be off by half a
/// millionth, and its tax with it.
fn untold(lines: &[DocumentLine]) -> Decimal {
    dec!(0.000001) * Decimal::from(lines.len())
}

/// Half a minor unit for each taxed line and rate, at least five cents.
fn residue_limit(lines: &[DocumentLine], currency: Currency) -> Decimal {
    let taxed: usize = lines.iter().map(|line| line.taxes.len()).sum();
    let half = currency.minor_unit() / Decimal::TWO;
    (half * Decimal::from(taxed)).max(dec!(0.05))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;

    fn line(quantity: Decimal, rate: Decimal, taxes: &[&str]) -> DocumentLine {
        DocumentLine {
            description: String::new(),
            long_description: String::new(),
            quantity,
            rate,
            taxes: taxes.iter().map(|tax| tax.parse().unwrap()).collect(),
        }
    }

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    #[test]
    fn rounding_goes_into_the_adjustment() {
        // 3 mugs of 9.99 gross: WooCommerce has 25.18 + 4.79, Perfex computes 4.7842.
        let lines = [line(dec!(1), dec!(25.18), &["MwSt|19"])];
        let totals = balance(&lines, dec!(0), dec!(29.97), currency("EUR")).unwrap();
        assert_eq!(totals.total_tax, dec!(4.78));
        assert_eq!(totals.adjustment, dec!(0.01));
        assert_eq!(
            totals.subtotal + totals.total_tax + totals.adjustment,
            totals.total
        );
    }

    #[test]
    fn what_the_lines_lost_is_known_and_nothing_else_may_hide_behind_it() {
        // Ten mugs of 9.99 gross on a line each: 8.394958 becomes 8.39 ten times.
        let lines = vec![line(dec!(1), dec!(8.39), &["MwSt|19"]); 10];
        let lost = dec!(0.04958) * dec!(1.19);
        let totals = balance(&lines, lost, dec!(99.90), currency("EUR")).unwrap();
        assert_eq!(totals.adjustment, dec!(0.06));
        let parked = balance(&lines, lost, dec!(99.96), currency("EUR")).unwrap_err();
        assert_eq!(parked.reason, ParkReason::TotalsDiffer);
        assert!(balance(&lines, dec!(0), dec!(99.90), currency("EUR")).is_err());
    }

    #[test]
    fn more_than_rounding_is_refused_with_both_figures() {
        let lines = [line(dec!(1), dec!(100), &["VAT|19"])];
        let parked = balance(&lines, dec!(0), dec!(120), currency("EUR")).unwrap_err();
        assert_eq!(parked.reason, ParkReason::TotalsDiffer);
        assert_eq!(parked.order_total, Some(dec!(120)));
        assert_eq!(parked.document_total, Some(dec!(119)));
    }

    #[test]
    fn yen_may_differ_by_half_a_yen_a_rate() {
        let lines = [
            line(dec!(1), dec!(1499), &["T|10"]),
            line(dec!(1), dec!(550), &["T|10"]),
            line(dec!(1), dec!(333), &[]),
        ];
        let totals = balance(&lines, dec!(0), dec!(2587), currency("JPY")).unwrap();
        assert_eq!(totals.total_tax, dec!(204.90));
        assert_eq!(totals.adjustment, dec!(0.10));
    }

    #[test]
    fn what_the_shop_does_not_tell_of_a_line_parks_nothing() {
        // 180480942 yen gross at 4 and 4.88 percent, told as 165761335.415136 net: both taxes and the
        // net amount were rounded down, a yen in all, and the sixth decimal up.
        let lines = [line(dec!(1), dec!(165761335.42), &["A|4", "B|4.88"])];
        let lost = dec!(-0.004864) * dec!(1.0888);
        let totals = balance(&lines, lost, dec!(180480941), currency("JPY")).unwrap();
        assert_eq!(totals.adjustment, dec!(-1.01));
        assert!(balance(&lines, lost, dec!(180480940), currency("JPY")).is_err());
    }

    #[test]
    fn a_third_decimal_cannot_stand() {
        let parked = balance(&[], dec!(0), dec!(6.313), currency("KWD")).unwrap_err();
        assert_eq!(parked.reason, ParkReason::TooManyDecimals);
    }

    #[test]
    fn tax_is_rounded_once_over_all_lines() {
        let lines = vec![line(dec!(1), dec!(0.03), &["T|10"]); 3];
        let totals = balance(&lines, dec!(0), dec!(0.10), currency("EUR")).unwrap();
        assert_eq!(totals.total_tax, dec!(0.01));
    }
}
