//! WooCommerce's rounding. It has three: totals go half away from zero, taxes follow
//! `WC_TAX_ROUNDING_MODE` (half towards zero where prices include tax), discounts go half towards
//! zero.

use rust_decimal::{Decimal, RoundingStrategy};

/// Decimals of the amounts that a shop keeps: `WC_ROUNDING_PRECISION` on amounts in cents.
const KEPT: u32 = 8;

/// Decimals of the amounts that the REST API tells if it is asked for as many as it has.
const TOLD: u32 = 6;

/// `NumberUtil::round`.
pub(crate) fn half_up(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// `wc_round_discount`, and `wc_round_tax_total` where prices include tax.
pub(crate) fn half_down(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointTowardZero)
}

/// An amount as the shop keeps it.
pub(crate) fn kept(amount: Decimal) -> Decimal {
    half_up(amount, KEPT)
}

/// An amount as the REST API tells it, with all its zeros.
pub(crate) fn told(amount: Decimal) -> Decimal {
    let mut told = half_up(amount, TOLD);
    told.rescale(TOLD);
    told
}
