//! Amounts as Perfex takes them: `decimal(15,2)`, exact or not at all.

use rust_decimal::Decimal;

use crate::Error;

const WHOLE_DIGITS: i64 = 10_000_000_000_000;

/// An amount with exactly two decimals: 2.x refuses `236` and takes `236.00`.
pub(crate) fn amount(what: &str, amount: Decimal) -> Result<String, Error> {
    check(what, amount)?;
    Ok(format!("{amount:.2}"))
}

/// A quantity, without superfluous zeros.
pub(crate) fn quantity(what: &str, quantity: Decimal) -> Result<String, Error> {
    check(what, quantity)?;
    Ok(quantity.normalize().to_string())
}

fn check(what: &str, value: Decimal) -> Result<(), Error> {
    if value.normalize().scale() > 2 {
        return Err(Error::Unsendable(format!(
            "{what} has more than two decimals: {value}"
        )));
    }
    if value.abs() >= Decimal::from(WHOLE_DIGITS) {
        return Err(Error::Unsendable(format!("{what} is too large: {value}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_have_exactly_two_decimals() {
        for (given, sent) in [
            ("236", "236.00"),
            ("0", "0.00"),
            ("-0.1", "-0.10"),
            ("5.1200", "5.12"),
        ] {
            assert_eq!(amount("total", given.parse().unwrap()).unwrap(), sent);
        }
    }

    #[test]
    fn a_third_decimal_is_never_rounded_away() {
        assert!(matches!(
            amount("total", "1.005".parse().unwrap()),
            Err(Error::Unsendable(_))
        ));
        assert!(matches!(
            quantity("qty", "0.125".parse().unwrap()),
            Err(Error::Unsendable(_))
        ));
    }

    #[test]
    fn what_the_column_cannot_hold_is_refused() {
        assert!(amount("total", "10000000000000".parse().unwrap()).is_err());
        assert_eq!(
            amount("total", "9999999999999.99".parse().unwrap()).unwrap(),
            "9999999999999.99"
        );
    }

    #[test]
    fn quantities_lose_superfluous_zeros() {
        assert_eq!(quantity("qty", "2.00".parse().unwrap()).unwrap(), "2");
        assert_eq!(quantity("qty", "1.50".parse().unwrap()).unwrap(), "1.5");
    }
}
