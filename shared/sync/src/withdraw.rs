//! Calling off what stands: the estimate becomes Declined, the unpaid invoice Cancelled.

use domain::{EstimateStatus, ParkReason, Parked, Withdrawal};
use perfex::{DocumentKind, NewDocument, NewLine, UpdateDocument, status};
use transport::Transport;

use crate::compose::custom_fields;
use crate::intent::Intent;
use crate::link::{Link, LinkedDocument};
use crate::outcome::Outcome;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Sends the documents back as they stand, with another status. The order may be gone, so the
    /// content comes from Perfex and the taxes, which Perfex does not tell, from the link.
    pub(crate) async fn withdraw(
        &self,
        link: &mut Link,
        withdrawal: Withdrawal,
    ) -> Result<Outcome, Stop> {
        let decline = withdrawal.estimate
            && link
                .estimate
                .as_ref()
                .is_some_and(|estimate| estimate.status != EstimateStatus::Declined);
        let cancel = withdrawal.invoice
            && link
                .invoice
                .as_ref()
                .is_some_and(|invoice| !invoice.cancelled);
        if !decline && !cancel {
            return Ok(Outcome::Unchanged);
        }
        if cancel && let Some(invoice) = &link.invoice {
            self.refuse_locked(invoice.document.date)?;
        }
        self.count_deletion(link).await?;
        link.intent = Some(Intent {
            estimate_touched: decline,
            invoice_touched: cancel,
            ..self.nothing_intended(link)
        });
        self.save(link).await?;
        if decline && let Some(estimate) = &mut link.estimate {
            let declined = crate::compose::status_code(EstimateStatus::Declined);
            self.set_status(DocumentKind::Estimate, &estimate.document, declined)
                .await?;
            estimate.status = EstimateStatus::Declined;
        }
        if cancel && let Some(invoice) = &mut link.invoice {
            self.set_status(
                DocumentKind::Invoice,
                &invoice.document,
                status::INVOICE_CANCELLED,
            )
            .await?;
            invoice.cancelled = true;
        }
        Ok(Outcome::Done)
    }

    async fn set_status(
        &self,
        kind: DocumentKind,
        linked: &LinkedDocument,
        status: u8,
    ) -> Result<(), Stop> {
        let id = linked.id;
        let standing = self.standing(kind, id).await?;
        if !standing.payments.is_empty() {
            return Err(Parked::new(
                ParkReason::PaidButCalledOff,
                "the order was called off but its invoice bears a payment: credit or refund it by hand",
            )
            .into());
        }
        let update = UpdateDocument {
            existing: standing.items.iter().map(|item| item.id).collect(),
            document: self.as_it_stands(&standing, linked)?,
            status: Some(status),
        };
        // "Update Fail" is said of what changes nothing and of what failed: a second try tells.
        for _ in 0..2 {
            let took = self.put(kind, id, &update).await?;
            let read = self.standing(kind, id).await?;
            if read.status == status {
                return Ok(());
            }
            if took {
                break;
            }
        }
        Err(Parked::new(
            ParkReason::CancelByHand,
            format!("Perfex did not take the new status of {kind} {id}: set it by hand"),
        )
        .into())
    }

    fn as_it_stands(
        &self,
        standing: &perfex::Document,
        linked: &LinkedDocument,
    ) -> Result<NewDocument, Stop> {
        let number = standing
            .number
            .and_then(|number| u32::try_from(number).ok());
        let (Some(number), Some(date)) = (number, standing.date) else {
            return Err(Parked::new(
                ParkReason::CancelByHand,
                "the document's number or date cannot be read: set its status by hand",
            )
            .into());
        };
        // Of a document that was adopted nobody knows the taxes: sent back it would lose them.
        if linked.line_taxes.is_empty() && !standing.items.is_empty() {
            return Err(Parked::new(
                ParkReason::CancelByHand,
                "the document was not written by WooSync, and its taxes are not known: set its \
                 status by hand",
            )
            .into());
        }
        let mut lines = Vec::with_capacity(standing.items.len());
        for (place, item) in standing.items.iter().enumerate() {
            let taxes = linked.line_taxes.get(place).map_or(&[][..], Vec::as_slice);
            lines.push(NewLine {
                description: item.description.clone(),
                long_description: item.long_description.clone(),
                qty: item.qty,
                rate: item.rate,
                unit: item.unit.clone(),
                taxes: taxes.iter().filter_map(|tax| tax.parse().ok()).collect(),
            });
        }
        Ok(NewDocument {
            client: standing.client,
            number,
            date,
            due_date: Some(date),
            currency: standing.currency,
            lines,
            subtotal: standing.subtotal,
            total: standing.total,
            adjustment: standing.adjustment,
            billing: standing.addresses.billing(),
            shipping: standing.addresses.shipping(),
            adminnote: standing.adminnote.clone(),
            clientnote: standing.clientnote.clone(),
            reference_no: standing.reference_no.clone(),
            allowed_payment_modes: self.payment_modes(),
            status: None,
            draft: false,
            tags: linked.office.tags.clone(),
            sale_agent: linked.office.sale_agent.map(u64::from),
            project: linked.office.project.map(u64::from),
            custom_fields: custom_fields(&linked.office),
        })
    }
}
