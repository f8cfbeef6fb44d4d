//! Payments. Perfex dates them on the day they are written, and mails a receipt to who wants one.

use http::Method;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::answer::{Answer, created, nothing, refused, rows, unknown_method};
use crate::crm::Crm;
use crate::documents::{DocumentKind, recalculate};
use crate::request::ApiCall;
use crate::row::{Row, amount, text};
use crate::wire::{Column, DoesNotFit, Input, shown as escaped};
use crate::{lists, search};

pub(crate) fn answer(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    let found = match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) if !crm.payments.is_empty() => {
            let column = |payment: &Row, name: &str| text(payment, name).to_owned();
            return lists::answer(crm, call, &crm.payments, column, shown);
        }
        (&Method::GET, [_]) => None,
        (&Method::GET, [_, "search", key]) => {
            Some(search::payments(crm, key)).filter(|found| !found.is_empty())
        }
        (&Method::GET, [_, id]) => {
            let one = crm.payments.iter().find(|payment| payment["id"] == *id);
            if let Some(payment) = one {
                return Answer::Json(200, shown(payment));
            }
            None
        }
        (&Method::POST, [_]) => return create(crm, call),
        _ => return unknown_method(),
    };
    match found {
        Some(found) => rows(found),
        None if crm.flavour.is_2() => Answer::Json(
            404,
            json!({"paymentmode": false, "message": "No data were found"}),
        ),
        None => nothing(),
    }
}

fn create(crm: &mut Crm, call: &ApiCall) -> Answer {
    let input = call.input();
    let blank = |name: &&str| input.text(name).unwrap_or_default().trim().is_empty();
    let errors: Vec<(String, String)> = ["invoiceid", "amount", "paymentmode"]
        .into_iter()
        .filter(blank)
        .map(|name| (name.to_owned(), format!("The {name} field is required")))
        .collect();
    if !errors.is_empty() {
        return refused(crm.flavour, 404, &errors);
    }
    let Ok(payment) = row(crm, input, call) else {
        return Answer::Page(500);
    };
    let Some(id) = add(crm, payment, call.now) else {
        return Answer::Page(500);
    };
    let done = "Payment add successful.";
    match (crm.flavour.is_2(), crm.setup.payment_answers) {
        (true, false) => Answer::Empty,
        (true, true) => Answer::Json(200, json!({"paymentmode": true, "message": done})),
        (false, _) => created(crm, done, id, None),
    }
}

fn row(crm: &Crm, input: &Input, call: &ApiCall) -> Result<Row, DoesNotFit> {
    let columns = [
        ("invoiceid", Column::Whole),
        ("amount", Column::Amount),
        ("paymentmode", Column::Text(40)),
        ("paymentmethod", Column::Text(191)),
        ("transactionid", Column::Note),
        ("note", Column::Note),
    ];
    let mut row = Row::new();
    for (name, column) in columns {
        let text = input.text(name).unwrap_or_default();
        row.insert(
            name.to_owned(),
            column.store(text, crm.setup.strict_database)?,
        );
    }
    // Whatever `date` was sent.
    row.insert("date".to_owned(), call.day());
    row.insert("daterecorded".to_owned(), call.time());
    Ok(row)
}

/// Writes a payment, mails the receipts and brings the invoice up to date. None if there is no such invoice.
pub(crate) fn add(crm: &mut Crm, mut payment: Row, now: Timestamp) -> Option<u64> {
    let invoice: u64 = payment["invoiceid"].parse().ok()?;
    let document = crm.documents.get(DocumentKind::Invoice, invoice)?;
    let client = document.text("clientid").to_owned();
    for contact in crm.contacts.iter() {
        if contact.text("userid") == client && contact.text("invoice_emails") == "1" {
            crm.mails.push("receipt");
        }
    }
    let id = crm.next_id();
    payment.insert("id".to_owned(), id.to_string());
    payment.insert("paymentid".to_owned(), id.to_string());
    crm.payments.push(payment);
    recalculate(crm, invoice, now);
    Some(id)
}

/// What was paid on an invoice.
pub(crate) fn sum(crm: &Crm, invoice: u64) -> Decimal {
    of_invoice(crm, invoice)
        .map(|payment| amount(payment, "amount"))
        .sum()
}

/// The payments of an invoice.
pub(crate) fn of(crm: &Crm, invoice: u64) -> Value {
    of_invoice(crm, invoice).map(shown).collect()
}

fn of_invoice(crm: &Crm, invoice: u64) -> impl Iterator<Item = &Row> {
    let invoice = invoice.to_string();
    crm.payments
        .iter()
        .filter(move |payment| payment["invoiceid"] == invoice)
}

pub(crate) fn shown(payment: &Row) -> Value {
    let columns = payment.iter();
    columns
        .map(|(name, value)| (name.clone(), json!(escaped(value))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
