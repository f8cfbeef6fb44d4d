//! Payments. Perfex dates them on the day they are written, and mails a receipt to who wants one.

use http::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::answer::{Answer, created, refused, rows};
use crate::clients::shown;
use crate::crm::{ApiCall, Crm, Row};
use crate::documents::recalculate;
use crate::totals::text;
use crate::wire::Input;

pub(crate) fn answer(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) if crm.payments.is_empty() && crm.flavour.is_2() => Answer::Json(
            404,
            json!({"paymentmode": false, "message": "No data were found"}),
        ),
        (&Method::GET, [_]) => rows(crm.payments.iter().map(shown).collect()),
        (&Method::POST, [_]) => create(crm, call.input.as_ref().unwrap_or(&Input::Null), call),
        _ => Answer::Json(405, json!({"status": false, "error": "Unknown method"})),
    }
}

fn create(crm: &mut Crm, input: &Input, call: &ApiCall) -> Answer {
    let field = |name: &str| input.text(name).unwrap_or_default().to_owned();
    let errors: Vec<(String, String)> = ["invoiceid", "amount", "paymentmode"]
        .into_iter()
        .filter(|name| field(name).is_empty())
        .map(|name| (name.to_owned(), format!("The {name} field is required")))
        .collect();
    if !errors.is_empty() {
        return refused(crm.flavour, 404, &errors);
    }
    let invoice = field("invoiceid");
    let Some(client) = crm.documents["invoices"]
        .iter()
        .find(|document| document.id.to_string() == invoice)
        .map(|document| document.columns["clientid"].clone())
    else {
        return Answer::Page(500);
    };
    let wants_mail =
        |contact: &&Row| contact["userid"] == client && contact["invoice_emails"] == "1";
    crm.mails += u32::try_from(crm.contacts.iter().filter(wants_mail).count()).unwrap_or(0);
    let id = crm.next_id();
    let today = call.now.strftime("%Y-%m-%d").to_string();
    let amount: Decimal = field("amount").parse().unwrap_or_default();
    crm.payments.push(Row::from([
        ("id".into(), id.to_string()),
        ("paymentid".into(), id.to_string()),
        ("invoiceid".into(), invoice.clone()),
        ("amount".into(), text(amount)),
        ("paymentmode".into(), field("paymentmode")),
        ("paymentmethod".into(), field("paymentmethod")),
        ("transactionid".into(), field("transactionid")),
        ("note".into(), field("note")),
        ("date".into(), today),
    ]));
    recalculate(crm, invoice.parse().unwrap_or(0), call);
    if crm.flavour.is_2() && !crm.setup.payment_answers {
        return Answer::Empty;
    }
    created(crm.flavour, "Payment add successful.", id)
}

/// What was paid on an invoice.
pub(crate) fn sum(crm: &Crm, invoice: u64) -> Decimal {
    let of_invoice = crm
        .payments
        .iter()
        .filter(|payment| payment["invoiceid"] == invoice.to_string());
    of_invoice
        .map(|payment| payment["amount"].parse::<Decimal>().unwrap_or_default())
        .sum()
}

/// The payments of an invoice.
pub(crate) fn of(crm: &Crm, invoice: u64) -> Value {
    let of_invoice = crm
        .payments
        .iter()
        .filter(|payment| payment["invoiceid"] == invoice.to_string());
    of_invoice.map(shown).collect()
}
