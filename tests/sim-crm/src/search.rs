//! Searches: `LIKE %key%` over some columns of each resource.

use serde_json::{Value, json};

use crate::clients::shown;
use crate::crm::{Crm, Row};
use crate::documents::row;
use crate::wire::like;

/// Clients by company, custom fields and their primary contact; only active ones.
pub(crate) fn clients(crm: &Crm, key: &str) -> Vec<Value> {
    let matches = |client: &&Row| {
        let own = client.iter().any(|(column, value)| {
            (column == "company" || column.starts_with("custom_")) && like(value, key)
        });
        own || crm.contacts.iter().any(|contact| {
            contact["userid"] == client["userid"]
                && contact["is_primary"] == "1"
                && contact_matches(contact, key)
        })
    };
    crm.clients
        .iter()
        .filter(|client| client["active"] == "1")
        .filter(matches)
        .map(shown)
        .collect()
}

/// Contacts by e-mail, name and company; the client must be active. Rows join the client, and
/// leak the password's hash.
pub(crate) fn contacts(crm: &Crm, key: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for contact in &crm.contacts {
        let client = crm
            .clients
            .iter()
            .find(|client| client["userid"] == contact["userid"]);
        let Some(client) = client.filter(|client| client["active"] == "1") else {
            continue;
        };
        if contact_matches(contact, key)
            || like(client.get("company").map_or("", String::as_str), key)
        {
            let mut value = shown(contact);
            value["company"] = json!(client.get("company"));
            found.push(value);
        }
    }
    found
}

fn contact_matches(contact: &Row, key: &str) -> bool {
    let name = format!("{} {}", contact["firstname"], contact["lastname"]);
    like(&contact["email"], key) || like(&name, key)
}

/// Documents by number, notes and the client's company. A wrong currency id hides a document.
pub(crate) fn documents(crm: &Crm, kind: &str, key: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for document in &crm.documents[kind] {
        let columns = &document.columns;
        let client = crm
            .clients
            .iter()
            .find(|client| client["userid"] == columns["clientid"]);
        let company = client
            .and_then(|client| client.get("company"))
            .map_or("", String::as_str);
        let noted = ["adminnote", "clientnote", "billing_street"]
            .iter()
            .any(|column| like(&columns[*column], key));
        let hidden = !(1..=4).contains(&columns["currency"].parse::<u32>().unwrap_or(0));
        if !hidden && (columns["number"] == key || noted || like(company, key)) {
            let mut value = row(document, kind);
            value["company"] = json!(company);
            value["userid"] = json!(columns["clientid"]);
            found.push(value);
        }
    }
    found
}
