//! Making a plan stand: the intent first, then each step, then the link.

use domain::{Customer, Document, EstimateStatus, Plan, Target};
use perfex::DocumentKind;
use transport::Transport;

use crate::documents::Written;
use crate::intent::{IntendedDocument, Intent};
use crate::link::{Link, LinkedDocument, LinkedEstimate, LinkedInvoice};
use crate::outcome::Outcome;
use crate::ports::{Claims, Clock, Links};
use crate::reconcile::Reconciler;
use crate::stop::Stop;
use crate::todo::Todo;

impl<T: Transport, B: Links + Claims, C: Clock> Reconciler<'_, T, B, C> {
    /// Carries out what is missing to the plan.
    pub(crate) async fn stand(
        &self,
        link: &mut Link,
        plan: &Plan,
        customer: &Customer,
    ) -> Result<Outcome, Stop> {
        let todo = Todo::between(link, plan)?;
        if todo.is_empty() {
            return todo.ends(Outcome::Unchanged);
        }
        self.write_intent(link, plan, &todo).await?;
        self.link_client(link, &plan.document, customer).await?;
        match &plan.target {
            Target::Estimate(status) => self.stand_as_estimate(link, plan, &todo, *status).await?,
            Target::Invoice(_) => self.stand_as_invoice(link, plan, &todo).await?,
        }
        self.stand_credit_notes(link, plan, &todo).await?;
        todo.ends(Outcome::Done)
    }

    async fn write_intent(&self, link: &mut Link, plan: &Plan, todo: &Todo) -> Result<(), Stop> {
        let intended = || IntendedDocument::from(&plan.document);
        link.intent = Some(Intent {
            holder: self.holder,
            lease_until: self.lease_until(),
            written_at: self.clock.now(),
            estimate: todo.create_estimate.then(intended),
            invoice: todo.create_invoice.then(intended),
            credit_notes: credits(plan, todo)
                .map(|(refund, document)| (refund, document.into()))
                .collect(),
            payment: todo.pay,
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
                document: LinkedDocument::adopted((&plan.document).into(), written.id),
                status,
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
                document: LinkedDocument::adopted((&plan.document).into(), written.id),
                paid: None,
                cancelled: false,
            });
            Some(written.verified()?)
        } else if todo.update_invoice {
            Some(self.update_invoice(link, &plan.document).await?)
        } else {
            None
        };
        if let (true, Target::Invoice(Some(payment))) = (todo.pay, &plan.target) {
            self.pay(link, payment, read).await?;
        }
        if todo.update_estimate {
            self.update_estimate(link, plan, EstimateStatus::Accepted, plan.document.number)
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
            let written = self.create(link, &slot, document, None).await?;
            let note = LinkedDocument::adopted(document.into(), written.id);
            link.credit_notes.insert(refund, note);
            written.verified()?;
        }
        Ok(())
    }

    async fn update_invoice(
        &self,
        link: &mut Link,
        document: &domain::Document,
    ) -> Result<perfex::Document, Stop> {
        let Some(invoice) = &link.invoice else {
            return Err(Stop::missing_step());
        };
        let id = invoice.document.id;
        let written: Written = self
            .update(
                link,
                &self.slot(link, DocumentKind::Invoice),
                id,
                document,
                None,
                0,
            )
            .await?;
        if let Some(invoice) = &mut link.invoice {
            invoice.document = LinkedDocument::adopted(document.into(), id);
        }
        written.verified()
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
        let written = self
            .update(
                link,
                &self.slot(link, DocumentKind::Estimate),
                id,
                &document,
                Some(status),
                invoiced_as,
            )
            .await?;
        link.estimate = Some(LinkedEstimate {
            document: LinkedDocument::adopted((&document).into(), id),
            status,
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
