use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use super::text::filter_xss;

/// A column of a table, by what fits in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// A `varchar` of this many characters.
    Text(usize),
    /// A `text`: 65,535 bytes.
    Note,
    /// A `decimal(15,2)`.
    Amount,
    /// An `int(11)`.
    Whole,
    /// A `date`.
    Day,
}

/// A strict database refuses the whole statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DoesNotFit;

impl Column {
    /// What a column holds of which the statement says nothing.
    pub(crate) fn empty(self) -> &'static str {
        match self {
            Self::Text(_) | Self::Note | Self::Day => "",
            Self::Amount => "0.00",
            Self::Whole => "0",
        }
    }

    /// What the database keeps of a text. One that is not strict cuts, clamps and zeroes instead of refusing.
    pub(crate) fn store(self, text: &str, strict: bool) -> Result<String, DoesNotFit> {
        let kept = match self {
            Self::Text(_) | Self::Note => return self.store_text(filter_xss(text), strict),
            _ if text.trim().is_empty() => Some(self.empty().to_owned()),
            Self::Amount => decimal(text.trim()),
            Self::Whole => whole(text.trim()),
            Self::Day => text.trim().parse().ok().map(|day: Date| day.to_string()),
        };
        match (kept, self) {
            (Some(kept), _) => Ok(kept),
            (None, _) if strict => Err(DoesNotFit),
            (None, Self::Day) => Ok("0000-00-00".to_owned()),
            (None, Self::Whole) if text.trim().parse::<u64>().is_ok() => Ok(i32::MAX.to_string()),
            (None, _) => Ok(self.empty().to_owned()),
        }
    }

    fn store_text(self, text: String, strict: bool) -> Result<String, DoesNotFit> {
        let (size, most) = match self {
            Self::Text(most) => (text.chars().count(), most),
            _ => (text.len(), 65_535),
        };
        if size <= most {
            return Ok(text);
        }
        if strict {
            return Err(DoesNotFit);
        }
        Ok(text.chars().take(most).collect())
    }
}

/// An amount as a `decimal(15,2)` keeps it: rounded half away from zero.
pub(crate) fn stored(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn decimal(text: &str) -> Option<String> {
    let amount = stored(text.parse().ok()?);
    let largest = Decimal::new(999_999_999_999_999, 2);
    (amount.abs() <= largest).then(|| format!("{amount:.2}"))
}

fn whole(text: &str) -> Option<String> {
    text.parse::<i32>().ok().map(|number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strict_database_refuses_what_does_not_fit() {
        for (column, text) in [
            (Column::Text(3), "Łódź"),
            (Column::Amount, "ten"),
            (Column::Amount, "99999999999999.00"),
            (Column::Whole, "2147483648"),
            (Column::Whole, "Germany"),
            (Column::Day, "31/12/2026"),
        ] {
            assert_eq!(column.store(text, true), Err(DoesNotFit), "{text}");
        }
        assert_eq!(
            Column::Note.store(&"é".repeat(32_768), true),
            Err(DoesNotFit)
        );
    }

    #[test]
    fn a_lax_database_cuts_clamps_and_zeroes() {
        for (column, text, kept) in [
            (Column::Text(3), "Łódź", "Łód"),
            (Column::Amount, "ten", "0.00"),
            (Column::Whole, "2147483648", "2147483647"),
            (Column::Whole, "Germany", "0"),
            (Column::Day, "31/12/2026", "0000-00-00"),
        ] {
            assert_eq!(column.store(text, false).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn amounts_are_rounded_to_cents() {
        assert_eq!(Column::Amount.store("3.3333", true).as_deref(), Ok("3.33"));
        assert_eq!(Column::Amount.store("-0.005", true).as_deref(), Ok("-0.01"));
        assert_eq!(Column::Amount.store("", true).as_deref(), Ok("0.00"));
    }
}
