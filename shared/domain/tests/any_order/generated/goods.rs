//! Any products, shipping methods, fees and coupons.

use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::shop::cart::{Fee, Item, Shipping};
use crate::shop::coupons::Coupon;
use crate::shop::taxes::Class;

fn class() -> impl Strategy<Value = Class> {
    prop_oneof![
        5 => Just(Class::Standard),
        3 => Just(Class::Reduced),
        2 => Just(Class::Untaxed),
    ]
}

/// Round ones, odd ones, nothing, many decimals, large ones.
fn price() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        4 => (1i64..200).prop_map(|euros| Decimal::new(euros * 100 - 1, 2)),
        4 => (1i64..20_000).prop_map(|cents| Decimal::new(cents, 2)),
        2 => (1i64..99_999_999, 3u32..=6).prop_map(|(digits, scale)| Decimal::new(digits, scale)),
        1 => Just(Decimal::ZERO),
        1 => (100_000i64..99_999_999).prop_map(|cents| Decimal::new(cents, 2)),
    ]
}

fn quantity() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        5 => Just(Decimal::ONE),
        4 => (2i64..=12).prop_map(Decimal::from),
        1 => Just(Decimal::ZERO),
        1 => (1i64..4_000, 1u32..=3).prop_map(|(digits, scale)| Decimal::new(digits, scale)),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let by_hand = proptest::option::weighted(0.05, price());
    (price(), quantity(), class(), by_hand).prop_map(|(price, quantity, class, by_hand)| Item {
        price,
        quantity,
        class,
        by_hand,
    })
}

/// One to sixty products, mostly few; or the same one in many colours.
pub(crate) fn items() -> impl Strategy<Value = Vec<Item>> {
    prop_oneof![
        10 => vec(item(), 1..=5),
        4 => vec(item(), 6..=20),
        1 => vec(item(), 21..=60),
        1 => (item(), 2usize..=60).prop_map(|(item, colours)| vec![item; colours]),
    ]
}

pub(crate) fn shippings() -> impl Strategy<Value = Vec<Shipping>> {
    let cost = prop_oneof![
        4 => (0i64..3_000).prop_map(|cents| Decimal::new(cents, 2)),
        1 => (0i64..300_000).prop_map(|digits| Decimal::new(digits, 4)),
    ];
    vec(
        (cost, class()).prop_map(|(cost, class)| Shipping { cost, class }),
        0..=2,
    )
}

pub(crate) fn fees() -> impl Strategy<Value = Vec<Fee>> {
    let amount = prop_oneof![
        2 => (1i64..2_000).prop_map(|cents| Decimal::new(cents, 2)),
        1 => (1i64..1_000).prop_map(|cents| Decimal::new(-cents, 2)),
        1 => (-9_999i64..99_999).prop_map(|digits| Decimal::new(digits, 4)),
    ];
    let fee = (amount, class()).prop_map(|(amount, class)| Fee { amount, class });
    prop_oneof![3 => Just(vec![]), 2 => vec(fee, 1..=3)]
}

pub(crate) fn coupons() -> impl Strategy<Value = Vec<Coupon>> {
    let amount = || (1i64..5_000).prop_map(|cents| Decimal::new(cents, 2));
    let coupon = prop_oneof![
        (1i64..=1_000).prop_map(|tenths| Coupon::Percent(Decimal::new(tenths, 1))),
        amount().prop_map(Coupon::FixedCart),
        amount().prop_map(Coupon::FixedProduct),
    ];
    prop_oneof![3 => Just(vec![]), 2 => vec(coupon, 1..=3)]
}
