use jiff::Timestamp;
use rust_decimal::Decimal;

use super::StaffError;
use crate::credits::{self, Credit};
use crate::crm::Crm;
use crate::documents::DocumentKind::{CreditNote, Invoice};
use crate::documents::{recalculate, recalculate_credit_note};
use crate::payments;
use crate::row::{Row, set};
use crate::totals::money;
use crate::wire::Column;

impl Crm {
    pub(super) fn pay(
        &mut self,
        invoice: u64,
        amount: &str,
        now: Timestamp,
    ) -> Result<u64, StaffError> {
        let payment = Row::from(
            [
                ("invoiceid", invoice.to_string()),
                ("amount", money(parsed(amount)?)),
                ("paymentmode", "1".to_owned()),
                ("paymentmethod", String::new()),
                ("transactionid", String::new()),
                ("note", String::new()),
                ("date", now.strftime("%Y-%m-%d").to_string()),
                (
                    "daterecorded",
                    now.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                ),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        payments::add(self, payment, now).ok_or(StaffError::NoSuch("invoice", invoice))
    }

    /// The invoice is due again.
    pub(super) fn take_payment_back(&mut self, id: u64, now: Timestamp) -> Result<u64, StaffError> {
        let wanted = |payment: &Row| payment["id"] == id.to_string();
        let place = self.payments.iter().position(wanted);
        let place = place.ok_or(StaffError::NoSuch("payment", id))?;
        let payment = self.payments.remove(place);
        recalculate(self, payment["invoiceid"].parse().unwrap_or(0), now);
        Ok(id)
    }

    /// Uses a part of a credit note up: for an invoice, or in money.
    pub(super) fn credit(
        &mut self,
        credit_note: u64,
        invoice: Option<u64>,
        amount: &str,
        now: Timestamp,
    ) -> Result<u64, StaffError> {
        let amount = parsed(amount)?;
        let note = self.documents.get(CreditNote, credit_note);
        let note = note.ok_or(StaffError::NoSuch("credit_note", credit_note))?;
        let is_void = note.text("status") == "3";
        if let Some(invoice) = invoice
            && self.documents.get(Invoice, invoice).is_none()
        {
            return Err(StaffError::NoSuch("invoice", invoice));
        }
        let left = if is_void {
            Decimal::ZERO
        } else {
            credits::left_of(self, credit_note)
        };
        if amount > left {
            return Err(StaffError::TooMuch(money(left)));
        }
        self.credits.push(Credit {
            of: credit_note,
            invoice,
            amount,
            day: now.strftime("%Y-%m-%d").to_string(),
        });
        recalculate_credit_note(self, credit_note);
        if let Some(invoice) = invoice {
            recalculate(self, invoice, now);
        }
        Ok(credit_note)
    }

    pub(super) fn void(&mut self, credit_note: u64) -> Result<u64, StaffError> {
        let found = self.documents.get_mut(CreditNote, credit_note);
        let found = found.ok_or(StaffError::NoSuch("credit_note", credit_note))?;
        set(&mut found.columns, "status", "3");
        Ok(credit_note)
    }
}

fn parsed(amount: &str) -> Result<Decimal, StaffError> {
    let kept = Column::Amount.store(amount, true);
    let amount = kept.ok().and_then(|kept| kept.parse().ok());
    amount.ok_or_else(|| StaffError::DoesNotFit("amount".to_owned()))
}
