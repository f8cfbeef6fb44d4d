//! Perfex's arithmetic, done again from the lines: taxes on unrounded amounts, by rate, rounded once by the database.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::documents::Line;
use crate::row::{Row, amount, text};
use crate::wire::stored;

/// What a document's lines, discount and adjustment add up to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Totals {
    /// Sum of the lines before tax, unrounded.
    subtotal: Decimal,
    /// Per `NAME|RATE`, in the order of the lines: unrounded, less its part of a discount before tax.
    taxes: Vec<(String, Decimal)>,
    discount: Decimal,
    adjustment: Decimal,
}

impl Totals {
    /// `columns`: those of the document, for its discount, its stored subtotal and its adjustment.
    pub(crate) fn of(lines: &[Line], columns: &Row) -> Self {
        let mut taxes: Vec<(String, Decimal)> = Vec::new();
        for line in lines {
            for (name, (_, rate)) in line.tax_names().into_iter().zip(&line.taxes) {
                let tax = line.qty * line.rate / Decimal::ONE_HUNDRED * rate;
                match taxes.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, sum)) => *sum += tax,
                    None => taxes.push((name, tax)),
                }
            }
        }
        let kept = taxed_part(columns);
        for (_, sum) in &mut taxes {
            *sum *= kept;
        }
        Self {
            subtotal: lines.iter().map(|line| line.qty * line.rate).sum(),
            taxes,
            discount: amount(columns, "discount_total"),
            adjustment: amount(columns, "adjustment"),
        }
    }

    fn unrounded_tax(&self) -> Decimal {
        self.taxes.iter().map(|(_, sum)| *sum).sum()
    }

    /// What the database keeps as `total_tax`.
    pub(crate) fn total_tax(&self) -> Decimal {
        stored(self.unrounded_tax())
    }

    pub(crate) fn subtotal(&self) -> Decimal {
        stored(self.subtotal)
    }

    /// Subtotal less discount, with tax and adjustment.
    pub(crate) fn total(&self) -> Decimal {
        self.subtotal() - self.discount + self.total_tax() + self.adjustment
    }

    /// For tests: the arithmetic, and by how much the stored total is off.
    pub(crate) fn shown(&self, columns: &Row) -> Value {
        let taxes: serde_json::Map<String, Value> = self
            .taxes
            .iter()
            .map(|(name, sum)| (name.clone(), json!(sum.normalize().to_string())))
            .collect();
        json!({
            "subtotal": money(self.subtotal()),
            "taxes": taxes,
            "total_tax": money(self.total_tax()),
            "total_tax_unrounded": self.unrounded_tax().normalize().to_string(),
            "total": money(self.total()),
            "off_by": money(amount(columns, "total") - self.total()),
        })
    }
}

/// A discount before tax lowers each tax, by its percentage or else by its share of the subtotal.
fn taxed_part(columns: &Row) -> Decimal {
    let percent = amount(columns, "discount_percent");
    let total = amount(columns, "discount_total");
    let subtotal = amount(columns, "subtotal");
    if text(columns, "discount_type") != "before_tax" {
        Decimal::ONE
    } else if !percent.is_zero() {
        Decimal::ONE - percent / Decimal::ONE_HUNDRED
    } else if !total.is_zero() && !subtotal.is_zero() {
        Decimal::ONE - total / subtotal
    } else {
        Decimal::ONE
    }
}

/// Two decimals, as every amount reads back.
pub(crate) fn money(amount: Decimal) -> String {
    format!("{:.2}", stored(amount))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(qty: &str, rate: &str, taxes: &[(&str, &str)]) -> Line {
        Line {
            id: 1,
            description: String::new(),
            long_description: String::new(),
            qty: qty.parse().unwrap(),
            rate: rate.parse().unwrap(),
            unit: String::new(),
            order: 1,
            taxes: taxes
                .iter()
                .map(|(name, rate)| ((*name).to_owned(), rate.parse().unwrap()))
                .collect(),
            custom: Row::new(),
        }
    }

    fn columns(of: &[(&str, &str)]) -> Row {
        of.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn taxes_are_rounded_once_over_all_lines() {
        // Each line's tax of 0.1235 would be 0.12 alone.
        let lines = [
            line("1", "0.65", &[("VAT", "19")]),
            line("1", "0.65", &[("VAT", "19")]),
        ];
        let totals = Totals::of(&lines, &Row::new());
        assert_eq!(money(totals.total_tax()), "0.25");
        assert_eq!(money(totals.total()), "1.55");
    }

    #[test]
    fn a_discount_before_tax_lowers_the_tax_and_one_after_does_not() {
        let lines = [line("2", "50", &[("VAT", "20")])];
        for (discount, tax, total) in [
            (
                &[
                    ("discount_type", "before_tax"),
                    ("discount_percent", "10"),
                    ("discount_total", "10"),
                ][..],
                "18.00",
                "108.00",
            ),
            (
                &[
                    ("discount_type", "before_tax"),
                    ("discount_total", "25"),
                    ("subtotal", "100"),
                ],
                "15.00",
                "90.00",
            ),
            (
                &[("discount_type", "after_tax"), ("discount_total", "10")],
                "20.00",
                "110.00",
            ),
        ] {
            let totals = Totals::of(&lines, &columns(discount));
            assert_eq!(
                (money(totals.total_tax()), money(totals.total())),
                (tax.to_owned(), total.to_owned())
            );
        }
    }

    #[test]
    fn stacked_taxes_are_told_apart_and_the_adjustment_counts() {
        let lines = [line("1", "100", &[("CGST", "9"), ("SGST", "9")])];
        let totals = Totals::of(
            &lines,
            &columns(&[("adjustment", "-0.03"), ("total", "118.00")]),
        );
        let shown = totals.shown(&columns(&[("total", "118.00")]));
        assert_eq!(shown["taxes"]["SGST|9.00"], "9");
        assert_eq!(
            (&shown["total"], &shown["off_by"]),
            (&json!("117.97"), &json!("0.03"))
        );
    }
}
