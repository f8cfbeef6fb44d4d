//! `dp=N`: amounts written with another number of decimals.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// The amounts that WooCommerce formats. A coupon's `discount` is not among them, and numbers
/// (`price`, `rate_percent`, `nominal_amount`) never are.
const FORMATTED: [&str; 13] = [
    "discount_total",
    "discount_tax",
    "shipping_total",
    "shipping_tax",
    "cart_tax",
    "total",
    "total_tax",
    "subtotal",
    "subtotal_tax",
    "tax_total",
    "shipping_tax_total",
    "amount",
    "refund_total",
];

/// The lists whose records are not formatted.
const NOT_FORMATTED: [&str; 2] = ["meta_data", "coupon_lines"];

/// No amount of this simulator has more.
const MOST_DECIMALS: u32 = 20;

/// Writes every amount with `decimals` decimals.
pub(crate) fn with_decimals(value: &mut Value, decimals: u32) {
    match value {
        Value::Array(items) => {
            for item in items {
                with_decimals(item, decimals);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if FORMATTED.contains(&key.as_str()) => {
                        if let Ok(amount) = text.parse::<Decimal>() {
                            *text = fixed(amount, decimals);
                        }
                    }
                    Value::Array(_) | Value::Object(_)
                        if !NOT_FORMATTED.contains(&key.as_str()) =>
                    {
                        with_decimals(value, decimals);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// An amount with this many decimals; a half goes away from zero, as PHP's `round` does.
pub(crate) fn fixed(amount: Decimal, decimals: u32) -> String {
    let decimals = decimals.min(MOST_DECIMALS);
    let rounded = amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    // A zero has no sign in WooCommerce's answers.
    let rounded = if rounded.is_zero() {
        Decimal::ZERO
    } else {
        rounded
    };
    format!("{rounded:.*}", decimals as usize)
}

/// An amount of a field; what is empty or no amount counts as zero.
pub(crate) fn of(value: &Value) -> Decimal {
    match value {
        Value::String(text) => text.parse().unwrap_or_default(),
        Value::Number(number) => number_of(&number.to_string()),
        _ => Decimal::ZERO,
    }
}

/// Small numbers are written with an exponent.
fn number_of(text: &str) -> Decimal {
    let plain = text.parse();
    plain
        .or_else(|_| Decimal::from_scientific(text))
        .unwrap_or_default()
}

/// How many decimals an amount is written with.
pub(crate) fn decimals(value: &Value) -> u32 {
    let text = value.as_str().unwrap_or("0.00");
    let after = text.split_once('.').map_or(0, |(_, after)| after.len());
    u32::try_from(after).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_padded_and_rounded_and_the_rest_stays() {
        let mut order = json!({
            "total": "6.315", "number": "1.5",
            "line_items": [{"total": "-0.0049", "price": 1.005, "taxes": [{"id": 1, "total": "2", "subtotal": ""}]}],
            "coupon_lines": [{"discount": "4.2", "discount_tax": "0.8"}],
            "meta_data": [{"key": "a", "value": {"total": "1"}}],
        });
        with_decimals(&mut order, 2);
        assert_eq!(
            order,
            json!({
                "total": "6.32", "number": "1.5",
                "line_items": [{"total": "0.00", "price": 1.005, "taxes": [{"id": 1, "total": "2.00", "subtotal": ""}]}],
                "coupon_lines": [{"discount": "4.2", "discount_tax": "0.8"}],
                "meta_data": [{"key": "a", "value": {"total": "1"}}],
            })
        );
    }
}
