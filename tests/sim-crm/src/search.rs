//! Searches: `LIKE %key%` over some columns of each resource.

use serde_json::{Value, json};

use crate::answer::{Answer, rows};
use crate::crm::Crm;
use crate::documents::{Document, DocumentKind, formatted_number, row};
use crate::row::{Record, Row};
use crate::wire::like;
use crate::{clients, custom_fields, payments};

/// Columns that a search for documents looks through.
const NOTED: [&str; 10] = [
    "clientnote",
    "adminnote",
    "billing_street",
    "billing_city",
    "billing_state",
    "billing_zip",
    "shipping_street",
    "shipping_city",
    "shipping_state",
    "shipping_zip",
];

/// Columns of a document's client that it looks through too.
const OF_CLIENT: [&str; 7] = [
    "company",
    "vat",
    "phonenumber",
    "address",
    "city",
    "state",
    "zip",
];

/// Clients by company, custom fields and their primary contact; only active ones.
pub(crate) fn clients(crm: &Crm, key: &str) -> Answer {
    // 2.x puts the key between quotes as it comes.
    if crm.flavour.is_2() && key.contains('\'') {
        return Answer::Page(500);
    }
    let key = unpadded(key);
    let matches = |client: &&Record| {
        let own = like(client.text("company"), key)
            || custom_fields::searched(crm, "customers", &client.custom)
                .any(|value| like(value, key));
        own || primary_of(crm, client.text("userid"))
            .any(|contact| like(contact.text("email"), key) || like(&full_name(contact), key))
    };
    let found = crm.clients.iter();
    let active = found.filter(|client| clients::is_active(client));
    rows(
        active
            .filter(matches)
            .map(|client| clients::shown(crm, client))
            .collect(),
    )
}

/// Contacts by e-mail, name, company and custom fields; the client must be active. Rows join the
/// client, and leak the password's hash.
pub(crate) fn contacts(crm: &Crm, key: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for contact in &crm.contacts {
        let client = crm.client(contact.text("userid"));
        let Some(client) = client.filter(|client| clients::is_active(client)) else {
            continue;
        };
        let matches = like(contact.text("email"), key)
            || like(&full_name(contact), key)
            || like(client.text("company"), key)
            || custom_fields::searched(crm, "contacts", &contact.custom)
                .any(|value| like(value, key));
        if matches {
            found.push(clients::joined(crm, clients::plain(contact), Some(client)));
        }
    }
    found
}

/// Documents by number, notes, addresses and client, or by `#tag`. A wrong currency id hides a document.
pub(crate) fn documents(crm: &Crm, kind: DocumentKind, key: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for document in crm.documents.of(kind) {
        let client = crm.client(document.text("clientid"));
        let hidden = crm.installed.currency(document.text("currency")).is_none();
        if !hidden && matches(crm, document, client, key) {
            let mut value = clients::joined(crm, row(crm, kind, document), client);
            value["company"] = json!(client.map(|client| client.text("company")));
            found.push(value);
        }
    }
    found
}

fn matches(crm: &Crm, document: &Document, client: Option<&Record>, key: &str) -> bool {
    if let Some(tag) = key.strip_prefix('#') {
        return document.tags.iter().any(|own| own == tag);
    }
    let of_client = |client: &Record| {
        OF_CLIENT
            .iter()
            .any(|column| like(client.text(column), key))
            || primary_of(crm, client.text("userid")).any(|contact| like(&full_name(contact), key))
    };
    document.text("number") == unpadded(key)
        || formatted_number(document) == key
        || NOTED.iter().any(|column| like(document.text(column), key))
        || client.is_some_and(of_client)
}

/// Payments by the name and id of their mode and by amount; on some hosts by their transaction.
pub(crate) fn payments(crm: &Crm, key: &str) -> Vec<Value> {
    let mode_name = |payment: &Row| {
        let mut modes = crm.installed.payment_modes.iter();
        let mode = modes.find(|mode| mode["id"] == payment["paymentmode"]);
        mode.map_or("", |mode| mode["name"].as_str())
    };
    let matches = |payment: &&Row| {
        like(&payment["paymentmode"], key)
            || like(&payment["amount"], key)
            || like(mode_name(payment), key)
            || (crm.setup.payments_search_transactions && like(&payment["transactionid"], key))
    };
    let found = crm.payments.iter().filter(matches);
    found.map(payments::shown).collect()
}

/// A key of digits alone is compared as a number.
fn unpadded(key: &str) -> &str {
    let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    match key.trim_start_matches('0') {
        _ if !is_number => key,
        "" => "0",
        trimmed => trimmed,
    }
}

fn primary_of<'crm>(crm: &'crm Crm, client: &str) -> impl Iterator<Item = &'crm Record> {
    crm.contacts.iter().filter(move |contact| {
        contact.text("userid") == client && contact.text("is_primary") == "1"
    })
}

fn full_name(contact: &Record) -> String {
    format!("{} {}", contact.text("firstname"), contact.text("lastname"))
}
