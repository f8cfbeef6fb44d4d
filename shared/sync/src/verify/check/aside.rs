//! Orders for which nothing new should stand: called off, left alone, or waiting for a person.

use domain::Withdrawal;
use perfex::DocumentKind;
use transport::Transport;

use super::super::VerifyError;
use super::super::finding::{Finding, FindingKind};
use super::{Check, Expected, about};
use crate::ports::Links;

impl<S: Transport, T: Transport, B: Links> Check<'_, '_, S, T, B> {
    /// What stands should be called off.
    pub(super) async fn called_off(&mut self, withdrawal: Withdrawal) -> Result<(), VerifyError> {
        let link = self.link.clone();
        let estimate = link.estimate.as_ref().filter(|_| withdrawal.estimate);
        let invoice = link.invoice.as_ref().filter(|_| withdrawal.invoice);
        let documents = [
            (
                DocumentKind::Estimate,
                estimate.map(|estimate| &estimate.document),
            ),
            (
                DocumentKind::Invoice,
                invoice.map(|invoice| &invoice.document),
            ),
        ];
        for (kind, linked) in documents {
            let Some(linked) = linked else { continue };
            let held = self.verifier.held(kind, linked, false).await?;
            let Some(held) = held.filter(|held| held.is_in_force(kind)) else {
                continue;
            };
            self.count(kind, linked.date, &held);
            let detail = "the order is called off, and what stands for it is not";
            let finding = self.finding(FindingKind::StatusDiffers, kind, detail);
            self.found.push(Finding {
                day: linked.date,
                store_total: None,
                perfex_total: Some(held.total),
                ..about(finding, &held)
            });
        }
        Ok(())
    }

    /// The order is left alone: what the link names should stand as it was written.
    pub(super) async fn as_linked(&mut self) -> Result<(), VerifyError> {
        let link = self.link.clone();
        let (kind, linked) = match (&link.invoice, &link.estimate) {
            (Some(invoice), _) if !invoice.cancelled => (DocumentKind::Invoice, &invoice.document),
            (None, Some(estimate)) if estimate.status != domain::EstimateStatus::Declined => {
                (DocumentKind::Estimate, &estimate.document)
            }
            _ => return Ok(()),
        };
        let expected = Expected {
            kind,
            refund: None,
            day: linked.date,
            total: linked.total,
            currency: None,
            linked: Some(linked),
        };
        self.expect(&expected).await.map(drop)
    }

    /// The order waits for a person: both sides as they are. `kind` is what should stand.
    pub(super) async fn as_it_is(&mut self, kind: Option<DocumentKind>) -> Result<(), VerifyError> {
        let link = self.link.clone();
        let linked = match (&link.invoice, &link.estimate) {
            (Some(invoice), _) => Some((DocumentKind::Invoice, &invoice.document)),
            (None, Some(estimate)) => Some((DocumentKind::Estimate, &estimate.document)),
            (None, None) => None,
        };
        let (mut day, mut total) = (self.day, None);
        if let Some((kind, linked)) = linked {
            let held = self.verifier.held(kind, linked, true).await?;
            if let Some(held) = held.filter(|held| held.is_in_force(kind)) {
                day = linked.date;
                total = Some(held.total);
                self.count(kind, linked.date, &held);
            }
        }
        for note in link.credit_notes.values() {
            let kind = DocumentKind::CreditNote;
            let held = self.verifier.held(kind, note, true).await?;
            if let Some(held) = held.filter(|held| held.is_in_force(kind)) {
                self.count(kind, note.date, &held);
            }
        }
        self.replaced().await?;
        let kind = kind.or(linked.map(|(kind, _)| kind));
        let kind = kind.unwrap_or(DocumentKind::Invoice);
        let currency = self.currency.clone();
        self.report.should_stand(day, &currency, kind, self.total);
        let finding = self.finding(FindingKind::Parked, kind, "");
        self.found = vec![Finding {
            day,
            store_total: Some(self.total),
            perfex_total: total,
            document_id: linked.map(|(_, linked)| linked.id),
            document_number: linked.map(|(_, linked)| linked.number.into()),
            ..finding
        }];
        Ok(())
    }
}
