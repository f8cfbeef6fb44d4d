//! The documents that should stand for an order.

use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

use crate::decide::{Decision, Standing};
use crate::document::{Document, EstimateStatus, Payment};
use crate::lines::{document_lines, lost};
use crate::marker;
use crate::money::{PERFEX_DECIMALS, round};
use crate::order::Order;
use crate::reason::{ParkReason, Parked, SkipReason};
use crate::refund::credit_note;
use crate::rules::{EditsAfterPayment, InvoiceDate, Numbers, Rules, ZeroTotals};
use crate::totals::balance;

/// The largest number that Perfex's integer column holds.
const LARGEST_NUMBER: u64 = 2_147_483_647;

/// Beyond the largest amount that Perfex keeps.
const LARGEST_AMOUNT: Decimal = dec!(10_000_000_000_000);

/// The document that should stand, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its content.
    pub document: Document,
    /// As what it stands.
    pub target: Target,
    /// The credit notes beside an invoice, one for each refund.
    pub credits: Vec<Credit>,
    /// The store's local day of the order's last change.
    pub edited_on: Date,
}

/// A credit note that should stand, or why it cannot. The invoice does not wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The refund's id.
    pub refund: u64,
    /// Its content.
    pub document: Result<Document, Parked>,
}

/// As what a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An estimate in this status.
    Estimate(EstimateStatus),
    /// An invoice, with its payment if one is to be written.
    Invoice(Option<Payment>),
}

/// The plan for an order, or how it ends without one.
pub(crate) fn plan(
    order: &Order,
    standing: &Standing,
    rules: &Rules,
    target: Target,
) -> Result<Plan, Decision> {
    refuse_large(order)?;
    refuse_zero(order, rules)?;
    let document = document(order, standing, rules, &target).map_err(Decision::Park)?;
    let credits = match target {
        Target::Invoice(_) => credits(order, standing, &document, rules),
        Target::Estimate(_) => vec![],
    };
    Ok(Plan {
        edited_on: order.modified_on.unwrap_or(document.date),
        document,
        target,
        credits,
    })
}

/// Perfex's amounts are `decimal(15,2)`. Within that, no sum here can overflow.
fn refuse_large(order: &Order) -> Result<(), Decision> {
    let lines = order
        .lines
        .iter()
        .chain(order.refunds.iter().flat_map(|refund| &refund.lines));
    let amounts = lines.flat_map(|line| [line.quantity, line.total]);
    let refunds = order.refunds.iter().map(|refund| refund.amount);
    let mut amounts = amounts.chain(refunds).chain([order.total, order.total_tax]);
    if amounts.all(|amount| amount.abs() < LARGEST_AMOUNT) {
        return Ok(());
    }
    Err(Decision::Park(Parked::new(
        ParkReason::AmountTooLarge,
        "an amount or a quantity of the order is beyond 9999999999999.99, the largest that Perfex \
         keeps: correct the order",
    )))
}

fn refuse_zero(order: &Order, rules: &Rules) -> Result<(), Decision> {
    if order.total < Decimal::ZERO {
        return Err(Decision::Park(Parked::new(
            ParkReason::ZeroTotal,
            "the order's total is below zero, and Perfex takes no such document: correct the order",
        )));
    }
    match (order.total.is_zero(), rules.zero_totals) {
        (false, _) | (true, ZeroTotals::Write) => Ok(()),
        (true, ZeroTotals::Skip) => Err(Decision::Skip(SkipReason::ZeroTotal)),
        (true, ZeroTotals::Park) => Err(Decision::Park(Parked::new(
            ParkReason::ZeroTotal,
            "the order's total is zero: set the store's zero_totals to \"skip\", or to \"write\" if \
             this Perfex takes documents of zero",
        ))),
    }
}

/// The invoice of an order. No payment is written where none came in, where it came in before the
/// day from which payments are written, and on an invoice that replaces a paid one: there the
/// credit note of the first is to be applied.
pub(crate) fn invoice_target(order: &Order, standing: &Standing, rules: &Rules) -> Target {
    let due = order
        .paid_on
        .filter(|day| rules.payments_from.is_none_or(|from| *day >= from))
        .filter(|_| standing.replaced == 0 && !order.total.is_zero());
    Target::Invoice(due.map(|day| Payment {
        mode: rules.payment_mode(&order.payment_method).to_owned(),
        amount: round(order.total, PERFEX_DECIMALS).normalize(),
        method: order.payment_method_title.clone(),
        note: payment_note(order, day),
    }))
}

fn payment_note(order: &Order, day: Date) -> String {
    let mut note = format!("WooCommerce order {}, paid {day}", order.number);
    if !order.transaction_id.is_empty() {
        note.push_str(", transaction ");
        note.push_str(&order.transaction_id);
    }
    note
}

