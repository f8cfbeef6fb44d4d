//! Whole lists. 3.x pages, sorts and chooses where it is asked to; 2.x always gives all rows.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::answer::{Answer, rows};
use crate::crm::Crm;
use crate::request::ApiCall;

/// A list, as its query asks for it. Without `page` or `per_page` the answer is the plain array of old.
pub(crate) fn answer(crm: &Crm, call: &ApiCall, mut all: Vec<Value>) -> Answer {
    let asked = |name: &str| call.query.get(name).map(String::as_str);
    let pages = asked("page").is_some() || asked("per_page").is_some();
    if crm.flavour.is_2() || !pages {
        return rows(all);
    }
    all.retain(|row| {
        let created = row["datecreated"].as_str().and_then(|time| time.get(..10));
        let created = created.unwrap_or_default();
        asked("created_after").is_none_or(|day| created >= day)
            && asked("created_before").is_none_or(|day| created <= day)
    });
    if all.is_empty() {
        return rows(all);
    }
    if let Some(order) = asked("sort") {
        all.sort_by(|a, b| compare(order, a, b));
    }
    if let Some(fields) = asked("fields") {
        let fields: Vec<&str> = fields.split(',').map(str::trim).collect();
        all = all.into_iter().map(|row| chosen(row, &fields)).collect();
    }
    let number = |name: &str, or: usize| asked(name).and_then(|t| t.parse().ok()).unwrap_or(or);
    page(
        all,
        number("page", 1).max(1),
        number("per_page", 25).clamp(1, 100),
    )
}

fn page(all: Vec<Value>, page: usize, per_page: usize) -> Answer {
    let total = all.len();
    let pages = total.div_ceil(per_page);
    let data: Vec<Value> = all
        .into_iter()
        .skip((page - 1) * per_page)
        .take(per_page)
        .collect();
    Answer::Json(
        200,
        json!({"data": data, "meta": {
            "page": page, "per_page": per_page, "total": total, "total_pages": pages,
            "has_more": page < pages, "current_page": page, "last_page": pages,
        }}),
    )
}

/// `-date,id`: newest first, then by id.
fn compare(order: &str, a: &Value, b: &Value) -> Ordering {
    order
        .split(',')
        .map(|column| match column.trim().strip_prefix('-') {
            Some(column) => by_column(column, b, a),
            None => by_column(column.trim(), a, b),
        })
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn by_column(column: &str, a: &Value, b: &Value) -> Ordering {
    let text = |row: &Value| row[column].as_str().unwrap_or_default().to_owned();
    let (a, b) = (text(a), text(b));
    match (a.parse::<rust_decimal::Decimal>(), b.parse()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(&b),
    }
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
