//! The status of invoices and credit notes, after whatever happened to them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::DocumentKind::{CreditNote, Invoice};
use crate::crm::Crm;
use crate::row::{amount, set, text};
use crate::{credits, payments};

/// The number of every draft invoice.
pub(crate) const DRAFT_NUMBER: &str = "1000000000";

/// An invoice's status after a change of it or of what was paid. Cancelled stays. A draft stays too,
/// unless something was paid or credited: then it gets its number first.
pub(crate) fn recalculate(crm: &mut Crm, invoice: u64, now: Timestamp) {
    let settled = payments::sum(crm, invoice) + credits::applied_to(crm, invoice);
    let Some(columns) = crm
        .documents
        .get(Invoice, invoice)
        .map(|found| &found.columns)
    else {
        return;
    };
    let is_draft = text(columns, "status") == "6";
    if text(columns, "status") == "5" || (is_draft && settled.is_zero()) {
        return;
    }
    let total = amount(columns, "total");
    let due: Option<Date> = text(columns, "duedate").parse().ok();
    let today = now.to_zoned(TimeZone::UTC).date();
    let status = if settled >= total {
        "2"
    } else if settled > Decimal::ZERO {
        "3"
    } else if due.is_some_and(|due| due < today) {
        "4"
    } else {
        "1"
    };
    let number = is_draft.then(|| crm.documents.take_number(Invoice));
    if let Some(found) = crm.documents.get_mut(Invoice, invoice) {
        if let Some(number) = number {
            set(&mut found.columns, "number", number.to_string());
        }
        set(&mut found.columns, "status", status);
    }
}

/// A credit note is closed when all of it was applied or refunded. Void stays.
pub(crate) fn recalculate_credit_note(crm: &mut Crm, id: u64) {
    let left = credits::left_of(crm, id);
    if let Some(found) = crm.documents.get_mut(CreditNote, id)
        && found.text("status") != "3"
    {
        let status = if left <= Decimal::ZERO { "2" } else { "1" };
        set(&mut found.columns, "status", status);
    }
}
