//! What somebody puts into a cart, before the shop computes anything.

use rust_decimal::Decimal;

use super::coupons::Coupon;
use super::refunds::Return;
use super::taxes::{Class, TaxTable};

/// How a shop is set up.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// "Number of decimals" of the shop, mostly those of the currency.
    pub decimals: u32,
    /// Prices are entered with tax.
    pub inclusive: bool,
    /// Tax is rounded at subtotal level, instead of per line.
    pub at_subtotal: bool,
}

/// A product in the cart.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub price: Decimal,
    pub quantity: Decimal,
    pub class: Class,
    /// The line's net total if somebody typed another one into the order.
    pub by_hand: Option<Decimal>,
}

/// A shipping method. Its cost is net, also where prices include tax.
#[derive(Debug, Clone)]
pub(crate) struct Shipping {
    pub cost: Decimal,
    pub class: Class,
}

/// A fee, net. A negative one is a discount.
#[derive(Debug, Clone)]
pub(crate) struct Fee {
    pub amount: Decimal,
    pub class: Class,
}

/// A cart, and what became of it later.
#[derive(Debug, Clone)]
pub(crate) struct Cart {
    pub shop: Shop,
    pub table: TaxTable,
    pub items: Vec<Item>,
    pub shipping: Vec<Shipping>,
    pub fees: Vec<Fee>,
    pub coupons: Vec<Coupon>,
    pub returns: Vec<Return>,
}
