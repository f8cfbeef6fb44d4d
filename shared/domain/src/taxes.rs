//! From WooCommerce's rate ids to Perfex's taxes. A percentage is never inferred from amounts.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{PERFEX_DECIMALS, fits_perfex};
use crate::order::{Line, TaxRate};
use crate::reason::Parked;

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
    /// The taxes of each line, in the line's own order. Every rate without a Perfex tax is named at
    /// once, so that a person maps them in one go.
    pub fn of_lines(&self, lines: &[Line], rates: &[TaxRate]) -> Result<Vec<Vec<TaxName>>, Parked> {
        let mut unmapped: Vec<UnmappedRate> = Vec::new();
        let taxes = lines.iter().map(|line| {
            let class = class_of(line);
            let taxes = line.taxes.iter().filter_map(|tax| {
                let name = self.rates.get(&tax.rate_id);
                let name = name.or_else(|| self.classes.get(class)).cloned();
                if name.is_none() && unmapped.iter().all(|rate| rate.id != tax.rate_id) {
                    unmapped.push(UnmappedRate::new(tax.rate_id, line, lines, rates));
                }
                name
            });
            taxes.collect()
        });
        let taxes: Vec<Vec<TaxName>> = taxes.collect();
        if unmapped.is_empty() {
            Ok(taxes)
        } else {
            Err(Parked::unmapped(unmapped))
        }
    }
}

fn class_of(line: &Line) -> &str {
    match line.tax_class.as_str() {
        "" => "standard",
        class => class,
    }
}

/// A rate that an order bears and the settings do not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmappedRate {
    /// Id in WooCommerce's tax table.
    pub id: u64,
    /// Tax class slug of the line; the standard class is `standard`.
    pub class: String,
    /// Two-letter code, empty for a rate of all countries.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// The percentage that it adds to a net amount, as Perfex would hold it; none if the order does
    /// not name the rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Decimal>,
}

impl UnmappedRate {
    fn new(id: u64, line: &Line, lines: &[Line], rates: &[TaxRate]) -> Self {
        let rate = rates.iter().find(|rate| rate.id == id);
        // A code begins with the country: DE-MWST. 19%-1. One of all countries begins with a hyphen
        // or with the name.
        let country = rate.and_then(|rate| rate.code.split_once('-'));
        let country = country.filter(|(country, _)| {
            country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())
        });
        Self {
            id,
            class: class_of(line).to_owned(),
            country: country.map_or("", |(country, _)| country).to_owned(),
            percent: rate.map(|rate| percent_on_net(rate, lines, rates)),
        }
    }
}

impl std::fmt::Display for UnmappedRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "rate {} (", self.id)?;
        match self.percent {
            Some(percent) => write!(f, "{} %", percent.normalize())?,
            None => f.write_str("a rate that the order does not name")?,
        }
        if !self.country.is_empty() {
            write!(f, ", country {}", self.country)?;
        }
        write!(f, ", class {})", self.class)
    }
}

fn bears(line: &Line, rate: &TaxRate) -> bool {
    line.taxes.iter().any(|tax| tax.rate_id == rate.id)
}

/// What a rate adds to a net amount. A compound one is levied on the taxes before it too: on those
/// that are not compound, and on the compound ones that the order names earlier.
fn percent_on_net(rate: &TaxRate, lines: &[Line], rates: &[TaxRate]) -> Decimal {
    if !rate.compound {
        return rate.percent;
    }
    let beside = |other: &&TaxRate| {
        let both = |line: &Line| bears(line, rate) && bears(line, other);
        lines.iter().any(both)
    };
    let plain = rates.iter().filter(|other| !other.compound);
    let plain: Decimal = plain.filter(beside).map(|other| other.percent).sum();
    let earlier = rates.iter().take_while(|other| other.id != rate.id);
    let compound = earlier.filter(|other| other.compound).filter(beside);
    let before = compound.fold(plain, |before, other| {
        before + other.percent * (Decimal::ONE + before / Decimal::ONE_HUNDRED)
    });
    effective_percent(rate.percent, &[before])
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
        let lines = [line(&[8], "reduced-rate"), line(&[8, 9], "")];
        let parked = TaxMap::default().of_lines(&lines, &rates).unwrap_err();
        assert_eq!(parked.reason, crate::ParkReason::TaxNotMapped);
        let ids: Vec<u64> = parked.unmapped.iter().map(|rate| rate.id).collect();
        assert_eq!(ids, [8, 9], "each once");
        for part in [
            "rate 8 (4.875 %, country US, class reduced-rate)",
            "rate 9 (",
        ] {
            assert!(parked.detail.contains(part), "{}", parked.detail);
        }
    }

    #[test]
    fn the_class_stands_in_for_a_rate_that_is_not_listed() {
        let map = TaxMap {
            rates: [(1, "A|19".parse().unwrap())].into(),
            classes: [("standard".to_owned(), "B|20".parse().unwrap())].into(),
        };
        let names = |ids: &[u64]| map.of_lines(&[line(ids, "")], &[]).unwrap().remove(0);
        assert_eq!(names(&[1])[0].to_string(), "A|19.00");
        assert_eq!(names(&[99])[0].to_string(), "B|20.00");
    }

    #[test]
    fn a_compound_rate_counts_the_taxes_before_it() {
        assert_eq!(effective_percent(dec!(9.975), &[dec!(5)]), dec!(10.47));
    }
}
