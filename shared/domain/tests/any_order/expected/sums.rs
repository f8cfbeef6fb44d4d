//! Perfex's arithmetic: quantity × rate, each tax on unrounded amounts, their sum rounded once.

use domain::taxes::TaxName;
use domain::{Document, DocumentLine, Line, Rules};
use rust_decimal::{Decimal, RoundingStrategy, dec};

/// What lines come to in Perfex, and how far that may be from the total that they are to have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sums {
    pub subtotal: Decimal,
    pub tax: Decimal,
    /// Half a minor unit for each taxed line and rate, at least 0.05, and what of each line is not
    /// told behind its sixth decimal.
    pub limit: Decimal,
    /// What the lines lost, tax included, when they were cut to two decimals.
    pub lost: Decimal,
    /// What the tax lost when it was rounded once.
    pub tax_lost: Decimal,
}

impl Sums {
    /// Whether a total is further away than the limit.
    pub(crate) fn differ_from(&self, total: Decimal) -> bool {
        self.unexplained(total - self.subtotal - self.tax) > self.limit
    }

    /// What of an adjustment is neither zero nor what lines and tax lost, nor between.
    pub(crate) fn unexplained(&self, adjustment: Decimal) -> Decimal {
        let lowest = self.lost.min(dec!(0)) + self.tax_lost.min(dec!(0));
        let highest = self.lost.max(dec!(0)) + self.tax_lost.max(dec!(0));
        (lowest - adjustment).max(adjustment - highest).max(dec!(0))
    }

    /// The sums of a document's lines.
    pub(crate) fn of_document(document: &Document, currency: &str) -> Self {
        let lines = document.lines.iter();
        Self::of(
            lines.map(|line| (amount(line), percents(&line.taxes))),
            currency,
        )
    }

    /// The sums that a document of these lines has to have; none if the settings miss a rate.
    pub(crate) fn of_lines(lines: &[Line], rules: &Rules, currency: &str) -> Option<Self> {
        let mut lost = Decimal::ZERO;
        let mut written = Vec::new();
        for line in lines {
            let percents = percents(&perfex_taxes(line, rules)?);
            let factor = dec!(1) + percents.iter().sum::<Decimal>() / dec!(100);
            lost += (line.total - two(line.total)) * factor;
            written.push((two(line.total), percents));
        }
        Some(Self {
            lost,
            ..Self::of(written.into_iter(), currency)
        })
    }

    fn of(lines: impl Iterator<Item = (Decimal, Vec<Decimal>)>, currency: &str) -> Self {
        let (mut subtotal, mut tax, mut taxed) = (Decimal::ZERO, Decimal::ZERO, 0i64);
        let mut untold = Decimal::ZERO;
        for (amount, percents) in lines {
            untold += dec!(0.000001);
            subtotal += amount;
            for percent in percents {
                tax += amount * percent / dec!(100);
                taxed += 1;
            }
        }
        Self {
            subtotal,
            tax: two(tax),
            lost: Decimal::ZERO,
            tax_lost: tax - two(tax),
            limit: (Decimal::from(taxed) * minor_unit(currency) / dec!(2)).max(dec!(0.05)) + untold,
        }
    }
}

fn percents(taxes: &[TaxName]) -> Vec<Decimal> {
    taxes.iter().map(TaxName::percent).collect()
}

/// What a line comes to.
pub(crate) fn amount(line: &DocumentLine) -> Decimal {
    line.quantity * line.rate
}

/// To the two decimals that Perfex keeps.
pub(crate) fn two(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Whether there is something behind the second decimal.
pub(crate) fn has_a_third_decimal(amount: Decimal) -> bool {
    !(amount * dec!(100)).fract().is_zero()
}

/// The taxes to which the settings map the rates of a line; none if they miss one.
pub(crate) fn perfex_taxes(line: &Line, rules: &Rules) -> Option<Vec<TaxName>> {
    let class = Some(line.tax_class.as_str()).filter(|class| !class.is_empty());
    let taxes = line.taxes.iter().map(|tax| {
        let by_rate = rules.taxes.rates.get(&tax.rate_id);
        let by_class = rules.taxes.classes.get(class.unwrap_or("standard"));
        by_rate.or(by_class).cloned()
    });
    taxes.collect()
}

/// ISO 4217's, of the currencies in use here.
fn minor_unit(currency: &str) -> Decimal {
    match currency {
        "JPY" => dec!(1),
        "KWD" => dec!(0.001),
        _ => dec!(0.01),
    }
}
