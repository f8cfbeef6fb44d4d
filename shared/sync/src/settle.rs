//! Settling what an earlier worker may have sent: it crashed, or its answers were lost.

use domain::OrderId;
use jiff::tz::TimeZone;
use perfex::{DocumentId, DocumentKind, status};
use transport::Transport;

use crate::compose;
use crate::intent::{IntendedDocument, Intent, still_unknown};
use crate::link::{Link, LinkedDocument, LinkedEstimate, LinkedInvoice};
use crate::outcome::RetryReason;
use crate::pay::amount_of;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::slot::Slot;
use crate::stop::Stop;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Adopts what stands in Perfex of an earlier intent. Waits while that worker's calls may still
    /// take effect.
    pub(crate) async fn settle(&self, link: &mut Link) -> Result<(), Stop> {
        let Some(intent) = link.intent.clone() else {
            return Ok(());
        };
        if let Some(left) = intent.wait(self.clock.now()) {
            return Err(Stop::Retry {
                after: left.unsigned_abs(),
                reason: RetryReason::Held,
            });
        }
        if let (Some(intended), None) = (&intent.estimate, &link.estimate)
            && let Some((document, status)) = self
                .look_for(&self.slot(link, DocumentKind::Estimate), &intent, intended)
                .await?
        {
            link.estimate = Some(LinkedEstimate {
                document,
                status: compose::estimate_status(status),
                invoiced_as: 0,
            });
        }
        if let (Some(intended), None) = (&intent.invoice, &link.invoice)
            && let Some((document, _)) = self
                .look_for(&self.slot(link, DocumentKind::Invoice), &intent, intended)
                .await?
        {
            link.invoice = Some(LinkedInvoice {
                document,
                paid: None,
                cancelled: false,
            });
        }
        for (refund, intended) in &intent.credit_notes {
            if link.credit_notes.contains_key(refund) {
                continue;
            }
            let slot = self.refund_slot(*refund);
            if let Some((document, _)) = self.look_for(&slot, &intent, intended).await? {
                link.credit_notes.insert(*refund, document);
            }
        }
        if let (Some(intended), true) = (&intent.in_full, link.invoice.is_some()) {
            let slot = self.in_full_slot(link);
            if let Some((credit_note, _)) = self.look_for(&slot, &intent, intended).await? {
                link.replace(credit_note);
            }
        }
        self.look_at_touched(link, &intent).await?;
        self.look_for_payment(link, &intent).await?;
        link.unknown_since = still_unknown(intent.since, self.clock.now());
        link.intent = None;
        Ok(())
    }

    /// Searches by marker. One failing search is no proof of absence, so a listing confirms it. Gives
    /// the document's status too, by Perfex's code.
    async fn look_for(
        &self,
        slot: &Slot,
        intent: &Intent,
        intended: &IntendedDocument,
    ) -> Result<Option<(LinkedDocument, u8)>, Stop> {
        let mut found = self.find(slot).await?;
        if found.is_none() {
            // A day of margin: Perfex dates by its own clock and zone.
            let day = intent.written_at.to_zoned(TimeZone::UTC).date();
            let since = day.yesterday().unwrap_or(day);
            found = self
                .crm
                .documents_listed(slot.kind, since)
                .await?
                .into_iter()
                .filter(|row| row.adminnote.contains(&slot.marker))
                .map(|row| row.id.0)
                .min();
        }
        let Some(id) = found else {
            return Ok(None);
        };
        let read = self.standing(slot.kind, id).await?;
        let number = read.number.and_then(|number| u32::try_from(number).ok());
        let number = number.ok_or_else(|| Stop::unreadable_number(slot.kind, id))?;
        let mut document = LinkedDocument::adopted(intended.clone(), id, number);
        // Half of a document that is written in two steps, or without its rounding: the empty digest
        // has it written again.
        if !intended.is_whole(&read) {
            document.hash.clear();
        }
        Ok(Some((document, read.status)))
    }

    /// What was written anew may hold the old content or the new, and the order may ask for either by
    /// now: without a digest it is written once more.
    async fn look_at_touched(&self, link: &mut Link, intent: &Intent) -> Result<(), Stop> {
        if let (true, Some(estimate)) = (intent.estimate_touched, &mut link.estimate) {
            let read = self
                .standing(DocumentKind::Estimate, estimate.document.id)
                .await?;
            estimate.status = compose::estimate_status(read.status);
            estimate.document.hash.clear();
        }
        // A paid invoice is not written, so one that is known to be paid was written before.
        if let (true, Some(invoice)) = (intent.invoice_touched, &mut link.invoice)
            && invoice.paid.is_none()
        {
            let read = self
                .standing(DocumentKind::Invoice, invoice.document.id)
                .await?;
            invoice.cancelled = read.status == status::INVOICE_CANCELLED;
            invoice.document.hash.clear();
        }
        Ok(())
    }

    async fn look_for_payment(&self, link: &mut Link, intent: &Intent) -> Result<(), Stop> {
        let marker = self.payment_marker(OrderId(link.order));
        let Some(invoice) = &mut link.invoice else {
            return Ok(());
        };
        if !intent.payment || invoice.paid.is_some() {
            return Ok(());
        }
        let id = DocumentId(invoice.document.id);
        let read = self.crm.document(DocumentKind::Invoice, id).await?;
        invoice.paid = read.and_then(|read| amount_of(&read, &marker));
        if invoice.paid.is_some() {
            // A payment is only written after the invoice was written and read back.
            invoice.cancelled = false;
            if let Some(intended) = &intent.invoice_update {
                let LinkedDocument { id, number, .. } = invoice.document;
                invoice.document = LinkedDocument::adopted(intended.clone(), id, number);
            }
        }
        Ok(())
    }
}
