//! All that the CRM holds, for tests.

use serde_json::{Value, json};

use crate::clients::public;
use crate::credits;
use crate::crm::Crm;
use crate::documents::{Document, DocumentKind};
use crate::row::{Record, Row};
use crate::totals::Totals;

/// Everything, taxes of the lines and the arithmetic of documents too. Passwords are left out.
pub(crate) fn state(crm: &Crm) -> Value {
    let list =
        |kind: DocumentKind| -> Value { crm.documents.of(kind).iter().map(document).collect() };
    let clients: Value = crm.clients.iter().map(client).collect();
    let contacts: Value = crm.contacts.iter().map(contact).collect();
    let credits: Value = crm.credits.iter().map(credits::plain).collect();
    let payments: Vec<&Row> = crm.payments.iter().collect();
    let items: Vec<&Row> = crm.items.iter().collect();
    let next = |kind| crm.documents.next_number(kind);
    json!({
        "clients": clients, "contacts": contacts,
        "invoices": list(DocumentKind::Invoice), "estimates": list(DocumentKind::Estimate),
        "credit_notes": list(DocumentKind::CreditNote),
        "payments": payments, "credits": credits, "items": items,
        "mails_sent": crm.mails.len(), "mails": crm.mails,
        "next_numbers": {
            "invoice": next(DocumentKind::Invoice), "estimate": next(DocumentKind::Estimate),
            "credit_note": next(DocumentKind::CreditNote),
        },
    })
}

fn client(client: &Record) -> Value {
    let mut value = json!(client.columns);
    value["groups_in"] = json!(client.ids);
    value["custom_fields"] = json!(client.custom);
    value
}

fn contact(contact: &Record) -> Value {
    let mut value = public(contact);
    value["permissions"] = json!(contact.ids);
    value["custom_fields"] = json!(contact.custom);
    value
}

fn document(document: &Document) -> Value {
    let mut columns: Row = document.columns.clone();
    columns.insert("id".into(), document.id.to_string());
    let mut value = json!(columns);
    let lines = document.lines.iter().map(|line| {
        json!({"id": line.id.to_string(), "order": line.order, "description": line.description,
               "long_description": line.long_description, "qty": line.qty.to_string(), "rate": line.rate.to_string(),
               "unit": line.unit, "taxes": line.tax_names(), "custom_fields": line.custom})
    });
    value["items"] = lines.collect();
    value["tags"] = json!(document.tags);
    value["custom_fields"] = json!(document.custom);
    value["sent"] = json!(document.sent);
    value["computed"] = Totals::of(&document.lines, &document.columns).shown(&document.columns);
    value
}
