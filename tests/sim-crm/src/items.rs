//! The catalogue of items. Lines of documents do not refer to it.

use http::Method;
use serde_json::{Value, json};

use crate::answer::{Answer, created, message, nothing, refused, rows, unknown_method};
use crate::crm::Crm;
use crate::lists;
use crate::request::ApiCall;
use crate::row::{Row, text};
use crate::wire::{Column, DoesNotFit, Input, like, shown as escaped};

const COLUMNS: [(&str, Column); 7] = [
    ("description", Column::Note),
    ("long_description", Column::Note),
    ("rate", Column::Amount),
    ("tax", Column::Whole),
    ("tax2", Column::Whole),
    ("unit", Column::Text(40)),
    ("group_id", Column::Whole),
];

/// 2.x reads only; 3.x writes too.
pub(crate) fn answer(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    let reads = call.method == Method::GET;
    match (&call.method, parts.as_slice()) {
        _ if crm.flavour.is_2() && !reads => unknown_method(),
        (&Method::GET, [_]) => {
            let column = |item: &Row, name: &str| text(item, name).to_owned();
            lists::answer(crm, call, &crm.items, column, shown)
        }
        (&Method::GET, [_, "search", key]) => {
            let matches = |item: &&Row| {
                like(&item["description"], key) || like(&item["long_description"], key)
            };
            rows(crm.items.iter().filter(matches).map(found).collect())
        }
        (&Method::GET, [_, id]) => {
            let mut items = crm.items.iter();
            let item = items.find(|item| item["id"] == *id);
            item.map_or_else(nothing, |item| Answer::Json(200, shown(item)))
        }
        (&Method::POST, [_]) => create(crm, call.input()),
        (&Method::PUT, [_, id]) => update(crm, id, call.input()),
        (&Method::DELETE, [_, id]) => {
            let before = crm.items.len();
            crm.items.retain(|item| item["id"] != *id);
            if crm.items.len() < before {
                message(200, "Item Deleted Successfully")
            } else {
                message(404, "Item Delete Fail")
            }
        }
        _ => unknown_method(),
    }
}

fn create(crm: &mut Crm, input: &Input) -> Answer {
    let errors: Vec<(String, String)> = ["description", "rate"]
        .into_iter()
        .filter(|name| input.text(name).is_none_or(|text| text.trim().is_empty()))
        .map(|name| (name.to_owned(), format!("The {name} field is required.")))
        .collect();
    if !errors.is_empty() {
        return refused(crm.flavour, 404, &errors);
    }
    let mut row: Row = COLUMNS
        .iter()
        .map(|(name, column)| ((*name).to_owned(), column.empty().to_owned()))
        .collect();
    if fill(&mut row, input, crm.setup.strict_database).is_err() {
        return Answer::Page(500);
    }
    let id = crm.next_id();
    row.insert("id".to_owned(), id.to_string());
    crm.items.push(row);
    created(crm, "Item Added Successfully", id, None)
}

fn update(crm: &mut Crm, id: &str, input: &Input) -> Answer {
    let strict = crm.setup.strict_database;
    let id_of = |item: &Row| text(item, "id").parse().unwrap_or(0);
    let found = id.parse().ok();
    let Some(item) = found.and_then(|id| crm.items.get_mut(id, id_of)) else {
        return nothing();
    };
    let mut after = item.clone();
    if fill(&mut after, input, strict).is_err() {
        return Answer::Page(500);
    }
    *item = after;
    message(200, "Item Updated Successfully")
}

fn fill(row: &mut Row, input: &Input, strict: bool) -> Result<(), DoesNotFit> {
    for (name, column) in COLUMNS {
        if let Some(text) = input.text(name) {
            row.insert(name.to_owned(), column.store(text, strict)?);
        }
    }
    Ok(())
}

fn shown(item: &Row) -> Value {
    let columns = item.iter();
    columns
        .map(|(name, value)| (name.clone(), json!(escaped(value))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A search gives what the admin pages' picker shows.
fn found(item: &Row) -> Value {
    let name = format!("({}) {}", item["rate"], item["description"]);
    json!({"id": item["id"], "rate": item["rate"], "name": escaped(&name), "subtext": escaped(text(item, "long_description"))})
}
