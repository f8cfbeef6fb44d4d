//! The payment of an invoice, once.

use domain::{OrderId, ParkReason, Parked, Payment};
use perfex::{DocumentId, DocumentKind, status};
use rust_decimal::Decimal;
use transport::Transport;

use crate::intent::once;
use crate::link::Link;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Writes the payment unless the invoice bears it already. `read` is the invoice as it was read
    /// a moment ago, if it was.
    pub(crate) async fn pay(
        &self,
        link: &mut Link,
        payment: &Payment,
        read: Option<perfex::Document>,
    ) -> Result<(), Stop> {
        let mails = link.client.as_ref().is_some_and(|client| client.mails);
        if mails && !self.perfex.may_mail {
            return Err(Parked::new(
                ParkReason::WouldMail,
                "Perfex would mail a receipt to the client's contact: switch its invoice e-mails \
                 off, or set perfex.may_mail = true",
            )
            .into());
        }
        let order = OrderId(link.order);
        let marker = self.payment_marker(order);
        let since = link.intended_since()?;
        let Some(invoice) = &mut link.invoice else {
            return Err(Stop::missing_step());
        };
        let id = invoice.document.id;
        let read = match read {
            Some(read) => read,
            None => self.standing(DocumentKind::Invoice, id).await?,
        };
        if let Some(amount) = amount_of(&read, &marker) {
            invoice.paid = Some(amount);
            return Ok(());
        }
        if !read.payments.is_empty() {
            return Err(paid_by_hand(payment, &read).into());
        }
        let new = perfex::NewPayment {
            invoice: DocumentId(id),
            amount: payment.amount,
            mode: payment.mode.clone(),
            method: payment.method.clone(),
            note: payment.note.clone(),
            transaction_id: marker.clone(),
        };
        let key = once(&format!("{marker}/{}", payment.amount), since);
        match self.crm.create_payment(&new, key).await {
            Ok(_) | Err(perfex::Error::Ambiguous(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let read = self
            .standing(DocumentKind::Invoice, id)
            .await
            .map_err(Stop::in_doubt)?;
        let Some(amount) = amount_of(&read, &marker) else {
            return Err(self.answer_lost());
        };
        invoice.paid = Some(amount);
        if amount != payment.amount || read.status != status::INVOICE_PAID {
            return Err(Parked::new(
                ParkReason::ReadBackDiffers,
                format!("Perfex holds a payment of {amount} and does not call the invoice paid"),
            )
            .with_totals(payment.amount, amount)
            .into());
        }
        Ok(())
    }
}

fn paid_by_hand(payment: &Payment, read: &perfex::Document) -> Parked {
    let others = read.payments.iter().map(|payment| payment.amount).sum();
    Parked::new(
        ParkReason::ChangedInPerfex,
        "the invoice bears a payment that is not ours: remove it, or dismiss this order",
    )
    .with_totals(payment.amount, others)
}

/// What our payment on the invoice amounts to, `None` if it is not there.
pub(crate) fn amount_of(invoice: &perfex::Document, marker: &str) -> Option<Decimal> {
    let mut payments = invoice.payments.iter();
    payments
        .find(|payment| payment.transaction_id == marker)
        .map(|payment| payment.amount)
}
