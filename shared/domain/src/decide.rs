//! What Perfex should hold for an order: the table of statuses.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::document::EstimateStatus;
use crate::order::Order;
use crate::plan::{Plan, Target, invoice_target, plan};
use crate::reason::{ParkReason, Parked, SkipReason};
use crate::rules::{InvoiceOn, OpenOrders, Rules};
use crate::status::OrderStatus;

/// What already stands in Perfex for the order, as its link says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its estimate.
    pub estimate: Option<Frozen>,
    /// Its invoice.
    pub invoice: Option<StandingInvoice>,
    /// Its credit notes, by refund.
    pub credit_notes: BTreeMap<u64, Frozen>,
    /// How many invoices of it were credited in full and replaced.
    pub replaced: u32,
}

/// What of a document never changes once it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    /// Its number.
    pub number: u32,
    /// Its date.
    pub date: Date,
}

/// An invoice that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingInvoice {
    /// Its number and date.
    pub frozen: Frozen,
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
    if order.status.is_draft() {
        return Decision::Skip(SkipReason::Draft);
    }
    let Some(status) = rules.counts_as(&order.status) else {
        return Decision::Skip(SkipReason::StatusNotWanted);
    };
    let paid = order.paid_on.is_some();
    match &status {
        OrderStatus::Cancelled | OrderStatus::Failed | OrderStatus::Trash => call_off(standing),
        OrderStatus::Refunded if !paid => call_off(standing),
        status if is_invoiced(status, paid, standing, rules) => stand(
            order,
            standing,
            rules,
            invoice_target(order, standing, rules),
        ),
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

/// Whether it is an invoice that stands for the order, or should: of those that wait for a person
/// too. Else it is an estimate.
pub fn stands_as_invoice(order: &Order, standing: &Standing, rules: &Rules) -> bool {
    let status = rules.counts_as(&order.status);
    let due = |status| is_invoiced(status, order.paid_on.is_some(), standing, rules);
    status.as_ref().is_some_and(due)
}

/// Once invoiced the invoice stands for the order, whatever its status goes back to.
fn is_invoiced(status: &OrderStatus, paid: bool, standing: &Standing, rules: &Rules) -> bool {
    let due = match (status, rules.invoice_on) {
        (OrderStatus::Completed | OrderStatus::Refunded, _) => true,
        (_, InvoiceOn::Completed) => false,
        (OrderStatus::Pending | OrderStatus::OnHold, _) | (_, InvoiceOn::Paid) => paid,
        (_, InvoiceOn::Processing) => true,
    };
    due || standing.invoice.is_some() || standing.replaced > 0
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

fn stand(order: &Order, standing: &Standing, rules: &Rules, target: Target) -> Decision {
    match plan(order, standing, rules, target) {
        Ok(plan) => Decision::Stand(Box::new(plan)),
        Err(stopped) => stopped,
    }
}

#[cfg(test)]
mod tests;
