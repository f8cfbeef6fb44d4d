//! Currencies and rounding. Amounts are [`Decimal`]s everywhere.

use iso_currency::Currency as Iso;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// Decimals that Perfex keeps of an amount, a quantity and a tax rate: its columns are
/// `decimal(15,2)`.
pub const PERFEX_DECIMALS: u32 = 2;

/// An ISO 4217 currency with its number of decimals. The store's display setting does not matter:
/// a shop may show yen with two decimals, and a yen still has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct Currency(Iso);

/// The text is no code of ISO 4217.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no currency of ISO 4217")]
pub struct UnknownCurrency;

impl Currency {
    /// The currency of a three-letter code, `None` if ISO 4217 does not know it.
    pub fn from_code(code: &str) -> Option<Self> {
        Iso::from_code(code).map(Self)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimals of its minor unit: 0 for JPY, 2 for EUR, 3 for KWD.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(PERFEX_DECIMALS, u32::from)
    }

    /// One minor unit: 1 for JPY, 0.01 for EUR.
    pub fn minor_unit(self) -> Decimal {
        Decimal::new(1, self.decimals())
    }
}

impl From<Currency> for &'static str {
    fn from(currency: Currency) -> Self {
        currency.code()
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        Self::from_code(&code).ok_or(UnknownCurrency)
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}

/// Rounds half away from zero, as `MySQL`'s `decimal` columns and WooCommerce's totals do.
pub fn round(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Whether an amount can stand in Perfex without losing a digit.
pub fn fits_perfex(amount: Decimal) -> bool {
    amount.normalize().scale() <= PERFEX_DECIMALS
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn a_currency_knows_its_own_decimals() {
        let decimals = |code| Currency::from_code(code).unwrap().decimals();
        assert_eq!(
            [decimals("EUR"), decimals("JPY"), decimals("KWD")],
            [2, 0, 3]
        );
        assert_eq!(Currency::from_code("XXZ"), None);
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round(dec!(0.125), 2), dec!(0.13));
        assert_eq!(round(dec!(-0.125), 2), dec!(-0.13));
        assert_eq!(round(dec!(2.5), 0), dec!(3));
    }

    #[test]
    fn trailing_zeros_do_not_count_as_digits() {
        assert!(fits_perfex(dec!(6.310000)));
        assert!(!fits_perfex(dec!(6.313)));
    }
}
