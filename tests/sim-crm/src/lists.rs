//! Whole lists. 3.x pages, sorts and chooses where it is asked to; 2.x always gives all rows.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, rows};
use crate::crm::Crm;
use crate::request::ApiCall;
use crate::table::Table;

/// A list, as its query asks for it. Without `page` or `per_page` the answer is the plain array of old.
/// Only the rows of the answer are printed.
pub(crate) fn answer<T: Clone>(
    crm: &Crm,
    call: &ApiCall,
    table: &Table<T>,
    column: impl Fn(&T, &str) -> String,
    shown: impl Fn(&T) -> Value,
) -> Answer {
    let asked = |name: &str| call.query.get(name).map(String::as_str);
    let pages = asked("page").is_some() || asked("per_page").is_some();
    if crm.flavour.is_2() || !pages {
        return rows(table.iter().map(shown).collect());
    }
    let mut all: Vec<&T> = table.iter().collect();
    let (after, before) = (asked("created_after"), asked("created_before"));
    if after.is_some() || before.is_some() {
        all.retain(|row| {
            let created = column(row, "datecreated");
            let created = created.get(..10).unwrap_or_default();
            after.is_none_or(|day| created >= day) && before.is_none_or(|day| created <= day)
        });
    }
    if all.is_empty() {
        return rows(Vec::new());
    }
    if let Some(order) = asked("sort") {
        all.sort_by_cached_key(|row| sort_key(order, |name| column(row, name)));
    }
    let number = |name: &str, or: usize| asked(name).and_then(|t| t.parse().ok()).unwrap_or(or);
    let (page, per_page) = (
        number("page", 1).max(1),
        number("per_page", 25).clamp(1, 100),
    );
    let fields: Option<Vec<&str>> =
        asked("fields").map(|fields| fields.split(',').map(str::trim).collect());
    let on_page = all.iter().skip((page - 1) * per_page).take(per_page);
    let data: Vec<Value> = on_page
        .map(|row| match &fields {
            Some(fields) => chosen(shown(row), fields),
            None => shown(row),
        })
        .collect();
    let (total, pages) = (all.len(), all.len().div_ceil(per_page));
    Answer::Json(
        200,
        json!({"data": data, "meta": {
            "page": page, "per_page": per_page, "total": total, "total_pages": pages,
            "has_more": page < pages, "current_page": page, "last_page": pages,
        }}),
    )
}

/// A column's value as it is compared: numbers by their worth.
#[derive(PartialEq, Eq)]
struct Key {
    text: String,
    number: Option<Decimal>,
    descending: bool,
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let ordering = match (self.number, other.number) {
            (Some(one), Some(other)) => one.cmp(&other),
            (None, None) => self.text.cmp(&other.text),
            (one, other) => one.is_some().cmp(&other.is_some()),
        };
        if self.descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

/// `-date,id`: newest first, then by id.
fn sort_key(order: &str, column: impl Fn(&str) -> String) -> Vec<Key> {
    let columns = order.split(',').map(str::trim);
    columns
        .map(|name| {
            let text = column(name.strip_prefix('-').unwrap_or(name));
            Key {
                number: text.parse().ok(),
                text,
                descending: name.starts_with('-'),
            }
        })
        .collect()
}

/// The ids are always among the fields.
fn chosen(row: Value, fields: &[&str]) -> Value {
    let Value::Object(row) = row else { return row };
    row.into_iter()
        .filter(|(name, _)| {
            fields.contains(&name.as_str()) || matches!(name.as_str(), "id" | "userid")
        })
        .collect::<Map<_, _>>()
        .into()
}
