//! What Perfex should hold for an order: the table of statuses.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::document::{Document, EstimateStatus, Payment};
use crate::lines::document_lines;
use crate::marker;
use crate::money::{PERFEX_DECIMALS, round};
use crate::order::Order;
use crate::reason::{ParkReason, Parked, SkipReason};
use crate::refund::credit_note;
use crate::rules::{OpenOrders, Rules};
use crate::status::OrderStatus;
use crate::totals::balance;

/// The largest number that Perfex's integer column holds.
const LARGEST_NUMBER: u64 = 2_147_483_647;

/// What already stands in Perfex for the order, as its link says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The date of its estimate. A date once written never moves.
    pub estimate: Option<Date>,
    /// Its invoice.
    pub invoice: Option<StandingInvoice>,
}

/// An invoice that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingInvoice {
    /// Its date, frozen.
    pub date: Date,
    /// Whether our payment is on it.
    pub paid: bool,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// What to do about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing, and nobody needs to act.
    Skip(SkipReason),
    /// Nothing until a person or a setting cures it.
    Park(Parked),
    /// This should stand.
    Stand(Box<Plan>),
    /// What stands should be called off.
    Withdraw(Withdrawal),
}

/// The document that should stand, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its content.
    pub document: Document,
    /// As what it stands.
    pub target: Target,
    /// The credit notes beside an invoice, one for each refund.
    pub credits: Vec<Credit>,
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
    /// An invoice, with its payment if the order is paid.
    Invoice(Option<Payment>),
}

/// What is called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawal {
    /// The estimate becomes Declined.
    pub estimate: bool,
    /// The unpaid invoice becomes Cancelled.
    pub invoice: bool,
}

/// Decides for an order as the store shows it now.
pub fn decide(order: &Order, standing: &Standing, rules: &Rules) -> Decision {
    match &order.status {
        status if status.is_draft() => Decision::Skip(SkipReason::Draft),
        OrderStatus::Cancelled | OrderStatus::Failed | OrderStatus::Trash => call_off(standing),
        OrderStatus::Refunded if order.paid_on.is_none() => call_off(standing),
        OrderStatus::Completed | OrderStatus::Refunded => {
            stand(order, standing, rules, invoice_target(order, rules))
        }
        // Once invoiced the invoice stands for the order, whatever its status goes back to.
        _ if standing.invoice.is_some() => {
            stand(order, standing, rules, invoice_target(order, rules))
        }
        _ if rules.open_orders == OpenOrders::Nothing && standing.estimate.is_none() => {
            Decision::Skip(SkipReason::StatusNotWanted)
        }
        OrderStatus::Pending | OrderStatus::OnHold => stand(
            order,
            standing,
            rules,
            Target::Estimate(EstimateStatus::Sent),
        ),
        _ => stand(
            order,
            standing,
            rules,
            Target::Estimate(EstimateStatus::Accepted),
        ),
    }
}

/// Decides for an order that is gone from the store for good.
pub fn decide_deleted(standing: &Standing) -> Decision {
    call_off(standing)
}

fn call_off(standing: &Standing) -> Decision {
    let Some(invoice) = standing.invoice else {
        return if standing.estimate.is_some() {
            Decision::Withdraw(Withdrawal {
                estimate: true,
                invoice: false,
            })
        } else {
            Decision::Skip(SkipReason::NeverStood)
        };
    };
    if invoice.paid {
        return Decision::Park(Parked::new(
            ParkReason::PaidButCalledOff,
            "the order was called off but its invoice is paid: credit or refund it by hand",
        ));
    }
    Decision::Withdraw(Withdrawal {
        estimate: false,
        invoice: true,
    })
}

fn invoice_target(order: &Order, rules: &Rules) -> Target {
    Target::Invoice(order.paid_on.map(|day| Payment {
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

fn stand(order: &Order, standing: &Standing, rules: &Rules, target: Target) -> Decision {
    match document(order, standing, rules, &target) {
        Ok(document) => {
            let credits = match target {
                Target::Invoice(_) => credits(order, &document, rules),
                Target::Estimate(_) => vec![],
            };
            Decision::Stand(Box::new(Plan {
                document,
                target,
                credits,
            }))
        }
        Err(parked) => Decision::Park(parked),
    }
}

fn document(
    order: &Order,
    standing: &Standing,
    rules: &Rules,
    target: &Target,
) -> Result<Document, Parked> {
    if order.total <= Decimal::ZERO {
        return Err(Parked::new(
            ParkReason::ZeroTotal,
            "the order's total is zero, and Perfex takes no document of zero",
        ));
    }
    let email = order.customer.email_key().ok_or_else(|| {
        Parked::new(
            ParkReason::NoEmail,
            "the order has no e-mail to recognise its client by: add one to the order",
        )
    })?;
    let currency = *rules.currencies.get(order.currency.code()).ok_or_else(|| {
        let code = order.currency.code();
        Parked::new(
            ParkReason::CurrencyNotMapped,
            format!("{code} has no Perfex currency: add `{code} = ID` to perfex.currencies"),
        )
    })?;
    let lines = document_lines(order, &rules.taxes)?;
    let totals = balance(&lines, order.total, order.currency)?;
    Ok(Document {
        number: numbered(order.id.0, rules)?,
        date: document_date(order, standing, target)?,
        currency,
        reference: order.number.clone(),
        lines,
        subtotal: totals.subtotal,
        total_tax: totals.total_tax,
        adjustment: totals.adjustment,
        total: totals.total,
        client_key: marker::client_key(&email),
        billing: order.customer.billing.clone(),
        shipping: order.shipping.clone(),
    })
}

fn credits(order: &Order, invoice: &Document, rules: &Rules) -> Vec<Credit> {
    let refunds = order.refunds.iter();
    refunds
        .map(|refund| Credit {
            refund: refund.id,
            document: credit_note(order, refund, invoice, rules),
        })
        .collect()
}

/// The number of the document for an order or a refund, whose ids are of one sequence.
pub(crate) fn numbered(id: u64, rules: &Rules) -> Result<u32, Parked> {
    id.checked_add(u64::from(rules.number_offset))
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

/// The frozen date where the document stands already; else completed, paid, created for an
/// invoice and created for an estimate, each the store's local day.
fn document_date(order: &Order, standing: &Standing, target: &Target) -> Result<Date, Parked> {
    let date = match target {
        Target::Estimate(_) => standing.estimate.or(order.created_on),
        Target::Invoice(_) => standing
            .invoice
            .map(|invoice| invoice.date)
            .or(order.completed_on)
            .or(order.paid_on)
            .or(order.created_on),
    };
    date.ok_or_else(|| Parked::new(ParkReason::Unreadable, "the order has no date_created"))
}

#[cfg(test)]
mod tests;
