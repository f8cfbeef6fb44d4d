//! Clients, which the API calls customers, and their contacts.

use http::Method;
use serde_json::{Value, json};

use crate::answer::{Answer, created, message, nothing, refused, rows};
use crate::crm::{ApiCall, Crm, Row};
use crate::search;
use crate::wire::{Input, filter_xss};

/// Columns of a client and their lengths; a longer value is an SQL error in strict mode.
const COLUMNS: [(&str, usize); 18] = [
    ("company", 191),
    ("vat", 50),
    ("phonenumber", 30),
    ("website", 150),
    ("address", 191),
    ("city", 100),
    ("state", 50),
    ("zip", 15),
    ("billing_street", 200),
    ("billing_city", 100),
    ("billing_state", 100),
    ("billing_zip", 100),
    ("shipping_street", 200),
    ("shipping_city", 100),
    ("shipping_state", 100),
    ("shipping_zip", 100),
    ("default_language", 40),
    ("longitude", 191),
];

/// Numeric columns: a name instead of an id is stored as 0.
const NUMBERS: [&str; 4] = [
    "country",
    "billing_country",
    "shipping_country",
    "default_currency",
];

pub(crate) fn customers(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) => rows(crm.clients.iter().map(shown).collect()),
        (&Method::GET, [_, "search", key]) => rows(search::clients(crm, key)),
        (&Method::GET, [_, id]) => {
            match crm.clients.iter().find(|client| client["userid"] == *id) {
                Some(client) => Answer::Json(200, with_custom_fields(client)),
                None => nothing(),
            }
        }
        // A POST to an existing client makes a second one.
        (&Method::POST, [_] | [_, _]) => create(crm, call.input.as_ref().unwrap_or(&Input::Null)),
        (&Method::PUT, [_, id]) => update(crm, id, call.input.as_ref().unwrap_or(&Input::Null)),
        _ => Answer::Json(405, json!({"status": false, "error": "Unknown method"})),
    }
}

fn create(crm: &mut Crm, input: &Input) -> Answer {
    let company = input.text("company").unwrap_or_default();
    if company.trim().is_empty() {
        let error = (
            "company".to_owned(),
            "The Company field is required.".to_owned(),
        );
        return refused(crm.flavour, 404, &[error]);
    }
    let mut row = Row::new();
    if fill(&mut row, input).is_err() {
        return Answer::Page(500);
    }
    let id = crm.next_id();
    row.insert("userid".into(), id.to_string());
    row.insert("active".into(), "1".into());
    for (field, value) in input
        .get("custom_fields")
        .and_then(|f| f.get("customers"))
        .map(Input::entries)
        .unwrap_or_default()
    {
        row.insert(
            format!("custom_{field}"),
            value.as_text().unwrap_or_default().to_owned(),
        );
    }
    crm.clients.push(row);
    created(crm.flavour, "Client add successful.", id)
}

/// An update is not partial: numbers that it does not name become 0.
fn update(crm: &mut Crm, id: &str, input: &Input) -> Answer {
    let zeroes = crm.setup.customer_put_zeroes;
    let Some(row) = crm.clients.iter_mut().find(|client| client["userid"] == id) else {
        return nothing();
    };
    let before = row.clone();
    if zeroes {
        for number in NUMBERS {
            row.insert(number.to_owned(), "0".into());
        }
    }
    if fill(row, input).is_err() {
        return Answer::Page(500);
    }
    if *row == before && crm.flavour.is_2() {
        return message(404, "Customers Update Fail.");
    }
    message(200, "Customers Update Successful.")
}

/// Fills the columns that the input names; an error is a value that is too long.
fn fill(row: &mut Row, input: &Input) -> Result<(), ()> {
    for (column, length) in COLUMNS {
        if let Some(text) = input.text(column) {
            if text.chars().count() > length {
                return Err(());
            }
            row.insert(column.to_owned(), filter_xss(text));
        }
    }
    for number in NUMBERS {
        if let Some(text) = input.text(number) {
            row.insert(
                number.to_owned(),
                text.parse::<u32>().unwrap_or(0).to_string(),
            );
        }
    }
    Ok(())
}

pub(crate) fn contacts(crm: &mut Crm, call: &ApiCall, race: bool) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) if crm.flavour.is_2() => nothing(),
        (&Method::GET, [_]) => rows(crm.contacts.iter().map(shown).collect()),
        (&Method::GET, [_, "search", key]) => rows(search::contacts(crm, key)),
        // What 3.x means by this id is not documented; here it is the client's, as in 2.x.
        (&Method::GET, [_, client]) => {
            let of_client = crm
                .contacts
                .iter()
                .filter(|contact| contact["userid"] == *client);
            rows(of_client.map(shown).collect())
        }
        (&Method::POST, [_]) => {
            create_contact(crm, call.input.as_ref().unwrap_or(&Input::Null), race)
        }
        _ => Answer::Json(405, json!({"status": false, "error": "Unknown method"})),
    }
}

fn create_contact(crm: &mut Crm, input: &Input, race: bool) -> Answer {
    let text = |name: &str| input.text(name).unwrap_or_default().to_owned();
    let mut errors = Vec::new();
    for field in ["customer_id", "firstname", "lastname", "email"] {
        if text(field).is_empty() {
            errors.push((field.to_owned(), format!("The {field} field is required.")));
        }
    }
    if text("password").is_empty() && !input.has("send_set_password_email") {
        errors.push((
            "password".to_owned(),
            "The Password field is required.".to_owned(),
        ));
    }
    let email = text("email").to_lowercase();
    if !race
        && crm
            .contacts
            .iter()
            .any(|contact| contact["email"].to_lowercase() == email)
    {
        errors.push((
            "email".to_owned(),
            "This Email is already exists".to_owned(),
        ));
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 409, &errors);
    }
    if !crm
        .clients
        .iter()
        .any(|client| client["userid"] == text("customer_id"))
    {
        return message(404, "Contact add fail.");
    }
    if text("email").chars().count() > 100 || text("firstname").chars().count() > 191 {
        return Answer::Page(500);
    }
    if !input.has("donotsendwelcomeemail") || input.has("send_set_password_email") {
        crm.mails += 1;
    }
    let id = crm.next_id();
    let flag = |name: &str| if input.has(name) { "1" } else { "0" }.to_owned();
    crm.contacts.push(Row::from([
        ("id".into(), id.to_string()),
        ("userid".into(), text("customer_id")),
        ("firstname".into(), text("firstname")),
        ("lastname".into(), text("lastname")),
        ("email".into(), text("email")),
        ("phonenumber".into(), text("phonenumber")),
        ("is_primary".into(), flag("is_primary")),
        ("invoice_emails".into(), flag("invoice_emails")),
        (
            "password".into(),
            "$2y$10$simulatedhashsimulatedhash".into(),
        ),
        ("active".into(), "1".into()),
    ]));
    created(crm.flavour, "Contact added successfully.", id)
}

/// A row as the API prints it: every value a text.
pub(crate) fn shown(row: &Row) -> Value {
    let columns = row
        .iter()
        .filter(|(column, _)| !column.starts_with("custom_"));
    columns
        .map(|(column, value)| (column.clone(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn with_custom_fields(client: &Row) -> Value {
    let mut value = shown(client);
    let fields: Vec<Value> = client
        .iter()
        .filter(|(column, _)| column.starts_with("custom_"))
        .map(|(_, value)| json!({"label": "WooSync", "value": value}))
        .collect();
    value["customfields"] = json!(fields);
    value
}
