//! Recordings to a store's state.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::order::Order;
use crate::store::{Recording, Store};
use crate::{exact, refund};

/// The folder cannot be loaded; the text names the file.
#[derive(Debug)]
pub struct LoadError {
    file: PathBuf,
    problem: String,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.problem)
    }
}

impl std::error::Error for LoadError {}

fn failed(file: &Path, problem: &impl ToString) -> LoadError {
    LoadError {
        file: file.to_owned(),
        problem: problem.to_string(),
    }
}

/// Loads `webhooks/*.body` with `*.headers.json`, and what of `rest/*.body` the store serves.
pub(crate) fn load(store: &mut Store, folder: &Path) -> Result<(), LoadError> {
    let webhooks = folder.join("webhooks");
    let mut files: Vec<PathBuf> = fs::read_dir(&webhooks)
        .map_err(|error| failed(&webhooks, &error))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "body")
        })
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(failed(&webhooks, &"holds no recordings (*.body)"));
    }
    for file in files {
        store.recordings.push(recording(&file)?);
    }
    // Meta that comes with the trash is numbered after all that was recorded.
    store.ids.meta = last_meta(&store.recordings);
    let mut newest = None;
    for recording in store.recordings.clone() {
        apply(store, &recording, &mut newest);
    }
    let rest = folder.join("rest");
    store.taxes = rest_body(&rest, "taxes")?.unwrap_or_else(|| json!([]));
    store.tax_classes = rest_body(&rest, "taxes-classes")?.unwrap_or_else(|| json!([]));
    store.currency = rest_body(&rest, "data-currencies-current")?.unwrap_or_default();
    store.statuses = rest_body(&rest, "order-statuses")?.unwrap_or_else(statuses);
    for product in rows(rest_body(&rest, "products")?) {
        let id = product["id"].as_u64().unwrap_or_default();
        store.products.insert(id, product);
    }
    for order in store.orders.values_mut().chain(store.gone.values_mut()) {
        exact::restore(&mut order.body, &store.taxes, &store.products);
    }
    for order in rows(rest_body(&rest, "orders-trash")?) {
        trashed(store, order);
    }
    store.refunds = refunds(&rest)?;
    // The recorded orders name the refunds of their own moment, some deleted since and some yet to
    // come. A store is of one moment: each order names those that the recorded list has.
    for id in store.orders.keys().copied().collect::<Vec<_>>() {
        refund::name(store, id);
    }
    for name in ["customers", "customers-role-all"] {
        for customer in rows(rest_body(&rest, name)?) {
            newer_customer(store, customer);
        }
    }
    Ok(())
}

fn rows(list: Option<Value>) -> Vec<Value> {
    match list {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    }
}

fn last_meta(recordings: &[Recording]) -> u64 {
    let bodies = recordings
        .iter()
        .filter_map(|recording| serde_json::from_slice::<Value>(&recording.body).ok());
    let meta = bodies.filter_map(|body| body["meta_data"].as_array().cloned());
    let ids = meta.flatten().filter_map(|entry| entry["id"].as_u64());
    ids.max().unwrap_or_default()
}

/// An order that was read in the trash, where it tells what it was before.
fn trashed(store: &mut Store, body: Value) {
    let meta = body["meta_data"].as_array().into_iter().flatten();
    let mut before = meta.filter(|entry| entry["key"] == "_wp_trash_meta_status");
    let before = before
        .find_map(|entry| entry["value"].as_str()?.strip_prefix("wc-"))
        .map(str::to_owned);
    let id = body["id"].as_u64().unwrap_or_default();
    if let Some(order) = store.orders.get_mut(&id) {
        *order = Order::new(body);
        order.before_trash = before;
        exact::restore(&mut order.body, &store.taxes, &store.products);
    }
}

/// A customer as read by the API, unless a recorded delivery is newer.
fn newer_customer(store: &mut Store, customer: Value) {
    let id = customer["id"].as_u64().unwrap_or_default();
    let modified = |customer: &Value| {
        let text = customer["date_modified_gmt"].as_str();
        text.unwrap_or_default().to_owned()
    };
    let known = store.customers.get(&id).map(modified);
    if known.is_none_or(|known| known <= modified(&customer)) {
        store.customers.insert(id, customer);
    }
}

/// The statuses that WooCommerce brings.
fn statuses() -> Value {
    let slugs = [
        "pending",
        "processing",
        "on-hold",
        "completed",
        "cancelled",
        "refunded",
        "failed",
        "checkout-draft",
    ];
    slugs
        .iter()
        .map(|slug| json!({"slug": slug, "name": slug}))
        .collect()
}

fn recording(file: &Path) -> Result<Recording, LoadError> {
    let body = fs::read(file).map_err(|error| failed(file, &error))?;
    let head = file.with_extension("headers.json");
    let text = fs::read(&head).map_err(|error| failed(&head, &error))?;
    let head_json: Value = serde_json::from_slice(&text).map_err(|error| failed(&head, &error))?;
    let headers = head_json["headers"]
        .as_array()
        .ok_or_else(|| failed(&head, &"has no list `headers`"))?
        .iter()
        .filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned())))
        .collect();
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let received_at = head_json["received_at"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    Ok(Recording {
        name,
        headers,
        body,
        received_at,
    })
}

/// An order's state is its newest recorded body; a deletion puts it into the trash; the error
/// document of an order that was gone says that the order before it in the recordings is.
fn apply(store: &mut Store, recording: &Recording, newest: &mut Option<u64>) {
    let topic = recording.header("X-WC-Webhook-Topic").unwrap_or_default();
    let Ok(body) = serde_json::from_slice::<Value>(&recording.body) else {
        return;
    };
    let id = body["id"].as_u64();
    if topic.starts_with("customer.") {
        match id {
            Some(id) if topic == "customer.deleted" => drop(store.customers.remove(&id)),
            Some(id) => drop(store.customers.insert(id, body)),
            None => {}
        }
        return;
    }
    if !topic.starts_with("order.") {
        return;
    }
    if topic == "order.deleted" {
        if let Some(order) = id.and_then(|id| store.orders.get_mut(&id)) {
            let at = recording
                .received_at
                .parse()
                .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            order.trash(at, &store.zone, &mut store.ids.meta);
        }
    } else if let (Some(id), true) = (id, body["status"].is_string()) {
        *newest = Some(id);
        store.orders.insert(id, Order::new(body));
    } else if body["code"] == "woocommerce_rest_shop_order_invalid_id"
        && let Some(gone) = newest.take()
    {
        let order = store.orders.remove(&gone);
        store
            .gone
            .extend(order.map(|order| (gone, order.removed())));
    }
}

fn rest_body(rest: &Path, name: &str) -> Result<Option<Value>, LoadError> {
    let file = rest.join(format!("{name}.body"));
    let Ok(bytes) = fs::read(&file) else {
        return Ok(None);
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| failed(&file, &error))
}

/// Refunds by order: of `refunds-global`, which tells the order, in the detail it has.
fn refunds(rest: &Path) -> Result<BTreeMap<u64, Vec<Value>>, LoadError> {
    let mut by_order: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    if let Some(Value::Array(refunds)) = rest_body(rest, "refunds-global")? {
        for refund in refunds {
            let order = refund["parent_id"].as_u64().unwrap_or_default();
            by_order.entry(order).or_default().push(refund);
        }
    }
    Ok(by_order)
}
