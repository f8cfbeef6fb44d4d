//! Searches: `LIKE %key%` over some columns of each resource.

use std::collections::HashSet;

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
    for contact in crm.contacts.iter() {
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
    let clients = clients_of_documents(crm, key);
    for document in crm.documents.of(kind).iter() {
        let hidden = crm.installed.currency(document.text("currency")).is_none();
        if !hidden && matches(document, &clients, key) {
            let client = crm.client(document.text("clientid"));
            let mut value = clients::joined(crm, row(crm, kind, document), client);
            value["company"] = json!(client.map(|client| client.text("company")));
            found.push(value);
        }
    }
    found
}

/// The ids of clients for whose own columns or primary contact a search finds their documents.
fn clients_of_documents<'crm>(crm: &'crm Crm, key: &str) -> HashSet<&'crm str> {
    let by_columns = crm.clients.iter().filter(|client| {
        let mut columns = OF_CLIENT.iter();
        columns.any(|column| like(client.text(column), key))
    });
    let by_contact = crm.contacts.iter().filter(|contact| {
        contact.text("is_primary") == "1"
            && like(&full_name(contact), key)
            && crm.client(contact.text("userid")).is_some()
    });
    let ids = by_columns.chain(by_contact);
    ids.map(|found| found.text("userid")).collect()
}

fn matches(document: &Document, clients: &HashSet<&str>, key: &str) -> bool {
    if let Some(tag) = key.strip_prefix('#') {
        return document.tags.iter().any(|own| own == tag);
    }
    document.text("number") == unpadded(key)
        || formatted_number(document) == key
        || NOTED.iter().any(|column| like(document.text(column), key))
        || clients.contains(document.text("clientid"))
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
