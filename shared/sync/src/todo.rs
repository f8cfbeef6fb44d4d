//! What has to be told to Perfex: the difference between what should stand and what the link says.

use domain::{
    Credit, Document, EditsAfterPayment, EstimateStatus, ParkReason, Parked, Plan, Rules, Target,
};
use jiff::civil::Date;

use crate::link::Link;
use crate::outcome::Outcome;
use crate::stop::Stop;

/// The steps for one order, in the order in which they are carried out.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a step of its own")]
pub(crate) struct Todo {
    pub(crate) create_invoice: bool,
    pub(crate) update_invoice: bool,
    /// The invoice was cancelled and is to be used again.
    pub(crate) reopen_invoice: bool,
    /// The paid invoice is to be credited in full, and another written in its place.
    pub(crate) replace_invoice: bool,
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
    pub(crate) fn between(link: &Link, plan: &Plan, rules: &Rules) -> Result<Self, Parked> {
        match &plan.target {
            Target::Estimate(status) => Ok(Self::for_estimate(link, &plan.document, *status)),
            Target::Invoice(payment) => {
                let mut todo = Self::for_invoice(link, &plan.document, payment.is_some(), rules)?;
                todo.add_credits(link, &plan.credits, rules);
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

    fn for_invoice(
        link: &Link,
        document: &Document,
        paid: bool,
        rules: &Rules,
    ) -> Result<Self, Parked> {
        let mut todo = Self {
            update_estimate: link.estimate.as_ref().is_some_and(|estimate| {
                estimate.status != EstimateStatus::Accepted
                    || estimate.invoiced_as != document.number
            }),
            ..Self::default()
        };
        let Some(invoice) = &link.invoice else {
            refuse_locked(rules, document.date)?;
            todo.create_invoice = true;
            todo.pay = paid;
            return Ok(todo);
        };
        todo.reopen_invoice = invoice.cancelled;
        todo.update_invoice = invoice.cancelled || invoice.document.hash != document.hash();
        if todo.update_invoice && invoice.paid.is_some() {
            if rules.edits_after_payment != EditsAfterPayment::Park {
                return Ok(Self {
                    replace_invoice: true,
                    ..Self::default()
                });
            }
            return Err(Parked::new(
                ParkReason::ChangedAfterPayment,
                format!(
                    "the order was edited after its invoice was paid: it says {}, the invoice {}",
                    document.total, invoice.document.total
                ),
            )
            .with_totals(document.total, invoice.document.total));
        }
        if todo.update_invoice {
            refuse_locked(rules, invoice.document.date)?;
        }
        todo.pay = paid && invoice.paid.is_none();
        Ok(todo)
    }

    /// A credit note is written once and never again, since a refund does not change. One whose
    /// digest is empty was written in part only.
    fn add_credits(&mut self, link: &Link, credits: &[Credit], rules: &Rules) {
        for credit in credits {
            let note = link.credit_notes.get(&credit.refund);
            if note.is_some_and(|note| !note.hash.is_empty()) {
                continue;
            }
            let document = credit.document.as_ref().map_err(Clone::clone);
            let open = document.and_then(|document| refuse_locked(rules, document.date));
            match open {
                Ok(()) => self.credit.push(credit.refund),
                Err(parked) => self.blocked = self.blocked.take().or(Some(parked)),
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
                || self.replace_invoice
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

/// Documents of a closed period are for the tax office: they are neither written nor changed.
/// Estimates are no bookkeeping and go on.
pub(crate) fn refuse_locked(rules: &Rules, day: Date) -> Result<(), Parked> {
    match rules.locked_until {
        Some(until) if day <= until => Err(Parked::new(
            ParkReason::PeriodClosed,
            format!(
                "the document is of {day}, and everything until {until} is closed: book it by hand, \
                 or move the store's locked_until"
            ),
        )),
        _ => Ok(()),
    }
}
