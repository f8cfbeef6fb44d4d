//! What was given back, and the credit note for it.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::decide::Standing;
use crate::document::{Document, DocumentLine};
use crate::lines::{document_lines, lost, written};
use crate::money::{PERFEX_DECIMALS, round};
use crate::order::{Line, Order};
use crate::plan::numbered;
use crate::reason::{ParkReason, Parked};
use crate::rules::{Numbers, Rules};
use crate::taxes::{TaxMap, TaxName};
use crate::totals::balance;

/// A refund of an order. It never changes once it is made.
#[derive(Debug, Clone)]
pub struct Refund {
    /// Its id, which no order of the store has.
    pub id: u64,
    /// What was given back, positive.
    pub amount: Decimal,
    /// The store's local day.
    pub made_on: Option<Date>,
    /// Which lines it is for, amounts positive. Often there are none.
    pub lines: Vec<Line>,
}

/// The credit note of a refund, on top of what its order's invoice says of client and addresses.
pub(crate) fn credit_note(
    order: &Order,
    refund: &Refund,
    standing: &Standing,
    invoice: &Document,
    rules: &Rules,
) -> Result<Document, Parked> {
    let (lines, lost) = credited_lines(order, refund, &rules.taxes)?;
    let totals = balance(&lines, lost, refund.amount, order.currency)?;
    let date = refund
        .made_on
        .ok_or_else(|| Parked::new(ParkReason::Unreadable, "a refund has no date_created"))?;
    let frozen = standing.credit_notes.get(&refund.id);
    let number = match (frozen, rules.numbers) {
        (Some(frozen), _) => frozen.number,
        (None, Numbers::Gapless) => 0,
        (None, Numbers::Offset) => numbered(refund.id, 0, rules)?,
    };
    Ok(Document {
        number,
        date,
        reference: format!("{}-r{}", order.number, refund.id),
        lines,
        subtotal: totals.subtotal,
        total_tax: totals.total_tax,
        adjustment: totals.adjustment,
        total: totals.total,
        client_note: String::new(),
        office: rules.office.of_credit_note(order),
        ..invoice.clone()
    })
}

/// The lines of a credit note, and what they lost when they were cut to two decimals.
fn credited_lines(
    order: &Order,
    refund: &Refund,
    taxes: &TaxMap,
) -> Result<(Vec<DocumentLine>, Decimal), Parked> {
    if refund.lines.iter().any(gives_back) {
        let mut credited = refund.lines.clone();
        credited.retain(|line| !line.total.is_zero());
        if credited.is_empty() {
            return Err(tax_alone(refund));
        }
        let lines = written(&credited, order, taxes)?;
        let lost = lost(&credited, &lines);
        return Ok((lines, lost));
    }
    let lines = document_lines(order, taxes)?;
    // All of it: then it is for all lines.
    if refund.amount == order.total && order.refunds.len() == 1 {
        let lost = lost(&order.lines, &lines);
        return Ok((lines, lost));
    }
    let taxes = only_taxes(&lines).ok_or_else(|| {
        Parked::new(
            ParkReason::RefundTaxUnknown,
            format!(
                "refund {} names an amount but no lines, and the order has several tax rates: \
                 write its credit note by hand",
                refund.id
            ),
        )
    })?;
    Ok((vec![amount_only(refund, taxes)], Decimal::ZERO))
}

/// Tax cannot be given back alone: Perfex computes it of a line's amount, and there is none.
fn tax_alone(refund: &Refund) -> Parked {
    Parked::new(
        ParkReason::TotalsDiffer,
        format!(
            "refund {} gives back tax alone, which Perfex has no document for: write it by hand",
            refund.id
        ),
    )
    .with_totals(refund.amount, Decimal::ZERO)
}

fn gives_back(line: &Line) -> bool {
    !line.total.is_zero() || line.taxes.iter().any(|tax| !tax.total.is_zero())
}

/// The taxes that every line has, in whatever order; none if they differ.
fn only_taxes(lines: &[DocumentLine]) -> Option<Vec<TaxName>> {
    let charged = lines.iter().filter(|line| !line.rate.is_zero());
    let mut taxes = charged.map(|line| {
        let mut taxes = line.taxes.clone();
        taxes.sort();
        taxes
    });
    let first = taxes.next()?;
    taxes.all(|other| other == first).then_some(first)
}

/// One line whose amount with its taxes is what was given back.
fn amount_only(refund: &Refund, taxes: Vec<TaxName>) -> DocumentLine {
    let percent: Decimal = taxes.iter().map(TaxName::percent).sum();
    let factor = Decimal::ONE + percent / Decimal::ONE_HUNDRED;
    DocumentLine {
        description: "Refund".to_owned(),
        long_description: String::new(),
        quantity: Decimal::ONE,
        rate: round(refund.amount / factor, PERFEX_DECIMALS).normalize(),
        taxes,
    }
}
