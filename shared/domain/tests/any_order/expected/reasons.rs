//! Every reason for which an order cannot stand, read off the order itself.

use domain::{
    EditsAfterPayment, InvoiceDate, Numbers, Order, ParkReason, Rules, Standing, ZeroTotals,
};
use jiff::civil::Date;

use super::statuses::Asked;
use super::sums::{Sums, has_a_third_decimal, perfex_taxes};

/// The largest number of a 32-bit column.
const LARGEST: u128 = i32::MAX as u128;

/// All reasons that are true of an order of which this is asked.
pub(crate) fn reasons(
    order: &Order,
    standing: &Standing,
    rules: &Rules,
    asked: &Asked,
) -> Vec<ParkReason> {
    let currency = order.currency.code();
    let sums = Sums::of_lines(&order.lines, rules, currency);
    let zero = order.total.is_zero() && rules.zero_totals == ZeroTotals::Park;
    let estimate = matches!(asked, Asked::Estimate(_));
    let (number, date) = if estimate {
        let frozen = standing.estimate;
        (
            frozen.is_some() || fits(order.id.0, rules.number_offset, 0),
            frozen.map(|frozen| frozen.date).or(order.created_on),
        )
    } else {
        let frozen = standing.invoice.map(|invoice| invoice.frozen);
        (
            frozen.is_some() || invoice_number_fits(order, standing, rules),
            frozen
                .map(|f| f.date)
                .or_else(|| invoice_date(order, standing, rules)),
        )
    };
    let true_of_it = [
        (
            ParkReason::ZeroTotal,
            zero || order.total.is_sign_negative() && !order.total.is_zero(),
        ),
        (
            ParkReason::NoEmail,
            !has_email(order) && rules.no_email_client.is_none(),
        ),
        (
            ParkReason::CurrencyNotMapped,
            !rules.currencies.contains_key(currency),
        ),
        (ParkReason::TaxNotMapped, !unmapped(order, rules).is_empty()),
        (
            ParkReason::TooManyDecimals,
            has_a_third_decimal(order.total),
        ),
        (
            ParkReason::TotalsDiffer,
            sums.is_some_and(|sums| sums.differ_from(order.total)),
        ),
        (ParkReason::NumberTooLarge, !number),
        (ParkReason::Unreadable, date.is_none()),
    ];
    let reasons = true_of_it.into_iter().filter(|(_, holds)| *holds);
    reasons.map(|(reason, _)| reason).collect()
}

/// The rates of the order that the settings miss, each once.
pub(crate) fn unmapped(order: &Order, rules: &Rules) -> Vec<u64> {
    let mut ids: Vec<u64> = Vec::new();
    for line in &order.lines {
        for tax in &line.taxes {
            let mut alone = line.clone();
            alone.taxes = vec![tax.clone()];
            if perfex_taxes(&alone, rules).is_none() && !ids.contains(&tax.rate_id) {
                ids.push(tax.rate_id);
            }
        }
    }
    ids
}

/// Whether a document's number fits.
pub(crate) fn fits(id: u64, offset: u32, further: u64) -> bool {
    u128::from(id) + u128::from(offset) + u128::from(further) <= LARGEST
}

/// The day of an invoice that does not stand yet.
pub(crate) fn invoice_date(order: &Order, standing: &Standing, rules: &Rules) -> Option<Date> {
    let Order {
        created_on,
        paid_on,
        completed_on,
        modified_on,
        ..
    } = order;
    if standing.replaced > 0 {
        return modified_on.or(*created_on);
    }
    match rules.invoice_date {
        InvoiceDate::Completed => completed_on.or(*paid_on).or(*created_on),
        InvoiceDate::Paid => paid_on.or(*created_on),
        InvoiceDate::Created => *created_on,
    }
}

fn invoice_number_fits(order: &Order, standing: &Standing, rules: &Rules) -> bool {
    let again = match rules.edits_after_payment {
        EditsAfterPayment::Reissue { offset } => u64::from(offset) * u64::from(standing.replaced),
        EditsAfterPayment::Park => 0,
    };
    rules.numbers == Numbers::Gapless || fits(order.id.0, rules.number_offset, again)
}

fn has_email(order: &Order) -> bool {
    let email = order.customer.email.trim();
    email
        .find('@')
        .is_some_and(|at| at > 0 && at + 1 < email.len())
}
