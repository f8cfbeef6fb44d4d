//! Payments of invoices.

use std::fmt;

use rust_decimal::Decimal;
use transport::Transport;
use uuid::Uuid;

use crate::body::Fields;
use crate::classify::Answer;
use crate::{Client, Created, DocumentId, Error, money};

const ID_KEYS: [&str; 5] = ["record_id", "id", "insert_id", "payment_id", "paymentid"];

/// A payment to be recorded. Perfex dates it on the day it is written, whatever is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// The invoice.
    pub invoice: DocumentId,
    /// Amount in the invoice's currency, at most two decimals.
    pub amount: Decimal,
    /// Payment mode id: a number, or a gateway's name.
    pub mode: String,
    /// The method in words.
    pub method: String,
    /// Our marker, by which the payment is found again among the invoice's.
    pub transaction_id: String,
    /// A note: the day it was paid stands here.
    pub note: String,
}

impl<T: Transport> Client<T> {
    /// `POST payments`. 2.x answers an empty 200 to a payment that it wrote: [`Created::Untold`].
    /// Read the invoice's payments to be sure; contacts with `invoice_emails` get a receipt.
    pub async fn create_payment(&self, new: &NewPayment, key: Uuid) -> Result<Created, Error> {
        let mut fields = Fields::default();
        fields.text("invoiceid", new.invoice);
        fields.text("amount", money::amount("the payment", new.amount)?);
        fields.text("paymentmode", &new.mode);
        fields.text_unless_empty("paymentmethod", &new.method);
        fields.text("transactionid", &new.transaction_id);
        fields.text_unless_empty("note", &new.note);
        match self.create("payments", &fields, key).await? {
            Answer::Blank(_) => Ok(Created::Untold),
            answer => answer.created(&ID_KEYS),
        }
    }
}

impl fmt::Debug for NewPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPayment")
            .field("invoice", &self.invoice)
            .field("amount", &self.amount)
            .field("transaction_id", &self.transaction_id)
            .finish_non_exhaustive()
    }
}
