//! What stands beside an order's estimate or invoice.

use domain::Parked;
use jiff::civil::Date;
use perfex::DocumentKind;
use rust_decimal::Decimal;
use transport::Transport;

use super::super::finding::{Finding, FindingKind};
use super::super::{VerifyError, held};
use super::{Check, Expected, about, why};
use crate::link::LinkedDocument;
use crate::ports::Links;

impl<S: Transport, T: Transport, B: Links> Check<'_, '_, S, T, B> {
    pub(super) fn parked_refund(
        &mut self,
        refund: u64,
        day: Date,
        total: Option<Decimal>,
        parked: &Parked,
    ) {
        let kind = DocumentKind::CreditNote;
        let currency = self.currency.clone();
        self.report
            .should_stand(day, &currency, kind, total.unwrap_or_default());
        let finding = self.finding(FindingKind::Parked, kind, &why(parked));
        self.report.find(Finding {
            refund: Some(refund),
            day,
            store_total: total,
            ..finding
        });
    }

    /// A credit note whose refund was deleted in the store.
    pub(super) async fn stray_note(
        &mut self,
        refund: u64,
        note: &LinkedDocument,
    ) -> Result<(), VerifyError> {
        let kind = DocumentKind::CreditNote;
        let held = self.verifier.held(kind, note, true).await?;
        if let Some(held) = held.filter(|held| held.is_in_force(kind)) {
            self.count(kind, note.date, &held);
            let finding = self.finding(
                FindingKind::Extra,
                kind,
                "its refund was deleted in the store: void it, or make the refund again",
            );
            self.report.find(Finding {
                refund: Some(refund),
                day: note.date,
                store_total: None,
                perfex_total: Some(held.total),
                ..about(finding, &held)
            });
        }
        Ok(())
    }

    /// Invoices that were credited in full and replaced stand as they were written.
    pub(super) async fn replaced(&mut self) -> Result<(), VerifyError> {
        for replaced in self.link.replaced.clone() {
            for (kind, linked) in [
                (DocumentKind::Invoice, &replaced.invoice.document),
                (DocumentKind::CreditNote, &replaced.credit_note),
            ] {
                self.expect(&Expected {
                    kind,
                    refund: None,
                    day: linked.date,
                    total: linked.total,
                    currency: None,
                    linked: Some(linked),
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Somebody pressed Convert on the estimate: an invoice of the order that is not ours.
    pub(super) async fn find_second_invoice(&mut self) -> Result<(), VerifyError> {
        let link = self.link.clone();
        let Some(estimate) = &link.estimate else {
            return Ok(());
        };
        let held = self
            .verifier
            .held(DocumentKind::Estimate, &estimate.document, true)
            .await?;
        let ours = |id: u64| {
            let replaced = link.replaced.iter().map(|replaced| &replaced.invoice);
            let mut invoices = link.invoice.iter().chain(replaced);
            invoices.any(|invoice| invoice.document.id == id)
        };
        let other = held.and_then(|held| held.converted_to);
        let Some(other) = other.filter(|id| !ours(*id)) else {
            return Ok(());
        };
        let kind = DocumentKind::Invoice;
        let found = held::read(self.verifier.crm, kind, other).await?;
        let Some(second) = found.filter(|held| held.is_in_force(kind)) else {
            return Ok(());
        };
        let day = second.date.unwrap_or(self.day);
        self.count(kind, day, &second);
        let detail = match &link.invoice {
            Some(invoice) => format!(
                "somebody converted the order's estimate, beside invoice {}: delete or cancel one",
                invoice.document.number
            ),
            None => "somebody converted the order's estimate; once the order is invoiced there \
                     will be two: delete it, or link it with `woosync adopt`"
                .to_owned(),
        };
        let finding = self.finding(FindingKind::SecondInvoice, kind, &detail);
        self.report.find(Finding {
            day,
            store_total: None,
            perfex_total: Some(second.total),
            ..about(finding, &second)
        });
        Ok(())
    }
}
