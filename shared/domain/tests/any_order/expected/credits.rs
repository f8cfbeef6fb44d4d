//! Every reason for which a refund has no credit note, read off the order itself.

use std::collections::BTreeSet;

use domain::taxes::TaxName;
use domain::{Line, Numbers, Order, ParkReason, Refund, Rules, Standing};

use super::reasons::fits;
use super::sums::{Sums, has_a_third_decimal, perfex_taxes, two};

pub(crate) fn credit_reasons(
    order: &Order,
    refund: &Refund,
    standing: &Standing,
    rules: &Rules,
) -> Vec<ParkReason> {
    let gives_back =
        |line: &Line| !line.total.is_zero() || line.taxes.iter().any(|tax| !tax.total.is_zero());
    let amount_only = !refund.lines.iter().any(gives_back);
    let all = refund.amount == order.total && order.refunds.len() == 1;
    let credited: Vec<Line> = if amount_only {
        order.lines.clone()
    } else {
        let lines = refund.lines.iter().filter(|line| !line.total.is_zero());
        lines.cloned().collect()
    };
    let sums = Sums::of_lines(&credited, rules, order.currency.code());
    let split = amount_only && !all;
    let numbered = standing.credit_notes.contains_key(&refund.id)
        || rules.numbers == Numbers::Gapless
        || fits(refund.id, rules.number_offset, 0);
    let true_of_it = [
        (ParkReason::TaxNotMapped, sums.is_none()),
        (
            ParkReason::RefundTaxUnknown,
            split && !at_one_rate(order, rules),
        ),
        (
            ParkReason::TooManyDecimals,
            has_a_third_decimal(refund.amount),
        ),
        (
            ParkReason::TotalsDiffer,
            // Tax alone leaves no line, however small it is.
            credited.is_empty()
                || !split && sums.is_some_and(|sums| sums.differ_from(refund.amount)),
        ),
        (ParkReason::NumberTooLarge, !numbered),
        (ParkReason::Unreadable, refund.made_on.is_none()),
    ];
    let reasons = true_of_it.into_iter().filter(|(_, holds)| *holds);
    reasons.map(|(reason, _)| reason).collect()
}

/// Whether all lines that cost something bear the same Perfex taxes.
fn at_one_rate(order: &Order, rules: &Rules) -> bool {
    let lines = order.lines.iter().filter(|line| !two(line.total).is_zero());
    let taxes: BTreeSet<Option<Vec<TaxName>>> = lines.map(|line| taxes(line, rules)).collect();
    taxes.len() == 1
}

fn taxes(line: &Line, rules: &Rules) -> Option<Vec<TaxName>> {
    let mut taxes = perfex_taxes(line, rules)?;
    taxes.sort();
    Some(taxes)
}
