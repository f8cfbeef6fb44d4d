//! The table of statuses.

use domain::{
    Decision, EstimateStatus, InvoiceOn, OpenOrders, Order, ParkReason, Rules, SkipReason,
    Standing, Withdrawal,
};

/// What the status of an order asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    Skip(SkipReason),
    /// Called off, and the invoice is paid.
    ForAPerson,
    Withdraw(Withdrawal),
    Estimate(EstimateStatus),
    Invoice,
}

impl Asked {
    pub(crate) fn is_document(&self) -> bool {
        matches!(self, Self::Estimate(_) | Self::Invoice)
    }

    /// Whether a decision that writes nothing is just this.
    pub(crate) fn is(&self, decision: &Decision) -> bool {
        match (self, decision) {
            (Self::Skip(asked), Decision::Skip(reason)) => asked == reason,
            (Self::ForAPerson, Decision::Park(p)) => p.reason == ParkReason::PaidButCalledOff,
            (Self::Withdraw(asked), Decision::Withdraw(withdrawal)) => asked == withdrawal,
            _ => false,
        }
    }
}

pub(crate) fn asked(order: &Order, standing: &Standing, rules: &Rules) -> Asked {
    let slug = order.status.slug();
    if ["checkout-draft", "auto-draft"].contains(&slug) {
        return Asked::Skip(SkipReason::Draft);
    }
    let slug = match rules.statuses.get(slug) {
        None => slug,
        Some(None) => return Asked::Skip(SkipReason::StatusNotWanted),
        Some(Some(counts_as)) => counts_as.slug(),
    };
    let paid = order.paid_on.is_some();
    if ["cancelled", "failed", "trash"].contains(&slug) || (slug == "refunded" && !paid) {
        return called_off(standing);
    }
    let waits = ["pending", "on-hold"].contains(&slug);
    let due = match rules.invoice_on {
        InvoiceOn::Completed => false,
        InvoiceOn::Paid => paid,
        InvoiceOn::Processing => paid || !waits,
    };
    if due
        || ["completed", "refunded"].contains(&slug)
        || standing.invoice.is_some()
        || standing.replaced > 0
    {
        return Asked::Invoice;
    }
    if rules.open_orders == OpenOrders::Nothing && standing.estimate.is_none() {
        return Asked::Skip(SkipReason::StatusNotWanted);
    }
    Asked::Estimate(if waits {
        EstimateStatus::Sent
    } else {
        EstimateStatus::Accepted
    })
}

fn called_off(standing: &Standing) -> Asked {
    match (&standing.invoice, &standing.estimate) {
        (Some(invoice), _) if invoice.paid => Asked::ForAPerson,
        (Some(_), _) => Asked::Withdraw(Withdrawal {
            estimate: false,
            invoice: true,
        }),
        (None, Some(_)) => Asked::Withdraw(Withdrawal {
            estimate: true,
            invoice: false,
        }),
        (None, None) => Asked::Skip(SkipReason::NeverStood),
    }
}
