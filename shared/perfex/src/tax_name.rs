//! A tax as a line names it.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

/// A tax as a line names it: `NAME|RATE`, the rate with two decimals. Perfex stores both on the
/// line; they should be those of a tax of the installation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaxName(String);

/// The text is not `NAME|RATE`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not NAME|RATE, as in `VAT|19.00`")]
pub struct NotATaxName(String);

impl TaxName {
    /// The tax `name` at `rate` percent.
    pub fn new(name: &str, rate: Decimal) -> Self {
        Self(format!("{name}|{rate:.2}"))
    }

    /// `NAME|RATE`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TaxName {
    type Err = NotATaxName;

    fn from_str(text: &str) -> Result<Self, NotATaxName> {
        let wrong = || NotATaxName(text.to_owned());
        let (name, rate) = text.rsplit_once('|').ok_or_else(wrong)?;
        let rate: Decimal = rate.trim().parse().map_err(|_| wrong())?;
        if name.trim().is_empty() || rate.is_sign_negative() || rate.normalize().scale() > 2 {
            return Err(wrong());
        }
        Ok(Self::new(name.trim(), rate))
    }
}

impl fmt::Display for TaxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rates_are_written_with_two_decimals() {
        assert_eq!("VAT|20".parse::<TaxName>().unwrap().as_str(), "VAT|20.00");
        assert_eq!("A|B|7.5".parse::<TaxName>().unwrap().as_str(), "A|B|7.50");
    }

    #[test]
    fn anything_else_is_no_tax_name() {
        for text in ["VAT", "|20.00", "VAT|", "VAT|x", "VAT|-1", "VAT|4.875"] {
            assert!(text.parse::<TaxName>().is_err(), "{text}");
        }
    }
}
