//! Clients, which the API calls customers, and their contacts.

mod contact_columns;
mod contacts;
mod write;

use http::Method;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, message, nothing, unknown_method};
use crate::crm::Crm;
use crate::request::ApiCall;
use crate::row::{Record, text};
use crate::wire::shown as escaped;
use crate::{custom_fields, lists, search};

pub(crate) use contact_columns::column as contact_column;
pub(crate) use contacts::{contacts, public};
pub(crate) use write::column;

pub(crate) fn customers(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) => {
            let column = |client: &Record, name: &str| client.text(name).to_owned();
            lists::answer(crm, call, &crm.clients, column, |client| shown(crm, client))
        }
        (&Method::GET, [_, "search", key]) => search::clients(crm, key),
        (&Method::GET, [_, id]) => match crm.client(id) {
            Some(client) => {
                let mut value = shown(crm, client);
                value["customfields"] = custom_fields::shown(crm, "customers", &client.custom);
                Answer::Json(200, value)
            }
            None => nothing(),
        },
        // A POST to an existing client makes a second one.
        (&Method::POST, [_] | [_, _]) => write::create(crm, call),
        (&Method::PUT, [_, id]) => write::update(crm, id, call.input()),
        (&Method::DELETE, ["customers", id] | ["delete", "customers", id]) => {
            if crm.remove_client(id) {
                message(200, "Customer Delete Successful.")
            } else {
                message(404, "Customer Delete Fail.")
            }
        }
        _ => unknown_method(),
    }
}

/// A client as lists show it.
pub(crate) fn shown(crm: &Crm, client: &Record) -> Value {
    let mut value = plain(client);
    // The column reads back empty-handed while the option "company requires VAT" is off.
    if !crm.setup.shows_vat {
        value["vat"] = Value::Null;
    }
    value
}

/// The columns of a row, every value a text.
pub(crate) fn plain(record: &Record) -> Value {
    record
        .columns
        .iter()
        .map(|(name, value)| (name.clone(), json!(escaped(value))))
        .collect::<Map<_, _>>()
        .into()
}

/// The rows of a search join the client; columns of the same name are the row's own.
pub(crate) fn joined(crm: &Crm, mut row: Value, client: Option<&Record>) -> Value {
    let client = client.map(|client| shown(crm, client));
    if let (Some(Value::Object(client)), Some(row)) = (client, row.as_object_mut()) {
        for (name, value) in client {
            row.entry(name).or_insert(value);
        }
    }
    row
}

pub(crate) fn is_active(client: &Record) -> bool {
    text(&client.columns, "active") == "1"
}
