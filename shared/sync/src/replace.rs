//! An invoice that was paid and no longer fits its order: credited in full, so that another can
//! take its place.

use domain::{Document, EditsAfterPayment, ParkReason, Parked, Plan};
use perfex::DocumentKind;
use transport::Transport;

use crate::intent::Intent;
use crate::link::{Link, LinkedInvoice};
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Writes the credit note for the order's invoice as a whole, and puts both aside.
    pub(crate) async fn credit_in_full(&self, link: &mut Link, plan: &Plan) -> Result<(), Stop> {
        let Some(invoice) = link.invoice.clone() else {
            return Err(Stop::missing_step());
        };
        let standing = self
            .standing(DocumentKind::Invoice, invoice.document.id)
            .await?;
        let document = self.as_credited(link, &invoice, &standing, plan)?;
        self.refuse_locked(document.date)?;
        link.intent = Some(Intent {
            in_full: Some((&document).into()),
            ..self.nothing_intended(link)
        });
        self.save(link).await?;
        let slot = self.in_full_slot(link);
        let written = self.create(link, &slot, &document, None).await?;
        link.replace(written.linked(&document));
        link.intent = None;
        written.verified()?;
        self.save(link).await
    }

    /// The invoice as it stands in Perfex, as a credit note of the day of the edit.
    fn as_credited(
        &self,
        link: &Link,
        invoice: &LinkedInvoice,
        standing: &perfex::Document,
        plan: &Plan,
    ) -> Result<Document, Stop> {
        if standing.total != invoice.document.total {
            return Err(Parked::new(
                ParkReason::ChangedInPerfex,
                "the invoice to be credited is not what was written: compare it by hand",
            )
            .with_totals(invoice.document.total, standing.total)
            .into());
        }
        let mut lines = Vec::with_capacity(standing.items.len());
        for (place, item) in standing.items.iter().enumerate() {
            let taxes = invoice.document.line_taxes.get(place);
            let taxes = taxes.map_or(&[][..], Vec::as_slice).iter();
            lines.push(domain::DocumentLine {
                description: item.description.clone(),
                long_description: item.long_description.clone(),
                quantity: item.qty,
                rate: item.rate,
                taxes: taxes.filter_map(|tax| tax.parse().ok()).collect(),
            });
        }
        Ok(Document {
            number: self.credit_number(invoice)?,
            // The edit's day: that of the invoice is the past's.
            date: plan.edited_on,
            reference: format!("{}-c{}", plan.document.reference, link.replaced_count() + 1),
            lines,
            subtotal: standing.subtotal,
            total_tax: standing.total_tax,
            adjustment: standing.adjustment,
            total: standing.total,
            client_note: String::new(),
            office: domain::office::Office::default(),
            ..plan.document.clone()
        })
    }

    /// The credited invoice's own number, which no refund of the store has; without gaps the next.
    fn credit_number(&self, invoice: &LinkedInvoice) -> Result<u32, Stop> {
        match (self.rules.numbers, self.rules.edits_after_payment) {
            (domain::Numbers::Gapless, _) => Ok(0),
            (domain::Numbers::Offset, EditsAfterPayment::Reissue { .. }) => {
                Ok(invoice.document.number)
            }
            (domain::Numbers::Offset, EditsAfterPayment::Park) => Err(Stop::missing_step()),
        }
    }

    /// Refuses to touch a closed period.
    pub(crate) fn refuse_locked(&self, day: jiff::civil::Date) -> Result<(), Stop> {
        crate::todo::refuse_locked(self.rules, day).map_err(Stop::from)
    }
}
