use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::documents::DocumentKind;

/// Columns by name, with the texts that they are set to.
pub type Columns = BTreeMap<String, String>;

/// What people of the office do on the admin pages, where the API plays no part. In JSON its name
/// stands under `do`, for example `{"do": "void_credit_note", "credit_note": 7}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum StaffWork {
    /// Changes columns of a client; `active` of `0` puts it out of use.
    EditClient {
        /// Its `userid`.
        client: u64,
        /// What changes.
        #[serde(default)]
        set: Columns,
        /// Values of custom fields by the field's id. An empty one clears the field.
        #[serde(default)]
        custom_fields: Columns,
    },
    /// Deletes a client and its contacts. Its documents stay, and name a client that is gone.
    DeleteClient {
        /// Its `userid`.
        client: u64,
    },
    /// Changes columns of a contact; `invoice_emails` of `1` asks for mails.
    EditContact {
        /// Its id.
        contact: u64,
        /// What changes.
        set: Columns,
    },
    /// Deletes a contact.
    DeleteContact {
        /// Its id.
        contact: u64,
    },
    /// Changes columns of a document; its tax and an invoice's status follow.
    EditDocument {
        /// Its kind.
        kind: DocumentKind,
        /// Its id.
        id: u64,
        /// What changes.
        set: Columns,
    },
    /// Changes a line of a document; the sums follow, as the admin pages write them.
    EditLine {
        /// The document's kind.
        kind: DocumentKind,
        /// The document's id.
        id: u64,
        /// Which line, from 1.
        line: usize,
        /// What changes: `description`, `long_description`, `qty`, `rate`, `unit`.
        set: Columns,
    },
    /// Deletes a line of a document; the sums follow.
    DeleteLine {
        /// The document's kind.
        kind: DocumentKind,
        /// The document's id.
        id: u64,
        /// Which line, from 1.
        line: usize,
    },
    /// Deletes a document with its payments and credits.
    DeleteDocument {
        /// Its kind.
        kind: DocumentKind,
        /// Its id.
        id: u64,
    },
    /// Makes an invoice of an estimate, under the next number and without its note. Gives the invoice's id.
    ConvertEstimate {
        /// Its id.
        estimate: u64,
    },
    /// Records a payment. Gives its id.
    AddPayment {
        /// The invoice's id.
        invoice: u64,
        /// How much, for example `12.00`.
        amount: String,
    },
    /// Deletes a payment.
    DeletePayment {
        /// Its id.
        payment: u64,
    },
    /// Applies a part of a credit note to an invoice.
    ApplyCredit {
        /// The credit note's id.
        credit_note: u64,
        /// The invoice's id.
        invoice: u64,
        /// How much, for example `12.00`.
        amount: String,
    },
    /// Gives a part of a credit note back in money.
    RefundCredit {
        /// The credit note's id.
        credit_note: u64,
        /// How much, for example `12.00`.
        amount: String,
    },
    /// Makes a credit note void.
    VoidCreditNote {
        /// Its id.
        credit_note: u64,
    },
}

/// Why something cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StaffError {
    /// There is no such record.
    #[error("there is no {0} {1}")]
    NoSuch(&'static str, u64),
    /// There is no such column.
    #[error("there is no column `{0}` to set")]
    NoSuchColumn(String),
    /// A value does not fit its column.
    #[error("the value of `{0}` does not fit")]
    DoesNotFit(String),
    /// The credit note has less than that.
    #[error("only {0} of the credit note is left")]
    TooMuch(String),
}
