//! Making a plan stand: the intent first, then each step, then the link.

use domain::{Card, Document, EstimateStatus, ParkReason, Parked, Plan, Target};
use perfex::{DocumentKind, status};
use transport::Transport;

use crate::compose::status_code;
use crate::intent::{IntendedDocument, Intent};
use crate::link::{Link, LinkedEstimate, LinkedInvoice};
use crate::outcome::Outcome;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;
use crate::todo::Todo;

/// How far making a plan stand got.
pub(crate) enum Stood {
    /// To its end.
    Ended(Outcome),
    /// The invoice was credited in full: what should stand now has to be decided anew.
    Replaced,
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Carries out what is missing to the plan.
    pub(crate) async fn stand(
        &self,
        link: &mut Link,
        plan: &Plan,
        card: &Card,
    ) -> Result<Stood, Stop> {
        let todo = Todo::between(link, plan, self.rules)?;
        if todo.is_empty() {
            return todo.ends(Outcome::Unchanged).map(Stood::Ended);
        }
        if todo.replace_invoice {
            self.credit_in_full(link, plan).await?;
            return Ok(Stood::Replaced);
        }
        self.write_intent(link, plan, &todo).await?;
        self.link_client(link, &plan.document.client_key, card)
            .await?;
        match &plan.target {
            Target::Estimate(status) => self.stand_as_estimate(link, plan, &todo, *status).await?,
            Target::Invoice(_) => self.stand_as_invoice(link, plan, &todo).await?,
        }
        self.stand_credit_notes(link, plan, &todo).await?;
        todo.ends(Outcome::Done).map(Stood::Ended)
    }

    async fn write_intent(&self, link: &mut Link, plan: &Plan, todo: &Todo) -> Result<(), Stop> {
        let intended = || IntendedDocument::from(&plan.document);
        link.intent = Some(Intent {
            estimate: todo.create_estimate.then(intended),
            invoice: todo.create_invoice.then(intended),
            estimate_touched: todo.update_estimate,
            invoice_touched: todo.update_invoice,
            invoice_update: todo.update_invoice.then(intended),
            credit_notes: credits(plan, todo)
                .map(|(refund, document)| (refund, document.into()))
                .collect(),
            payment: todo.pay,
            ..self.nothing_intended(link)
        });
        self.save(link).await
    }

    async fn stand_as_estimate(
        &self,
        link: &mut Link,
        plan: &Plan,
        todo: &Todo,
        status: EstimateStatus,
    ) -> Result<(), Stop> {
        if todo.create_estimate {
            let written = self
                .create(
                    link,
                    &self.slot(link, DocumentKind::Estimate),
                    &plan.document,
                    Some(status),
                )
                .await?;
            link.estimate = Some(LinkedEstimate {
                document: written.linked(&plan.document),
                status: written.estimate_status(),
                invoiced_as: 0,
            });
            written.verified()?;
        } else if todo.update_estimate {
            self.update_estimate(link, plan, status, 0).await?;
        }
        Ok(())
    }

    async fn stand_as_invoice(
        &self,
        link: &mut Link,
        plan: &Plan,
        todo: &Todo,
    ) -> Result<(), Stop> {
        let read = if todo.create_invoice {
            let written = self
                .create(
                    link,
                    &self.slot(link, DocumentKind::Invoice),
                    &plan.document,
                    None,
                )
                .await?;
            link.invoice = Some(LinkedInvoice {
                document: written.linked(&plan.document),
                paid: None,
                cancelled: false,
            });
            Some(written.verified()?)
        } else if todo.update_invoice {
            Some(self.update_invoice(link, plan, todo).await?)
        } else {
            None
        };
        if let (true, Target::Invoice(Some(payment))) = (todo.pay, &plan.target) {
            self.pay(link, payment, read).await?;
        }
        if todo.update_estimate {
            let invoice = link.invoice.as_ref();
            let number = invoice.map_or(0, |invoice| invoice.document.number);
            self.update_estimate(link, plan, EstimateStatus::Accepted, number)
                .await?;
        }
        Ok(())
    }

    async fn stand_credit_notes(
        &self,
        link: &mut Link,
        plan: &Plan,
        todo: &Todo,
    ) -> Result<(), Stop> {
        for (refund, document) in credits(plan, todo) {
            let slot = self.refund_slot(refund);
            let half = link.credit_notes.get(&refund).map(|note| note.id);
            let written = match half {
                None => self.create(link, &slot, document, None).await?,
                Some(id) => self.update(link, &slot, id, document, None, 0).await?,
            };
            link.credit_notes.insert(refund, written.linked(document));
            written.verified()?;
        }
        Ok(())
    }

    async fn update_invoice(
        &self,
        link: &mut Link,
        plan: &Plan,
        todo: &Todo,
    ) -> Result<perfex::Document, Stop> {
        let Some(invoice) = &link.invoice else {
            return Err(Stop::missing_step());
        };
        let id = invoice.document.id;
        let slot = self.slot(link, DocumentKind::Invoice);
        let reopened = todo.reopen_invoice.then_some(status::INVOICE_UNPAID);
        let written = self
            .update(link, &slot, id, &plan.document, reopened, 0)
            .await?;
        if let Some(invoice) = &mut link.invoice {
            invoice.document = written.linked(&plan.document);
        }
        let read = written.verified()?;
        if read.status == status::INVOICE_CANCELLED {
            return Err(Parked::new(
                ParkReason::ReopenByHand,
                format!("the order came back, but Perfex keeps invoice {id} cancelled: re-open it by hand"),
            )
            .into());
        }
        if let Some(invoice) = &mut link.invoice {
            invoice.cancelled = false;
        }
        Ok(read)
    }

    async fn update_estimate(
        &self,
        link: &mut Link,
        plan: &Plan,
        status: EstimateStatus,
        invoiced_as: u32,
    ) -> Result<(), Stop> {
        let Some(estimate) = &link.estimate else {
            return Err(Stop::missing_step());
        };
        let id = estimate.document.id;
        let mut document = plan.document.clone();
        document.date = estimate.document.date;
        document.number = estimate.document.number;
        document.office = estimate.document.office.clone();
        let written = self
            .update(
                link,
                &self.slot(link, DocumentKind::Estimate),
                id,
                &document,
                Some(status_code(status)),
                invoiced_as,
            )
            .await?;
        link.estimate = Some(LinkedEstimate {
            document: written.linked(&document),
            status: written.estimate_status(),
            invoiced_as,
        });
        written.verified().map(drop)
    }
}

/// The credit notes to be created, by refund.
fn credits<'p>(plan: &'p Plan, todo: &'p Todo) -> impl Iterator<Item = (u64, &'p Document)> {
    plan.credits
        .iter()
        .filter(|credit| todo.credit.contains(&credit.refund))
        .filter_map(|credit| Some((credit.refund, credit.document.as_ref().ok()?)))
}
