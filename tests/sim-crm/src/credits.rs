//! What was applied of credit notes, and what was given back of them. The API has no word for either: staff do it.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::crm::Crm;
use crate::documents::DocumentKind::CreditNote;
use crate::row::amount;
use crate::totals::money;

/// A part of a credit note that is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credit {
    /// The credit note.
    pub(crate) of: u64,
    /// The invoice that it was applied to, none if it was given back.
    pub(crate) invoice: Option<u64>,
    pub(crate) amount: Decimal,
    pub(crate) day: String,
}

/// What was applied to an invoice.
pub(crate) fn applied_to(crm: &Crm, invoice: u64) -> Decimal {
    sum(crm, |credit| credit.invoice == Some(invoice))
}

/// What is left of a credit note.
pub(crate) fn left_of(crm: &Crm, credit_note: u64) -> Decimal {
    let document = crm.documents.get(CreditNote, credit_note);
    let total = document.map_or(Decimal::ZERO, |found| amount(&found.columns, "total"));
    total - sum(crm, |credit| credit.of == credit_note)
}

/// The invoices that a credit note was applied to.
pub(crate) fn shown(crm: &Crm, credit_note: u64) -> Value {
    let of_note = crm.credits.iter().filter(|credit| credit.of == credit_note);
    of_note
        .filter(|credit| credit.invoice.is_some())
        .map(plain)
        .collect()
}

/// A row of the table, for tests too.
pub(crate) fn plain(credit: &Credit) -> Value {
    json!({
        "credit_id": credit.of.to_string(),
        "invoice_id": credit.invoice.map(|invoice| invoice.to_string()),
        "amount": money(credit.amount),
        "date": credit.day,
    })
}

fn sum(crm: &Crm, chosen: impl Fn(&&Credit) -> bool) -> Decimal {
    crm.credits
        .iter()
        .filter(chosen)
        .map(|credit| credit.amount)
        .sum()
}
