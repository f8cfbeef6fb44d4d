use crate::answer::{Answer, created, message, nothing, refused};
use crate::crm::Crm;
use crate::custom_fields;
use crate::request::ApiCall;
use crate::row::{Record, Row, set};
use crate::wire::{Column, DoesNotFit, Input};

/// Columns of a client.
const COLUMNS: [(&str, Column); 18] = [
    ("company", Column::Text(191)),
    ("vat", Column::Text(50)),
    ("phonenumber", Column::Text(30)),
    ("website", Column::Text(150)),
    ("address", Column::Text(191)),
    ("city", Column::Text(100)),
    ("state", Column::Text(50)),
    ("zip", Column::Text(15)),
    ("billing_street", Column::Text(200)),
    ("billing_city", Column::Text(100)),
    ("billing_state", Column::Text(100)),
    ("billing_zip", Column::Text(100)),
    ("shipping_street", Column::Text(200)),
    ("shipping_city", Column::Text(100)),
    ("shipping_state", Column::Text(100)),
    ("shipping_zip", Column::Text(100)),
    ("default_language", Column::Text(40)),
    ("longitude", Column::Text(191)),
];

/// Numeric columns: a name instead of an id is stored as 0, and an update that is silent about one zeroes it.
const NUMBERS: [&str; 5] = [
    "country",
    "billing_country",
    "shipping_country",
    "default_currency",
    "show_primary_contact",
];

/// The column of this name.
pub(crate) fn column(name: &str) -> Option<Column> {
    let texts = COLUMNS.into_iter().find(|(known, _)| *known == name);
    let is_number = NUMBERS.contains(&name) || name == "active";
    texts
        .map(|(_, column)| column)
        .or_else(|| is_number.then_some(Column::Whole))
}

pub(super) fn create(crm: &mut Crm, call: &ApiCall) -> Answer {
    let input = call.input();
    if let Some(refusal) = without_company(crm, input, 404) {
        return refusal;
    }
    let mut columns: Row = COLUMNS
        .iter()
        .map(|(name, column)| ((*name).to_owned(), column.empty().to_owned()))
        .collect();
    for number in NUMBERS {
        set(&mut columns, number, "0");
    }
    if fill(&mut columns, input, crm.setup.strict_database).is_err() {
        return Answer::Page(500);
    }
    let id = crm.next_id();
    set(&mut columns, "userid", id.to_string());
    set(&mut columns, "active", "1");
    set(&mut columns, "datecreated", call.time());
    crm.clients.push(Record {
        columns,
        custom: custom_fields::sent(input, "customers"),
        ids: groups(input),
    });
    created(crm, "Client add successful.", id, None)
}

/// An update is not partial: numbers that it does not name become 0, groups and custom fields go.
pub(super) fn update(crm: &mut Crm, id: &str, input: &Input) -> Answer {
    if crm.client(id).is_none() {
        return nothing();
    }
    if let Some(refusal) = without_company(crm, input, 409) {
        return refusal;
    }
    let (zeroes, strict) = (crm.setup.customer_put_zeroes, crm.setup.strict_database);
    let Some(client) = crm.client_mut(id) else {
        return nothing();
    };
    let mut after = client.clone();
    if zeroes {
        for number in NUMBERS {
            set(&mut after.columns, number, "0");
        }
        after.custom.clear();
    }
    if zeroes || input.has("groups_in") {
        after.ids = groups(input);
    }
    after.custom.extend(custom_fields::sent(input, "customers"));
    if fill(&mut after.columns, input, strict).is_err() {
        return Answer::Page(500);
    }
    if let Some(active @ ("0" | "1")) = input.text("active") {
        set(&mut after.columns, "active", active);
    }
    let same = *client == after;
    *client = after;
    if same && crm.flavour.is_2() {
        return message(404, "Customers Update Fail.");
    }
    message(200, "Customers Update Successful.")
}

fn without_company(crm: &Crm, input: &Input, status_2: u16) -> Option<Answer> {
    let company = input.text("company").unwrap_or_default();
    let error = (
        "company".to_owned(),
        "The Company field is required.".to_owned(),
    );
    company
        .trim()
        .is_empty()
        .then(|| refused(crm.flavour, status_2, &[error]))
}

/// Fills the columns that the input names.
fn fill(columns: &mut Row, input: &Input, strict: bool) -> Result<(), DoesNotFit> {
    for (name, column) in COLUMNS {
        if let Some(text) = input.text(name) {
            set(columns, name, column.store(text, strict)?);
        }
    }
    for number in NUMBERS {
        if let Some(text) = input.text(number) {
            let id: u32 = text.parse().unwrap_or(0);
            set(columns, number, id.to_string());
        }
    }
    Ok(())
}

fn groups(input: &Input) -> Vec<String> {
    let groups = input.texts("groups_in");
    groups.into_iter().map(str::to_owned).collect()
}