fn document(
    order: &Order,
    standing: &Standing,
    rules: &Rules,
    target: &Target,
) -> Result<Document, Parked> {
    let client_key = client_key(order, rules)?;
    let currency = *rules.currencies.get(order.currency.code()).ok_or_else(|| {
        let code = order.currency.code();
        Parked::new(
            ParkReason::CurrencyNotMapped,
            format!("{code} has no Perfex currency: add `{code} = ID` to perfex.currencies"),
        )
    })?;
    let lines = document_lines(order, &rules.taxes)?;
    let lost = lost(&order.lines, &lines);
    let totals = balance(&lines, lost, order.total, order.currency)?;
    let office = match target {
        Target::Estimate(_) => rules.office.of_estimate(order),
        Target::Invoice(_) => rules.office.of_invoice(order),
    };
    Ok(Document {
        number: document_number(order, standing, rules, target)?,
        date: document_date(order, standing, rules, target)?,
        currency,
        reference: order.number.clone(),
        lines,
        subtotal: totals.subtotal,
        total_tax: totals.total_tax,
        adjustment: totals.adjustment,
        total: totals.total,
        client_key,
        billing: order.customer.billing.clone(),
        shipping: order.shipping.clone(),
        client_note: rules.office.client_note(order),
        office,
    })
}

fn client_key(order: &Order, rules: &Rules) -> Result<String, Parked> {
    match (order.customer.email_key(), rules.no_email_client) {
        (Some(email), _) => Ok(marker::client_key(&email)),
        (None, Some(client)) => Ok(marker::fixed_client_key(client)),
        (None, None) => Err(Parked::new(
            ParkReason::NoEmail,
            "the order has no e-mail to recognise its client by: add one to the order, or name a \
             client for such orders in the store's no_email_client",
        )),
    }
}

fn credits(order: &Order, standing: &Standing, invoice: &Document, rules: &Rules) -> Vec<Credit> {
    let refunds = order.refunds.iter();
    refunds
        .map(|refund| Credit {
            refund: refund.id,
            document: credit_note(order, refund, standing, invoice, rules),
        })
        .collect()
}

/// The frozen number where the document stands already; else by the rules.
fn document_number(
    order: &Order,
    standing: &Standing,
    rules: &Rules,
    target: &Target,
) -> Result<u32, Parked> {
    let (frozen, numbers) = match target {
        Target::Estimate(_) => (standing.estimate, Numbers::Offset),
        Target::Invoice(_) => (
            standing.invoice.map(|invoice| invoice.frozen),
            rules.numbers,
        ),
    };
    match (frozen, numbers) {
        (Some(frozen), _) => Ok(frozen.number),
        (None, Numbers::Gapless) => Ok(0),
        (None, Numbers::Offset) => {
            let again = match rules.edits_after_payment {
                EditsAfterPayment::Reissue { offset } => offset,
                EditsAfterPayment::Park => 0,
            };
            numbered(
                order.id.0,
                u64::from(again) * u64::from(standing.replaced),
                rules,
            )
        }
    }
}

/// The number of the document for an order or a refund, whose ids are of one sequence.
pub(crate) fn numbered(id: u64, further: u64, rules: &Rules) -> Result<u32, Parked> {
    id.checked_add(u64::from(rules.number_offset))
        .and_then(|number| number.checked_add(further))
        .filter(|number| *number <= LARGEST_NUMBER)
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| {
            Parked::new(
                ParkReason::NumberTooLarge,
                "number_offset + id is above 2147483647, the largest number Perfex keeps: \
                 lower the store's number_offset",
            )
        })
}

/// The frozen date where the document stands already; else, for an invoice, the first known day
/// from the one that the rules name, and the day of the order for an estimate. Each is the store's
/// local day.
fn document_date(
    order: &Order,
    standing: &Standing,
    rules: &Rules,
    target: &Target,
) -> Result<Date, Parked> {
    let date = match target {
        Target::Estimate(_) => standing
            .estimate
            .map(|estimate| estimate.date)
            .or(order.created_on),
        Target::Invoice(_) => standing
            .invoice
            .map(|invoice| invoice.frozen.date)
            .or_else(|| invoice_date(order, standing, rules)),
    };
    date.ok_or_else(|| Parked::new(ParkReason::Unreadable, "the order has no date_created"))
}

fn invoice_date(order: &Order, standing: &Standing, rules: &Rules) -> Option<Date> {
    if standing.replaced > 0 {
        return order.modified_on.or(order.created_on);
    }
    let from = match rules.invoice_date {
        InvoiceDate::Completed => 0,
        InvoiceDate::Paid => 1,
        InvoiceDate::Created => 2,
    };
    [order.completed_on, order.paid_on, order.created_on]
        .into_iter()
        .skip(from)
        .find_map(|day| day)
}
