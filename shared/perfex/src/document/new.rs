//! A document to be written.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::status::ESTIMATE_DRAFT;
use super::{DocumentKind, NewLine};
use crate::body::{Field, Fields};
use crate::{Address, ClientId, CustomFieldValue, Error, custom_fields, money};

/// The column is a signed 32-bit number.
const MAX_NUMBER: u32 = i32::MAX as u32;

/// A document to be written. What a kind does not have is not sent: an unknown field is an SQL
/// error in 2.x.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Whose it is.
    pub client: ClientId,
    /// Its number, unique among its kind in the year of its date.
    pub number: u32,
    /// Its date.
    pub date: Date,
    /// When it is due (invoices).
    pub due_date: Option<Date>,
    /// Currency id. It must exist: a wrong one hides the document.
    pub currency: u64,
    /// Its lines in order, at least one.
    pub lines: Vec<NewLine>,
    /// Sum of quantity × rate. Perfex stores sums as sent.
    pub subtotal: Decimal,
    /// Subtotal, plus tax, plus adjustment.
    pub total: Decimal,
    /// A visible correction of the total.
    pub adjustment: Decimal,
    /// Billing address; a blank street is sent as "-".
    pub billing: Address,
    /// Shipping address, where there is one.
    pub shipping: Option<Address>,
    /// A note for staff, searchable: the marker stands here.
    pub adminnote: String,
    /// A note for the client.
    pub clientnote: String,
    /// The order's number (estimates and credit notes).
    pub reference_no: String,
    /// Ids of payment modes by which it may be paid (invoices: at least one).
    pub allowed_payment_modes: Vec<String>,
    /// One of [`status`](super::status) (estimates; `None` for a draft). Perfex finds an
    /// invoice's status itself.
    pub status: Option<u8>,
    /// Whether an invoice starts as a draft, which has no number of its own. Not documented by
    /// the module: read it back.
    pub draft: bool,
    /// Tags (invoices and estimates).
    pub tags: Vec<String>,
    /// Staff id of the sale agent (invoices and estimates).
    pub sale_agent: Option<u64>,
    /// Project id (invoices).
    pub project: Option<u64>,
    /// Values of custom fields.
    pub custom_fields: Vec<CustomFieldValue>,
}

impl NewDocument {
    /// How many variables the form of a create has; PHP drops those beyond its limit.
    pub fn form_variables(&self, kind: DocumentKind) -> usize {
        self.create_fields(kind, "newitems")
            .map_or(0, |fields| fields.pairs().len())
    }

    /// The same document with as many of its first lines as fit into `max_variables`. 2.x takes
    /// long documents in two steps: create this one, then update it with all lines.
    #[must_use]
    pub fn fitting(&self, kind: DocumentKind, max_variables: usize) -> Self {
        let mut fitting = self.clone();
        while fitting.lines.len() > 1 && fitting.form_variables(kind) > max_variables {
            fitting.lines.pop();
        }
        fitting
    }

    /// The body of a create, its lines under `lines_key`.
    ///
    /// Lines stand last but for number and sums, which are required: a form cut off at PHP's
    /// limit is refused instead of losing lines without a word.
    pub(crate) fn create_fields(
        &self,
        kind: DocumentKind,
        lines_key: &str,
    ) -> Result<Fields, Error> {
        let lines = self
            .lines
            .iter()
            .enumerate()
            .map(|(index, line)| line.fields(index + 1, None));
        let lines = lines.collect::<Result<_, _>>()?;
        let mut fields = self.head(kind)?;
        // Credit notes document no adjustment; one without it is the normal case.
        if kind != DocumentKind::CreditNote || !self.adjustment.is_zero() {
            fields.text(
                "adjustment",
                money::amount("the adjustment", self.adjustment)?,
            );
        }
        if kind == DocumentKind::Invoice && self.draft {
            fields.text("save_as_draft", 1);
        }
        if kind == DocumentKind::Estimate {
            fields.text("status", self.status.unwrap_or(ESTIMATE_DRAFT));
        }
        fields.field(lines_key, Field::List(lines));
        self.write_sums(&mut fields)?;
        Ok(fields)
    }

    pub(super) fn write_sums(&self, fields: &mut Fields) -> Result<(), Error> {
        fields.text("number", self.number);
        fields.text("subtotal", money::amount("the subtotal", self.subtotal)?);
        fields.text("total", money::amount("the total", self.total)?);
        Ok(())
    }

    /// Everything but lines, number, sums and status.
    pub(super) fn head(&self, kind: DocumentKind) -> Result<Fields, Error> {
        self.check(kind)?;
        let mut fields = Fields::default();
        fields.text("clientid", self.client);
        fields.text("date", self.date);
        fields.text("currency", self.currency);
        // Not null in the database, and no default.
        fields.text("discount_type", "");
        self.billing.write_billing(&mut fields);
        self.write_shipping(kind, &mut fields);
        fields.text("adminnote", &self.adminnote);
        fields.text_unless_empty("clientnote", &self.clientnote);
        match kind {
            DocumentKind::Invoice => self.write_invoice_only(&mut fields),
            DocumentKind::Estimate => {
                fields.text_unless_empty("reference_no", &self.reference_no);
                self.write_sale(&mut fields);
            }
            DocumentKind::CreditNote => {
                fields.text_unless_empty("reference_no", &self.reference_no);
            }
        }
        custom_fields::write(kind.custom_field_owner(), &self.custom_fields, &mut fields);
        Ok(fields)
    }

    fn write_invoice_only(&self, fields: &mut Fields) {
        if let Some(due_date) = self.due_date {
            fields.text("duedate", due_date);
        }
        fields.field(
            "allowed_payment_modes",
            Field::Texts(self.allowed_payment_modes.clone()),
        );
        // The shop speaks with its shoppers; without it Perfex would mail reminders too.
        fields.text("cancel_overdue_reminders", 1);
        if let Some(project) = self.project {
            fields.text("project_id", project);
        }
        self.write_sale(fields);
    }

    fn write_sale(&self, fields: &mut Fields) {
        fields.text_unless_empty("tags", &self.tags.join(","));
        if let Some(agent) = self.sale_agent {
            fields.text("sale_agent", agent);
        }
    }

    /// The flags count by their presence: `include_shipping=0` means 1.
    fn write_shipping(&self, kind: DocumentKind, fields: &mut Fields) {
        let Some(shipping) = &self.shipping else {
            return;
        };
        shipping.write("shipping_", fields);
        let show = match kind {
            DocumentKind::Invoice => "show_shipping_on_invoice",
            DocumentKind::Estimate => "show_shipping_on_estimate",
            DocumentKind::CreditNote => return,
        };
        fields.text("include_shipping", 1);
        fields.text(show, 1);
    }

    fn check(&self, kind: DocumentKind) -> Result<(), Error> {
        let unsendable = |why: &str| Err(Error::Unsendable(format!("{kind}: {why}")));
        if self.number == 0 || self.number > MAX_NUMBER {
            return unsendable("the number is not between 1 and 2147483647");
        }
        if self.lines.is_empty() {
            return unsendable("a document needs a line");
        }
        if kind == DocumentKind::Invoice && self.allowed_payment_modes.is_empty() {
            return unsendable("an invoice needs a payment mode");
        }
        Ok(())
    }
}

impl fmt::Debug for NewDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewDocument")
            .field("client", &self.client)
            .field("number", &self.number)
            .field("date", &self.date)
            .field("total", &self.total)
            .field("lines", &self.lines.len())
            .finish_non_exhaustive()
    }
}
