//! WooCommerce's taxes: `WC_Tax::calc_exclusive_tax` and `calc_inclusive_tax`.

use rust_decimal::Decimal;

use super::money::kept;

/// A row of the shop's tax table.
#[derive(Debug, Clone)]
pub(crate) struct Rate {
    pub id: u64,
    /// Up to four decimals.
    pub percent: Decimal,
    /// Levied on the taxes before it too.
    pub compound: bool,
    /// Levied on shipping too.
    pub on_shipping: bool,
}

/// The rates that apply at the customer's place, by tax class.
#[derive(Debug, Clone, Default)]
pub(crate) struct TaxTable {
    pub standard: Vec<Rate>,
    pub reduced: Vec<Rate>,
}

/// The tax class of a product or a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Standard,
    Reduced,
    /// `tax_status` is none.
    Untaxed,
}

impl Class {
    /// The slug that the API tells.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Standard | Self::Untaxed => "",
            Self::Reduced => "reduced-rate",
        }
    }
}

/// A tax: the rate's id and how much, unrounded.
pub(crate) type Tax = (u64, Decimal);

impl TaxTable {
    pub(crate) fn rates(&self, class: Class) -> &[Rate] {
        match class {
            Class::Standard => &self.standard,
            Class::Reduced => &self.reduced,
            Class::Untaxed => &[],
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Rate> {
        self.standard.iter().chain(&self.reduced)
    }
}

/// The taxes on top of a net amount.
pub(crate) fn on_top(net: Decimal, rates: &[Rate]) -> Vec<Tax> {
    let mut before = Decimal::ZERO;
    let mut taxes = Vec::with_capacity(rates.len());
    for rate in in_sequence(rates) {
        let base = if rate.compound { net + before } else { net };
        let tax = base * rate.percent / Decimal::ONE_HUNDRED;
        before += tax;
        taxes.push((rate.id, kept(tax)));
    }
    taxes
}

/// The taxes inside a gross amount, in the sequence of the rates: compound rates are backed out
/// first, the last of them first.
pub(crate) fn inside(gross: Decimal, rates: &[Rate]) -> Vec<Tax> {
    let mut rest = gross;
    let mut compound = Vec::new();
    for rate in rates.iter().rev().filter(|rate| rate.compound) {
        let tax = rest - rest / (Decimal::ONE + rate.percent / Decimal::ONE_HUNDRED);
        rest -= tax;
        compound.push((rate.id, kept(tax)));
    }
    let plain = rates.iter().filter(|rate| !rate.compound);
    let together: Decimal = plain.map(|rate| rate.percent).sum();
    let taxes = rates.iter().map(|rate| {
        let backed_out = compound.iter().find(|(id, _)| *id == rate.id).copied();
        backed_out.unwrap_or_else(|| {
            let tax = rest * rate.percent / (Decimal::ONE_HUNDRED + together);
            (rate.id, kept(tax))
        })
    });
    taxes.collect()
}

/// What each rate adds to a net amount, in percent: a compound one counts the taxes before it.
pub(crate) fn effective_percents(rates: &[Rate]) -> Vec<(u64, Decimal)> {
    let mut before = Decimal::ZERO;
    let mut percents = Vec::with_capacity(rates.len());
    for rate in in_sequence(rates) {
        let factor = if rate.compound {
            Decimal::ONE + before / Decimal::ONE_HUNDRED
        } else {
            Decimal::ONE
        };
        let percent = rate.percent * factor;
        before += percent;
        percents.push((rate.id, percent));
    }
    percents
}

/// Compound rates come after the others.
fn in_sequence(rates: &[Rate]) -> impl Iterator<Item = &Rate> {
    let (plain, compound): (Vec<_>, Vec<_>) = rates.iter().partition(|rate| !rate.compound);
    plain.into_iter().chain(compound)
}
