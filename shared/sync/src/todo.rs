//! What has to be told to Perfex: the difference between what should stand and what the link says.

use domain::{Document, EstimateStatus, ParkReason, Parked, Plan, Target};

use crate::link::Link;

/// The steps for one order, in the order in which they are carried out.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a step of its own")]
pub(crate) struct Todo {
    pub(crate) create_invoice: bool,
    pub(crate) update_invoice: bool,
    pub(crate) pay: bool,
    pub(crate) create_estimate: bool,
    pub(crate) update_estimate: bool,
}

impl Todo {
    /// The steps, or why they must not be taken.
    pub(crate) fn between(link: &Link, plan: &Plan) -> Result<Self, Parked> {
        match &plan.target {
            Target::Estimate(status) => Ok(Self::for_estimate(link, &plan.document, *status)),
            Target::Invoice(payment) => Self::for_invoice(link, &plan.document, payment.is_some()),
        }
    }

    fn for_estimate(link: &Link, document: &Document, status: EstimateStatus) -> Self {
        match &link.estimate {
            None => Self {
                create_estimate: true,
                ..Self::default()
            },
            Some(standing) => Self {
                update_estimate: standing.status != status
                    || standing.document.hash != document.hash(),
                ..Self::default()
            },
        }
    }

    fn for_invoice(link: &Link, document: &Document, paid: bool) -> Result<Self, Parked> {
        let mut todo = Self {
            update_estimate: link.estimate.as_ref().is_some_and(|estimate| {
                estimate.status != EstimateStatus::Accepted
                    || estimate.invoiced_as != document.number
            }),
            ..Self::default()
        };
        let Some(invoice) = &link.invoice else {
            todo.create_invoice = true;
            todo.pay = paid;
            return Ok(todo);
        };
        if invoice.cancelled {
            return Err(Parked::new(
                ParkReason::NotSupportedYet,
                "the order came back after its invoice was cancelled: re-open the invoice by hand",
            ));
        }
        todo.update_invoice = invoice.document.hash != document.hash();
        if todo.update_invoice && invoice.paid.is_some() {
            return Err(Parked::new(
                ParkReason::ChangedAfterPayment,
                format!(
                    "the order was edited after its invoice was paid: it says {}, the invoice {}",
                    document.total, invoice.document.total
                ),
            )
            .with_totals(document.total, invoice.document.total));
        }
        todo.pay = paid && invoice.paid.is_none();
        Ok(todo)
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
