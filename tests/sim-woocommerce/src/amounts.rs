//! `dp=N`: amounts written with another number of decimals.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// The amounts of an order and of its lines. Numbers (`price`, `rate_percent`) are left alone.
const AMOUNTS: [&str; 14] = [
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
    "discount",
    "fee_total",
];

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
                    Value::String(text) if AMOUNTS.contains(&key.as_str()) => {
                        if let Ok(amount) = text.parse::<Decimal>() {
                            *text = fixed(amount, decimals);
                        }
                    }
                    Value::Array(_) | Value::Object(_) if key != "meta_data" => {
                        with_decimals(value, decimals);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn fixed(amount: Decimal, decimals: u32) -> String {
    let rounded = amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    format!("{rounded:.*}", decimals as usize)
}
