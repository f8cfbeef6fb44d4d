//! What the CRM holds, as pages for people.

use std::fmt::Write as _;

use bytes::Bytes;
use http::Response;

use crate::crm::Crm;
use crate::documents::{Document, DocumentKind};
use crate::row::{Row, text};

const HEAD: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>The simulated CRM</title>\
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;margin:1rem auto;max-width:72rem;padding:0 1rem}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;white-space:nowrap}\
.n{text-align:right;font-variant-numeric:tabular-nums}div{overflow-x:auto}</style>";

/// The words of each status, by its number.
fn words(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Invoice => &[
            "",
            "unpaid",
            "paid",
            "partly paid",
            "overdue",
            "cancelled",
            "draft",
        ],
        DocumentKind::Estimate => &["", "draft", "sent", "declined", "accepted", "expired"],
        DocumentKind::CreditNote => &["", "open", "closed", "void"],
    }
}

pub(crate) fn answer(crm: &Crm, path: &str) -> Response<Bytes> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let html = match parts.as_slice() {
        [""] => Some(overview(crm)),
        ["view", kind, id] => DocumentKind::of_path(kind)
            .and_then(|kind| Some((kind, crm.documents.get(kind, id.parse().ok()?)?)))
            .map(|(kind, document)| one(crm, kind, document)),
        _ => None,
    };
    let status = if html.is_some() { 200 } else { 404 };
    let body = html.unwrap_or_else(|| {
        format!("{HEAD}<h1>There is no such page</h1><p><a href=\"/\">All documents</a>")
    });
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let kind = http::HeaderValue::from_static("text/html; charset=UTF-8");
    response.headers_mut().insert("content-type", kind);
    response
}

fn overview(crm: &Crm) -> String {
    let mut html = format!(
        "{HEAD}<h1>The simulated CRM ({})</h1><p>{} clients, {} payments, {} mails sent.</p>",
        crm.flavour.name(),
        crm.clients.len(),
        crm.payments.len(),
        crm.mails.len()
    );
    for kind in DocumentKind::ALL {
        documents(crm, kind, &mut html);
    }
    html.push_str("<h2>Payments</h2><div><table><tr><th>Invoice<th>Transaction<th>Note<th class=n>Amount</tr>");
    for payment in crm.payments.iter() {
        let _ = write!(
            html,
            "<tr>{}{}{}<td class=n>{}</tr>",
            cell(payment, "invoiceid"),
            cell(payment, "transactionid"),
            cell(payment, "note"),
            escaped(&payment["amount"])
        );
    }
    html.push_str("</table></div><h2>Clients</h2><div><table><tr><th class=n>Id<th>Company<th>City<th>Contact</tr>");
    for client in crm.clients.iter() {
        let contact = crm
            .contacts
            .iter()
            .find(|contact| contact.text("userid") == client.text("userid"));
        let email = contact.map_or("", |contact| contact.text("email"));
        let _ = write!(
            html,
            "<tr><td class=n>{}{}{}<td>{}</tr>",
            escaped(client.text("userid")),
            cell(&client.columns, "company"),
            cell(&client.columns, "city"),
            escaped(email)
        );
    }
    html.push_str("</table></div>");
    html
}

fn documents(crm: &Crm, kind: DocumentKind, html: &mut String) {
    let _ = write!(
        html,
        "<h2>{}</h2><div><table><tr><th class=n>Number<th>Date<th>Client<th>Status\
        <th class=n>Subtotal<th class=n>Tax<th class=n>Adjustment<th class=n>Total</tr>",
        titled(kind)
    );
    for document in crm.documents.of(kind).iter() {
        let columns = &document.columns;
        let _ = write!(
            html,
            "<tr><td class=n><a href=\"/view/{}/{}\">{}</a>{}<td>{}<td>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}</tr>",
            kind.path(),
            document.id,
            escaped(&columns["number"]),
            cell(columns, "date"),
            escaped(&client_of(crm, columns)),
            status(kind, columns),
            columns["subtotal"],
            columns["total_tax"],
            columns["adjustment"],
            columns["total"],
        );
    }
    html.push_str("</table></div>");
}

fn one(crm: &Crm, kind: DocumentKind, document: &Document) -> String {
    let columns = &document.columns;
    let mut html = format!(
        "{HEAD}<p><a href=\"/\">All documents</a><h1>{} {}</h1><p>{}, {}, {}<pre>{}</pre>\
         <div><table><tr><th>Line<th>Taxes<th class=n>Quantity<th class=n>Price</tr>",
        kind.title(),
        escaped(&columns["number"]),
        escaped(&client_of(crm, columns)),
        escaped(&columns["date"]),
        status(kind, columns),
        escaped(&columns["adminnote"]),
    );
    for line in &document.lines {
        let taxes: Vec<String> = line
            .taxes
            .iter()
            .map(|(name, rate)| format!("{name} {rate:.2} %"))
            .collect();
        let _ = write!(
            html,
            "<tr><td>{}<br><small>{}</small><td>{}<td class=n>{}<td class=n>{}</tr>",
            escaped(&line.description),
            escaped(&line.long_description),
            escaped(&taxes.join(", ")),
            line.qty,
            line.rate
        );
    }
    let _ = write!(
        html,
        "<tr><td colspan=3>Subtotal<td class=n>{}<tr><td colspan=3>Tax<td class=n>{}\
        <tr><td colspan=3>Adjustment<td class=n>{}<tr><th colspan=3>Total<th class=n>{}</table></div>",
        columns["subtotal"], columns["total_tax"], columns["adjustment"], columns["total"]
    );
    html
}

fn titled(kind: DocumentKind) -> String {
    format!("{}s", kind.title())
}

fn status(kind: DocumentKind, columns: &Row) -> &'static str {
    let place: usize = columns["status"].parse().unwrap_or(0);
    words(kind).get(place).copied().unwrap_or("")
}

fn client_of(crm: &Crm, columns: &Row) -> String {
    let client = crm.client(text(columns, "clientid"));
    client.map_or_else(String::new, |client| client.text("company").to_owned())
}

fn cell(row: &Row, column: &str) -> String {
    format!(
        "<td>{}",
        escaped(row.get(column).map_or("", String::as_str))
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
