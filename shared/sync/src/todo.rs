//! What has to be told to Perfex: the difference between what should stand and what the link says.

use domain::{Credit, Document, EstimateStatus, ParkReason, Parked, Plan, Target};

use crate::link::Link;
use crate::outcome::Outcome;
use crate::stop::Stop;

/// The steps for one order, in the order in which they are carried out.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a step of its own")]
pub(crate) struct Todo {
    pub(crate) create_invoice: bool,
    pub(crate) update_invoice: bool,
    pub(crate) pay: bool,
    pub(crate) create_estimate: bool,
    pub(crate) update_estimate: bool,
    /// Refunds whose credit notes are to be created.
    pub(crate) credit: Vec<u64>,
    /// Why not all can be done; the steps above do not depend on it.
    pub(crate) blocked: Option<Parked>,
}

impl Todo {
    /// The steps, or why they must not be taken.
    pub(crate) fn between(link: &Link, plan: &Plan) -> Result<Self, Parked> {
        match &plan.target {
            Target::Estimate(status) => Ok(Self::for_estimate(link, &plan.document, *status)),
            Target::Invoice(payment) => {
                let mut todo = Self::for_invoice(link, &plan.document, payment.is_some())?;
                todo.add_credits(link, &plan.credits);
                Ok(todo)
            }
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

    /// A credit note is written once and never again: a refund does not change.
    fn add_credits(&mut self, link: &Link, credits: &[Credit]) {
        for credit in credits {
            if link.credit_notes.contains_key(&credit.refund) {
                continue;
            }
            match &credit.document {
                Ok(_) => self.credit.push(credit.refund),
                Err(parked) => self.blocked = self.blocked.take().or(Some(parked.clone())),
            }
        }
        let gone = link
            .credit_notes
            .iter()
            .find(|(refund, _)| credits.iter().all(|credit| credit.refund != **refund));
        if let Some((refund, note)) = gone {
            self.blocked = Some(Parked::new(
                ParkReason::RefundDeleted,
                format!(
                    "refund {refund} was deleted in the store, but its credit note {} of {} stands: \
                     void it in Perfex, or make the refund again",
                    note.number, note.total
                ),
            ));
        }
    }

    /// Whether Perfex need not be told anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.credit.is_empty()
            && !(self.create_invoice
                || self.update_invoice
                || self.pay
                || self.create_estimate
                || self.update_estimate)
    }

    /// How an order ends for which nothing more can be done: as it is, or set aside.
    pub(crate) fn ends(self, otherwise: Outcome) -> Result<Outcome, Stop> {
        match self.blocked {
            Some(parked) => Err(parked.into()),
            None => Ok(otherwise),
        }
    }
}
