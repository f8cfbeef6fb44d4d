//! Calling off what stands: the estimate becomes Declined, the unpaid invoice Cancelled.

use domain::{EstimateStatus, ParkReason, Parked, Withdrawal};
use perfex::DocumentKind;
use transport::Transport;

use crate::intent::Intent;
use crate::link::Link;
use crate::outcome::Outcome;
use crate::ports::{Claims, Clock, Links};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

/// Perfex's code of a cancelled invoice.
const CANCELLED: u32 = 5;

impl<T: Transport, B: Links + Claims, C: Clock> Reconciler<'_, T, B, C> {
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
            && link.invoice.as_ref().is_some_and(|invoice| !invoice.cancelled);
        if !decline && !cancel {
            return Ok(Outcome::Unchanged);
        }
        link.intent = Some(Intent {
            holder: self.holder,
            lease_until: self.lease_until(),
            written_at: self.clock.now(),
            estimate: None,
            invoice: None,
            payment: false,
        });
        self.save(link).await?;
        if decline && let Some(estimate) = &mut link.estimate {
            let declined = crate::compose::status_code(EstimateStatus::Declined);
            let taxes = &estimate.document.line_taxes;
            self.set_status(DocumentKind::Estimate, estimate.document.id, taxes, declined)
                .await?;
            estimate.status = EstimateStatus::Declined;
        }
        if cancel && let Some(invoice) = &mut link.invoice {
            let taxes = &invoice.document.line_taxes;
            self.set_status(DocumentKind::Invoice, invoice.document.id, taxes, CANCELLED)
                .await?;
            invoice.cancelled = true;
        }
        Ok(Outcome::Done)
    }

    async fn set_status(
        &self,
        kind: DocumentKind,
        id: u64,
        line_taxes: &[Vec<String>],
        status: u32,
    ) -> Result<(), Stop> {
        let standing = self.standing(kind, id).await?;
        if !standing.payments.is_empty() {
            return Err(Parked::new(
                ParkReason::PaidButCalledOff,
                "the order was called off but its invoice bears a payment: credit or refund it by hand",
            )
            .into());
        }
        let update = standing.with_status(status, line_taxes);
        self.put(kind, id, &update).await?;
        let read = self.standing(kind, id).await?;
        if read.status == status {
            return Ok(());
        }
        Err(Parked::new(
            ParkReason::CancelByHand,
            format!("Perfex did not take the new status of {} {id}: set it by hand", kind.name()),
        )
        .into())
    }
}
