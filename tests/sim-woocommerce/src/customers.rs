//! `/customers` and `/customers/{id}`.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::paging::{self, Kind, Page};
use crate::params::Problems;
use crate::refusal::Refusal;
use crate::reply::{json, set};
use crate::routes::Asked;
use crate::store::{SITE, Store};
use crate::{auth, customer};

const ORDER_BY: [&str; 4] = ["id", "include", "name", "registered_date"];

/// Roles that the API lets go.
const REMOVABLE: [&str; 2] = ["customer", "subscriber"];

/// The list: customers alone unless `role` says otherwise. What it does not know, such as
/// `modified_after`, it ignores.
pub(crate) fn list(store: &Store, asked: Asked<'_>) -> Response<Bytes> {
    let query = asked.query;
    let mut problems = Problems::default();
    let mut page = Page::read(query, &mut problems);
    let exclude = problems.ids(query, "exclude").unwrap_or_default();
    let include = problems.ids(query, "include");
    page.read_offset(query, &mut problems);
    problems.word(query, "order", &["asc", "desc"], "asc");
    let by = problems.word(query, "orderby", &ORDER_BY, "name");
    if !problems.is_empty() {
        return problems.answer(asked.now);
    }
    let role = query.get("role").unwrap_or("customer");
    let email = query.get("email").map(str::to_lowercase);
    let search = query.get("search").map(str::to_lowercase);
    let mut found: Vec<Value> = store
        .customers
        .values()
        .filter(|customer| {
            let id = customer["id"].as_u64().unwrap_or_default();
            let own = customer["email"]
                .as_str()
                .unwrap_or_default()
                .to_lowercase();
            (role == "all" || customer["role"] == role)
                && include.as_ref().is_none_or(|ids| ids.contains(&id))
                && !exclude.contains(&id)
                && email.as_ref().is_none_or(|email| *email == own)
                && search.as_ref().is_none_or(|part| matches(customer, part))
        })
        .cloned()
        .collect();
    match by {
        "include" => {
            let given = include.unwrap_or_default();
            found.sort_by_key(|customer| given.iter().position(|id| customer["id"] == *id));
        }
        "registered_date" => found.sort_by_key(|customer| text(customer, "date_created_gmt")),
        "name" => found
            .sort_by_key(|customer| (text(customer, "first_name"), text(customer, "last_name"))),
        _ => {}
    }
    if query.get("order") == Some("desc") {
        found.reverse();
    }
    page.answer(&found, Kind::Others, asked)
}

fn text(customer: &Value, field: &str) -> String {
    customer[field].as_str().unwrap_or_default().to_lowercase()
}

fn matches(customer: &Value, part: &str) -> bool {
    let fields = ["email", "username", "first_name", "last_name"];
    fields
        .iter()
        .any(|field| text(customer, field).contains(part))
}

/// `POST /customers`: always of the role `customer`.
pub(crate) fn create(store: &mut Store, asked: Asked<'_>) -> Response<Bytes> {
    let mut given = asked.body.clone();
    given["role"] = Value::Null;
    match customer::create(store, &given, asked.now) {
        Ok(customer) => {
            let mut response = json(201, &customer, asked.now);
            let location = format!("{SITE}wp-json/wc/v3/customers/{}", customer["id"]);
            set(response.headers_mut(), "location", &location);
            response
        }
        Err(refusal) => refusal.answer(asked.now),
    }
}

/// `GET`, `PUT` and `DELETE` of one customer, who cannot go into the trash.
pub(crate) fn one(store: &mut Store, id: u64, asked: Asked<'_>) -> Response<Bytes> {
    let Some(customer) = store.customers.get(&id) else {
        return Refusal::new(404, "wc_user_invalid_id", "Invalid user ID.").answer(asked.now);
    };
    if auth::is_read(asked.method) {
        return json(200, &paging::alone(customer, asked.query), asked.now);
    }
    if *asked.method != Method::DELETE {
        return match customer::update(store, id, asked.body, asked.now) {
            Ok(customer) => json(200, &customer, asked.now),
            Err(refusal) => refusal.answer(asked.now),
        };
    }
    let role = customer["role"].as_str().unwrap_or_default();
    let refusal = if !REMOVABLE.contains(&role) {
        let message = format!(
            "Sorry, users with {role} role cannot be deleted via this endpoint. Allowed roles: {}",
            REMOVABLE.join(", ")
        );
        Some(Refusal::new(
            401,
            "woocommerce_rest_cannot_delete",
            &message,
        ))
    } else if !asked.flag("force") {
        let code = "woocommerce_rest_trash_not_supported";
        Some(Refusal::new(
            501,
            code,
            "Customers do not support trashing.",
        ))
    } else {
        None
    };
    if let Some(refusal) = refusal {
        return refusal.answer(asked.now);
    }
    let removed = customer::delete(store, id).unwrap_or_default();
    json(200, &removed, asked.now)
}
