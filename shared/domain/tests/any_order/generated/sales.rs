//! Any sale of any shop.

use proptest::prelude::*;

use super::goods::{coupons, fees, items, shippings};
use super::rates::table;
use super::returns::returns;
use crate::shop::cart::{Cart, Shop};
use crate::shop::sale::Sale;

/// Shops show the decimals of their currency, some few others: a JPY order in a shop of two, a
/// wholesaler's four.
fn shop() -> impl Strategy<Value = Shop> {
    let money = prop_oneof![
        8 => Just(("EUR", 2)),
        4 => Just(("USD", 2)),
        4 => Just(("JPY", 0)),
        3 => Just(("KWD", 3)),
        1 => Just(("JPY", 2)),
        1 => Just(("KWD", 2)),
        1 => Just(("EUR", 4)),
        1 => Just(("USD", 0)),
    ];
    (money, any::<bool>(), any::<bool>()).prop_map(
        |((currency, decimals), inclusive, at_subtotal)| Shop {
            currency,
            decimals,
            inclusive,
            at_subtotal,
        },
    )
}

pub(crate) fn cart() -> impl Strategy<Value = Cart> {
    let goods = (items(), shippings(), fees(), coupons());
    (shop(), table(), goods, returns()).prop_map(|(shop, table, goods, returns)| {
        let (items, shipping, fees, coupons) = goods;
        Cart {
            shop,
            table,
            items,
            shipping,
            fees,
            coupons,
            returns,
        }
    })
}

pub(crate) fn sale() -> impl Strategy<Value = Sale> {
    cart().prop_map(Sale::of)
}
