//! Registered customers: what changes them, and what is queued for delivery after it.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::ids::next;
use crate::refusal::Refusal;
use crate::store::{SITE, Store};
use crate::{dates, meta};

const ADDRESS: [&str; 10] = [
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "postcode",
    "country",
    "state",
    "phone",
];

/// A new user. One of another role than `customer` is not made by WooCommerce: it is announced,
/// but never saved as a customer.
pub(crate) fn create(store: &mut Store, given: &Value, now: Timestamp) -> Result<Value, Refusal> {
    let email = given["email"].as_str().unwrap_or_default().trim();
    if !email.contains('@') {
        let code = "registration-error-invalid-email";
        return Err(Refusal::new(
            400,
            code,
            "Please provide a valid email address.",
        ));
    }
    if by_email(store, email).is_some() {
        let code = "registration-error-email-exists";
        let message = "An account is already registered with this email address. Please log in or \
                       use a different email address.";
        return Err(Refusal::new(400, code, message));
    }
    let id = next(&mut store.ids.customer);
    let role = given["role"].as_str().unwrap_or("customer").to_owned();
    let username = given["username"].as_str().filter(|name| !name.is_empty());
    let username = username.map_or_else(|| username_of(given, email), str::to_owned);
    let nag = json!([{"key": "default_password_nag", "value": "1"}]);
    let nag = nag.as_array().filter(|_| given.get("password").is_none());
    let known = meta::changed(
        &json!([]),
        nag.map_or(&[][..], Vec::as_slice),
        &mut store.ids.customer_meta,
    );
    let address = format!("{SITE}wp-json/wc/v3/customers");
    let mut customer = json!({
        "id": id, "date_created": dates::naive(now, &store.zone),
        "date_created_gmt": dates::naive(now, &TimeZone::UTC),
        "date_modified": null, "date_modified_gmt": null, "email": email, "first_name": "",
        "last_name": "", "role": role, "username": username, "billing": {}, "shipping": {},
        "is_paying_customer": false, "avatar_url": avatar(email), "meta_data": known,
        "_links": {
            "self": [{"href": format!("{address}/{id}"),
                "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
            "collection": [{"href": address}],
        },
    });
    for kind in ["billing", "shipping"] {
        for field in ADDRESS {
            if field == "phone" && kind == "billing" {
                customer[kind]["email"] = json!("");
            }
            customer[kind][field] = json!("");
        }
    }
    write(&mut customer, given, &mut store.ids.customer_meta);
    store.customers.insert(id, customer);
    store.queue("customer.created", id);
    if role == "customer" {
        touch(store, id, now);
        store.queue("customer.updated", id);
    }
    Ok(store.customers.get(&id).cloned().unwrap_or_default())
}

/// Changes a customer; an empty change is one too.
pub(crate) fn update(
    store: &mut Store,
    id: u64,
    given: &Value,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let email = given["email"].as_str().filter(|email| !email.is_empty());
    let taken = email
        .and_then(|email| by_email(store, email))
        .is_some_and(|owner| owner != id);
    let Some(customer) = store.customers.get_mut(&id) else {
        return Err(Refusal::new(404, "wc_user_invalid_id", "Invalid user ID."));
    };
    if taken {
        let code = "woocommerce_rest_customer_invalid_email";
        return Err(Refusal::new(400, code, "Email address is invalid."));
    }
    let username = given["username"].as_str().unwrap_or_default();
    if !username.is_empty() && customer["username"] != username {
        let code = "woocommerce_rest_customer_invalid_argument";
        return Err(Refusal::new(400, code, "Username isn't editable."));
    }
    if let Some(email) = email {
        customer["email"] = json!(email);
        customer["avatar_url"] = json!(avatar(email));
    }
    write(customer, given, &mut store.ids.customer_meta);
    touch(store, id, now);
    store.queue("customer.updated", id);
    Ok(store.customers.get(&id).cloned().unwrap_or_default())
}

/// Removes a user. Only a customer's removal is told; the user's orders become those of a guest
/// without being saved. Gives the user.
pub(crate) fn delete(store: &mut Store, id: u64) -> Option<Value> {
    let customer = store.customers.remove(&id)?;
    if customer["role"] == "customer" {
        store.queue("customer.deleted", id);
    }
    for order in store.orders.values_mut() {
        if order.body["customer_id"] == id {
            order.body["customer_id"] = json!(0);
            if let Some(links) = order.body["_links"].as_object_mut() {
                links.shift_remove("customer");
            }
        }
    }
    Some(customer)
}

/// The first payment of an order makes its buyer a paying customer.
pub(crate) fn pays(store: &mut Store, order: u64, now: Timestamp) {
    let buyer = store
        .orders
        .get(&order)
        .and_then(|order| order.body["customer_id"].as_u64());
    let Some(customer) = buyer.and_then(|id| store.customers.get_mut(&id)) else {
        return;
    };
    if customer["is_paying_customer"] == true {
        return;
    }
    customer["is_paying_customer"] = json!(true);
    let id = customer["id"].as_u64().unwrap_or_default();
    touch(store, id, now);
    store.queue("customer.updated", id);
}

fn touch(store: &mut Store, id: u64, now: Timestamp) {
    if let Some(customer) = store.customers.get_mut(&id) {
        customer["date_modified"] = json!(dates::naive(now, &store.zone));
        customer["date_modified_gmt"] = json!(dates::naive(now, &TimeZone::UTC));
    }
}

fn write(customer: &mut Value, given: &Value, last_meta: &mut u64) {
    for field in ["first_name", "last_name"] {
        if let Some(text) = given[field].as_str() {
            customer[field] = json!(text);
        }
    }
    for kind in ["billing", "shipping"] {
        for field in ADDRESS.into_iter().chain(["email"]) {
            let place = customer[kind].get_mut(field);
            if let (Some(place), Some(text)) = (place, given[kind][field].as_str()) {
                *place = json!(text);
            }
        }
    }
    if let Some(entries) = given["meta_data"].as_array() {
        customer["meta_data"] = meta::changed(&customer["meta_data"], entries, last_meta);
    }
}

fn by_email(store: &Store, email: &str) -> Option<u64> {
    let mut customers = store.customers.iter();
    let is = |customer: &Value| {
        let known = customer["email"].as_str().unwrap_or_default();
        known.eq_ignore_ascii_case(email)
    };
    customers
        .find(|(_, customer)| is(customer))
        .map(|(id, _)| *id)
}

/// The names, else what stands before the `@`.
fn username_of(given: &Value, email: &str) -> String {
    let names = ["first_name", "last_name"].map(|name| given[name].as_str().unwrap_or_default());
    let names: Vec<String> = names
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(str::to_lowercase)
        .collect();
    if names.is_empty() {
        return email.split('@').next().unwrap_or_default().to_lowercase();
    }
    names.join(".").replace(' ', "")
}

fn avatar(email: &str) -> String {
    let digest = Sha256::digest(email.trim().to_lowercase());
    let hash = digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("https://secure.gravatar.com/avatar/{hash}?s=96&d=mm&r=g")
}
