//! Whatever amounts a broken plugin writes into an order, it is decided about.

use domain::decide;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::cases;
use crate::generated::{Case, sale};

/// Some amounts of an order, others than the shop computed.
#[derive(Debug, Clone)]
struct Spoilt {
    at: usize,
    total: Option<Decimal>,
    of_line: Option<Decimal>,
    quantity: Option<Decimal>,
    refunded: Option<Decimal>,
}

impl Spoilt {
    fn of(amount: impl Strategy<Value = Decimal> + Clone) -> impl Strategy<Value = Self> {
        let amount = || proptest::option::of(amount.clone());
        (0usize..64, amount(), amount(), amount(), amount()).prop_map(
            |(at, total, of_line, quantity, refunded)| Self {
                at,
                total,
                of_line,
                quantity,
                refunded,
            },
        )
    }

    fn is_decided_about(&self, mut case: Case) {
        let order = &mut case.order;
        let at = self.at % order.lines.len();
        let line = &mut order.lines[at];
        line.total = self.of_line.unwrap_or(line.total);
        line.quantity = self.quantity.unwrap_or(line.quantity);
        order.total = self.total.unwrap_or(order.total);
        if let Some(refund) = order.refunds.first_mut() {
            refund.amount = self.refunded.unwrap_or(refund.amount);
        }
        let _decided = decide(&case.order, &case.standing, &case.rules);
    }
}

/// As large as a `decimal(26,8)` column of WooCommerce holds, with all its decimals.
fn as_stored() -> impl Strategy<Value = Decimal> + Clone {
    let digits = -10i128.pow(26)..10i128.pow(26);
    digits.prop_map(|digits| Decimal::from_i128_with_scale(digits, 8))
}

/// Any decimal that can be read.
fn any_decimal() -> impl Strategy<Value = Decimal> + Clone {
    let digits = any::<(u32, u32, u32)>();
    (digits, any::<bool>(), 0u32..=28).prop_map(|((low, middle, high), negative, scale)| {
        Decimal::from_parts(low, middle, high, negative, scale)
    })
}

proptest! {
    #![proptest_config(cases(800))]

    #[test]
    fn an_order_of_any_stored_amounts_is_decided_about(
        sale in sale(),
        spoilt in Spoilt::of(as_stored()),
    ) {
        spoilt.is_decided_about(Case::completed(sale));
    }

    #[test]
    fn an_order_of_any_amounts_is_decided_about(
        sale in sale(),
        spoilt in Spoilt::of(any_decimal()),
    ) {
        spoilt.is_decided_about(Case::completed(sale));
    }
}
