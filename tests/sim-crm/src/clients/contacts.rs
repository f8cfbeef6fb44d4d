use http::Method;
use serde_json::Value;

use super::contact_columns::columns;
use super::plain;
use crate::answer::{Answer, created, message, nothing, refused, rows, unknown_method};
use crate::crm::Crm;
use crate::request::ApiCall;
use crate::row::{Record, set};
use crate::wire::Input;
use crate::{custom_fields, lists, search};

pub(crate) fn contacts(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) if crm.flavour.is_2() => nothing(),
        (&Method::GET, [_]) => {
            let column = |contact: &Record, name: &str| contact.text(name).to_owned();
            lists::answer(crm, call, &crm.contacts, column, plain)
        }
        (&Method::GET, [_, "search", key]) => rows(search::contacts(crm, key)),
        // What 3.x means by this id is not documented.
        (&Method::GET, [_, id]) if crm.setup.contact_by_own_id && !crm.flavour.is_2() => {
            one(crm.contact(id))
        }
        (&Method::GET, [_, client]) => rows(active_of(crm, client).map(plain).collect()),
        (&Method::GET, [_, client, id]) => {
            one(active_of(crm, client).find(|contact| contact.text("id") == *id))
        }
        (&Method::POST, [_]) => create(crm, call),
        (&Method::PUT, [_, id]) => update(crm, id, call),
        (&Method::DELETE, [_, id]) => {
            if crm.remove_contact(id) {
                message(200, "Contact Deleted Successfully")
            } else {
                message(404, "Contact Delete Fail")
            }
        }
        _ => unknown_method(),
    }
}

fn one(contact: Option<&Record>) -> Answer {
    contact.map_or_else(nothing, |contact| Answer::Json(200, plain(contact)))
}

fn active_of<'crm>(crm: &'crm Crm, client: &str) -> impl Iterator<Item = &'crm Record> {
    crm.contacts
        .iter()
        .filter(move |contact| contact.text("userid") == client && contact.text("active") == "1")
}

fn create(crm: &mut Crm, call: &ApiCall) -> Answer {
    let input = call.input();
    let mut errors = missing(input, &["customer_id", "firstname", "lastname", "email"]);
    if is_blank(input, "password") && !input.has("send_set_password_email") {
        errors.extend(missing(input, &["password"]));
    }
    if !call.race && is_taken(crm, input, None) {
        errors.push(taken());
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 409, &errors);
    }
    let client = input.text("customer_id").unwrap_or_default().to_owned();
    if crm.client(&client).is_none() {
        return message(404, "Contact add fail.");
    }
    let Ok(mut columns) = columns(input, crm.setup.strict_database) else {
        return Answer::Page(500);
    };
    if !input.has("donotsendwelcomeemail") {
        crm.mails.push("welcome");
    }
    if input.has("send_set_password_email") {
        crm.mails.push("set_password");
    }
    let id = crm.next_id();
    set(&mut columns, "id", id.to_string());
    set(&mut columns, "userid", client);
    set(&mut columns, "active", "1");
    set(
        &mut columns,
        "password",
        "$2y$10$simulatedhashsimulatedhash",
    );
    set(&mut columns, "datecreated", call.time());
    demote_others(crm, &columns["userid"], &columns["is_primary"]);
    crm.contacts.push(Record {
        columns,
        custom: custom_fields::sent(input, "contacts"),
        ids: permissions(input),
    });
    created(crm, "Contact added successfully.", id, None)
}

/// An update writes everything: flags that it does not name are off, permissions revoked.
fn update(crm: &mut Crm, id: &str, call: &ApiCall) -> Answer {
    let input = call.input();
    let Some(before) = crm.contact(id).cloned() else {
        return nothing();
    };
    let mut errors = missing(input, &["firstname", "lastname", "email"]);
    if is_taken(crm, input, Some(id)) {
        errors.push(taken());
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 409, &errors);
    }
    let Ok(columns) = columns(input, crm.setup.strict_database) else {
        return Answer::Page(500);
    };
    let mut after = before.clone();
    after.columns.extend(columns);
    after.custom.extend(custom_fields::sent(input, "contacts"));
    after.ids = permissions(input);
    if after == before && crm.flavour.is_2() {
        return message(404, "Contact Update Fail.");
    }
    demote_others(crm, after.text("userid"), after.text("is_primary"));
    if let Some(contact) = crm.contact_mut(id) {
        *contact = after;
    }
    message(200, "Contact Updated Successfully")
}

/// A client has one primary contact: the one named last.
fn demote_others(crm: &mut Crm, client: &str, is_primary: &str) {
    if is_primary == "1" {
        let others = |contact: &Record| contact.text("userid") == client;
        crm.contacts.change(others, |other| {
            set(&mut other.columns, "is_primary", "0");
        });
    }
}

fn missing(input: &Input, fields: &[&str]) -> Vec<(String, String)> {
    fields
        .iter()
        .filter(|field| is_blank(input, field))
        .map(|field| {
            (
                (*field).to_owned(),
                format!("The {field} field is required."),
            )
        })
        .collect()
}

fn is_blank(input: &Input, field: &str) -> bool {
    input.text(field).is_none_or(|text| text.trim().is_empty())
}

/// An e-mail is taken by any contact, of an inactive client too.
fn is_taken(crm: &Crm, input: &Input, own: Option<&str>) -> bool {
    let email = input.text("email").unwrap_or_default().to_lowercase();
    crm.contacts.iter().any(|contact| {
        contact.text("email").to_lowercase() == email && Some(contact.text("id")) != own
    })
}

fn taken() -> (String, String) {
    (
        "email".to_owned(),
        "This Email is already exists".to_owned(),
    )
}

fn permissions(input: &Input) -> Vec<String> {
    let permissions = input.texts("permissions");
    permissions.into_iter().map(str::to_owned).collect()
}

/// A contact as it may be shown to tests: without its password.
pub(crate) fn public(contact: &Record) -> Value {
    let mut value = serde_json::json!(contact.columns);
    if let Some(columns) = value.as_object_mut() {
        columns.remove("password");
    }
    value
}
