//! What people of the office do on the admin pages, and what the CRM does by itself at night.

mod documents;
mod money;
mod work;

use jiff::Timestamp;

use crate::clients;
use crate::crm::Crm;
use crate::row::{Row, set};
use crate::wire::Column;

pub use work::{Columns, StaffError, StaffWork};

impl Crm {
    /// Lets somebody of the office do something. Gives the id of what was made, else of what was changed.
    ///
    /// # Errors
    /// If a record or a column does not exist, or a value does not fit.
    pub fn staff(&mut self, work: StaffWork, now: Timestamp) -> Result<u64, StaffError> {
        match work {
            StaffWork::EditClient {
                client,
                set,
                custom_fields,
            } => self.edit_client(client, &set, custom_fields),
            StaffWork::DeleteClient { client } => {
                found(self.remove_client(&client.to_string()), "client", client)
            }
            StaffWork::EditContact { contact, set } => self.edit_contact(contact, &set),
            StaffWork::DeleteContact { contact } => found(
                self.remove_contact(&contact.to_string()),
                "contact",
                contact,
            ),
            StaffWork::EditDocument { kind, id, set } => self.edit_document(kind, id, &set, now),
            StaffWork::EditLine {
                kind,
                id,
                line,
                set,
            } => self.edit_line(kind, id, line, Some(&set), now),
            StaffWork::DeleteLine { kind, id, line } => self.edit_line(kind, id, line, None, now),
            StaffWork::DeleteDocument { kind, id } => {
                found(self.remove_document(kind, id), kind.relation(), id)
            }
            StaffWork::ConvertEstimate { estimate } => self.convert(estimate, now),
            StaffWork::AddPayment { invoice, amount } => self.pay(invoice, &amount, now),
            StaffWork::DeletePayment { payment } => self.take_payment_back(payment, now),
            StaffWork::ApplyCredit {
                credit_note,
                invoice,
                amount,
            } => self.credit(credit_note, Some(invoice), &amount, now),
            StaffWork::RefundCredit {
                credit_note,
                amount,
            } => self.credit(credit_note, None, &amount, now),
            StaffWork::VoidCreditNote { credit_note } => self.void(credit_note),
        }
    }

    fn edit_client(&mut self, id: u64, to: &Columns, custom: Row) -> Result<u64, StaffError> {
        let client = self.client_mut(&id.to_string());
        let client = client.ok_or(StaffError::NoSuch("client", id))?;
        write(&mut client.columns, to, clients::column)?;
        client.custom.extend(custom);
        client.custom.retain(|_, value| !value.is_empty());
        Ok(id)
    }

    fn edit_contact(&mut self, id: u64, to: &Columns) -> Result<u64, StaffError> {
        let contact = self.contact_mut(&id.to_string());
        let contact = contact.ok_or(StaffError::NoSuch("contact", id))?;
        write(&mut contact.columns, to, clients::contact_column)?;
        Ok(id)
    }
}

fn found(was_there: bool, what: &'static str, id: u64) -> Result<u64, StaffError> {
    was_there.then_some(id).ok_or(StaffError::NoSuch(what, id))
}

/// Sets columns, all or none.
fn write(
    row: &mut Row,
    to: &Columns,
    column: impl Fn(&str) -> Option<Column>,
) -> Result<(), StaffError> {
    let mut after = row.clone();
    for (name, value) in to {
        let known = column(name).ok_or_else(|| StaffError::NoSuchColumn(name.clone()))?;
        let kept = known.store(value, true);
        let kept = kept.map_err(|_| StaffError::DoesNotFit(name.clone()))?;
        set(&mut after, name, kept);
    }
    *row = after;
    Ok(())
}
