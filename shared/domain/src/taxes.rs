//! From WooCommerce's rate ids to Perfex's taxes. A percentage is never inferred from amounts.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{PERFEX_DECIMALS, fits_perfex};
use crate::order::{Line, TaxRate};
use crate::reason::{ParkReason, Parked};

/// A tax as Perfex writes it on a line: `NAME|RATE`, the rate with two decimals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxName {
    name: String,
    percent: Decimal,
}

/// Why a text is no `NAME|RATE`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a Perfex tax: write it as NAME|RATE with at most two decimals, for example `VAT|19.00`"
)]
pub struct NotATax(String);

impl TaxName {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The percentage, at most two decimals.
    pub fn percent(&self) -> Decimal {
        self.percent
    }
}

impl std::fmt::Display for TaxName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}|{:.2}", self.name, self.percent)
    }
}

impl FromStr for TaxName {
    type Err = NotATax;

    fn from_str(text: &str) -> Result<Self, NotATax> {
        let refuse = || NotATax(text.to_owned());
        let (name, percent) = text.rsplit_once('|').ok_or_else(refuse)?;
        let percent: Decimal = percent.trim().parse().map_err(|_| refuse())?;
        let in_range = percent >= Decimal::ZERO && percent <= Decimal::ONE_HUNDRED;
        if name.trim().is_empty() || name.contains('|') || !in_range || !fits_perfex(percent) {
            return Err(refuse());
        }
        Ok(Self {
            name: name.trim().to_owned(),
            percent: percent.normalize(),
        })
    }
}

impl TryFrom<String> for TaxName {
    type Error = NotATax;

    fn try_from(text: String) -> Result<Self, NotATax> {
        text.parse()
    }
}

impl From<TaxName> for String {
    fn from(tax: TaxName) -> Self {
        tax.to_string()
    }
}

/// The tax map of a store.
#[derive(Debug, Clone, Default)]
pub struct TaxMap {
    /// By WooCommerce rate id.
    pub rates: BTreeMap<u64, TaxName>,
    /// By tax class, for a rate id that is not listed. The standard class is `standard`.
    pub classes: BTreeMap<String, TaxName>,
}

impl TaxMap {
    /// The taxes of a line, in its own order.
    pub fn of_line(&self, line: &Line, rates: &[TaxRate]) -> Result<Vec<TaxName>, Parked> {
        line.taxes
            .iter()
            .map(|tax| {
                let class = match line.tax_class.as_str() {
                    "" => "standard",
                    class => class,
                };
                self.rates
                    .get(&tax.rate_id)
                    .or_else(|| self.classes.get(class))
                    .cloned()
                    .ok_or_else(|| unmapped(tax.rate_id, class, rates))
            })
            .collect()
    }
}

fn unmapped(rate_id: u64, class: &str, rates: &[TaxRate]) -> Parked {
    let named = rates.iter().find(|rate| rate.id == rate_id).map_or_else(
        || "a rate the order does not name".to_owned(),
        |rate| format!("{} %, code {}", rate.percent.normalize(), rate.code),
    );
    Parked::new(
        ParkReason::TaxNotMapped,
        format!(
            "tax rate {rate_id} ({named}, class {class}) has no Perfex tax: \
             add `{rate_id} = \"NAME|RATE\"` to the store's taxes"
        ),
    )
}

/// The percentage that a compound rate adds to a net amount: it is levied on the taxes before it
/// too. 9.975 on top of 5 is 10.47 at Perfex's two decimals.
pub fn effective_percent(compound: Decimal, before: &[Decimal]) -> Decimal {
    let factor = Decimal::ONE + before.iter().sum::<Decimal>() / Decimal::ONE_HUNDRED;
    crate::money::round(compound * factor, PERFEX_DECIMALS)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;
    use crate::order::{LineKind, LineTax};
    use rust_decimal::dec;

    fn line(rate_ids: &[u64], class: &str) -> Line {
        Line {
            kind: LineKind::Item,
            name: "Mug".into(),
            details: vec![],
            quantity: Decimal::ONE,
            total: Decimal::TEN,
            taxes: rate_ids
                .iter()
                .map(|id| LineTax {
                    rate_id: *id,
                    total: Decimal::ONE,
                })
                .collect(),
            tax_class: class.into(),
        }
    }

    #[test]
    fn a_tax_is_written_with_two_decimals() {
        let tax: TaxName = "MwSt. 19%|19".parse().unwrap();
        assert_eq!(tax.to_string(), "MwSt. 19%|19.00");
    }

    #[test]
    fn what_is_no_tax_is_refused_whole() {
        for text in [
            "VAT",
            "|19",
            "VAT|",
            "VAT|4.875",
            "VAT|-1",
            "VAT|101",
            "a|b|1",
            "VAT|x",
        ] {
            assert!(text.parse::<TaxName>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_unmapped_rate_names_id_class_and_percent() {
        let rates = [TaxRate {
            id: 8,
            code: "US-NY-NYC-2".into(),
            label: "NYC".into(),
            percent: dec!(4.8750),
            compound: false,
        }];
        let parked = TaxMap::default()
            .of_line(&line(&[8], "reduced-rate"), &rates)
            .unwrap_err();
        assert_eq!(parked.reason, ParkReason::TaxNotMapped);
        for part in ["rate 8", "4.875 %", "US-NY-NYC-2", "reduced-rate"] {
            assert!(parked.detail.contains(part), "{}", parked.detail);
        }
    }

    #[test]
    fn the_class_stands_in_for_a_rate_that_is_not_listed() {
        let map = TaxMap {
            rates: [(1, "A|19".parse().unwrap())].into(),
            classes: [("standard".to_owned(), "B|20".parse().unwrap())].into(),
        };
        let names = |ids: &[u64]| map.of_line(&line(ids, ""), &[]).unwrap();
        assert_eq!(names(&[1])[0].to_string(), "A|19.00");
        assert_eq!(names(&[99])[0].to_string(), "B|20.00");
    }

    #[test]
    fn a_compound_rate_counts_the_taxes_before_it() {
        assert_eq!(effective_percent(dec!(9.975), &[dec!(5)]), dec!(10.47));
    }
}
