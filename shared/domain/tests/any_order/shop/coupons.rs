//! WooCommerce's discounts: `WC_Discounts`, in minor units of the shop, spread over the lines.

use rust_decimal::Decimal;

use super::money::half_down;

/// A coupon.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Coupon {
    /// So many percent of each line.
    Percent(Decimal),
    /// An amount off the cart, in proportion to the lines.
    FixedCart(Decimal),
    /// An amount off each line, at most what is left of it.
    FixedProduct(Decimal),
}

impl Coupon {
    /// Takes the discount off the prices of the lines (with tax where prices include it) and tells
    /// how much it took of each.
    pub(crate) fn apply(self, prices: &mut [Decimal], decimals: u32) -> Vec<Decimal> {
        let discounts: Vec<Decimal> = match self {
            Self::Percent(percent) => prices
                .iter()
                .map(|price| half_down(price * percent / Decimal::ONE_HUNDRED, decimals))
                .collect(),
            Self::FixedProduct(amount) => vec![amount; prices.len()],
            Self::FixedCart(amount) => spread(amount, prices, decimals),
        };
        let taken = prices.iter_mut().zip(discounts).map(|(price, discount)| {
            let discount = discount.min(*price);
            *price -= discount;
            discount
        });
        taken.collect()
    }
}

/// In proportion, rounded down; what remains goes to the lines a minor unit at a time.
fn spread(amount: Decimal, prices: &[Decimal], decimals: u32) -> Vec<Decimal> {
    let sum: Decimal = prices.iter().sum();
    if sum.is_zero() {
        return vec![Decimal::ZERO; prices.len()];
    }
    let amount = amount.min(sum);
    let mut shares: Vec<Decimal> = prices
        .iter()
        .map(|price| (amount * price / sum).trunc_with_scale(decimals))
        .collect();
    let unit = Decimal::new(1, decimals);
    let mut rest = amount - shares.iter().sum::<Decimal>();
    for (share, price) in shares.iter_mut().zip(prices) {
        if rest >= unit && *share + unit <= *price {
            *share += unit;
            rest -= unit;
        }
    }
    shares
}
