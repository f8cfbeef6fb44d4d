//! Any refunds.

use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::shop::refunds::Return;

fn parts() -> impl Strategy<Value = Vec<(usize, u32)>> {
    vec((0usize..64, prop_oneof![Just(100u32), 1u32..=100]), 1..=4)
}

fn back() -> impl Strategy<Value = Return> {
    prop_oneof![
        4 => parts().prop_map(Return::Lines),
        2 => (1u32..=100).prop_map(Return::Amount),
        1 => Just(Return::All),
        1 => (0usize..64).prop_map(Return::TaxOnly),
        1 => (parts(), -500i64..500)
            .prop_map(|(parts, cents)| Return::Uneven(parts, Decimal::new(cents, 2))),
    ]
}

pub(crate) fn returns() -> impl Strategy<Value = Vec<Return>> {
    prop_oneof![2 => Just(vec![]), 3 => vec(back(), 1..=4)]
}
