//! What rounding alone sets apart is no reason to park an order.
//!
//! Of a line's net amount up to half a cent is lost, with the tax on it, and the shop rounds each
//! tax of each line. All of it adds up where a shop sells one article in many colours.

use domain::{Decision, ParkReason, decide};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use crate::expected::sums::two;
use crate::generated::{Case, cart};
use crate::shop::cart::{Cart, Item, Shop};
use crate::shop::coupons::Coupon;
use crate::shop::sale::Sale;
use crate::shop::taxes::{Class, Rate, TaxTable};
use crate::{cases, plan};

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn an_order_that_the_shop_added_up_itself_stands(cart in cart()) {
        let case = Case::completed(Sale::of(tidy(cart)));
        if let Decision::Park(parked) = decide(&case.order, &case.standing, &case.rules) {
            prop_assert!(parked.reason != ParkReason::TotalsDiffer, "{}", parked.detail);
        }
    }
}

#[test]
fn ten_colours_of_one_article_stand() {
    let article = Item {
        price: dec!(9.99),
        quantity: Decimal::ONE,
        class: Class::Standard,
        by_hand: None,
    };
    let vat = Rate {
        id: 1,
        percent: dec!(19),
        compound: false,
        on_shipping: true,
    };
    let cart = Cart {
        shop: Shop {
            currency: "EUR",
            decimals: 2,
            inclusive: true,
            at_subtotal: false,
        },
        table: TaxTable {
            standard: vec![vat],
            reduced: vec![],
        },
        items: vec![article; 10],
        shipping: vec![],
        fees: vec![],
        coupons: vec![],
        returns: vec![],
    };
    let case = Case::completed(Sale::of(cart));
    assert_eq!(case.order.total, dec!(99.90));
    let document = plan(&case).expect("an invoice").document;
    assert_eq!(document.adjustment, dec!(0.06));
}

/// A shop that shows the decimals of its currency and charges nothing smaller but unit prices,
/// rates that Perfex can hold, no fee that is taxed in part.
fn tidy(mut cart: Cart) -> Cart {
    let decimals = match cart.shop.currency {
        "JPY" => 0,
        "KWD" => 3,
        _ => 2,
    };
    cart.shop.decimals = decimals;
    for item in &mut cart.items {
        item.by_hand = None;
        if decimals == 0 {
            item.price = item.price.round();
            item.quantity = item.quantity.round();
        }
    }
    for shipping in &mut cart.shipping {
        shipping.cost = shipping.cost.round_dp(decimals);
    }
    for fee in &mut cart.fees {
        fee.amount = fee.amount.abs().round_dp(decimals);
    }
    for coupon in &mut cart.coupons {
        if let Coupon::FixedCart(amount) | Coupon::FixedProduct(amount) = coupon {
            *amount = amount.round_dp(decimals);
        }
    }
    for rate in cart
        .table
        .standard
        .iter_mut()
        .chain(&mut cart.table.reduced)
    {
        rate.percent = two(rate.percent);
        rate.compound = false;
    }
    cart
}
