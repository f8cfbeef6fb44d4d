//! A simulated store, asked as a client asks it, at a time of the test's choosing.
#![allow(dead_code, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{HeaderMap, Request};
use jiff::Timestamp;
use serde_json::{Value, json};
use sim_woocommerce::{Keys, Reply, Store};

/// The key `ck_1` and its secret `cs_1`, as Basic authorization.
const KEY: &str = "Basic Y2tfMTpjc18x";

pub(crate) fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce")
}

/// A recorded body.
pub(crate) fn body(file: &str) -> Value {
    serde_json::from_slice(&fs::read(fixtures().join(file)).unwrap()).unwrap()
}

/// A recorded exchange: `request`, `status`, `headers` and `body`.
pub(crate) fn exchange(file: &str) -> Value {
    body(&format!("{file}.json"))
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) now: Timestamp,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self::of(&fixtures())
    }

    fn of(folder: &Path) -> Self {
        let keys = Keys {
            key: "ck_1".into(),
            secret: "cs_1".into(),
        };
        Self {
            store: Store::load(folder, keys, "test-secret-woo-9099").unwrap(),
            now: "2026-11-23T06:00:00Z".parse().unwrap(),
        }
    }

    /// The store as it was when these deliveries had been recorded and no other.
    pub(crate) fn when(recordings: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!(
            "sim-woocommerce-{}-{}",
            std::process::id(),
            recordings.join("-")
        ));
        for kind in ["webhooks", "rest"] {
            fs::create_dir_all(folder.join(kind)).unwrap();
        }
        let copy = |file: String| fs::copy(fixtures().join(&file), folder.join(&file)).unwrap();
        for name in recordings {
            copy(format!("webhooks/{name}.body"));
            copy(format!("webhooks/{name}.headers.json"));
        }
        for name in ["taxes", "products", "order-statuses"] {
            copy(format!("rest/{name}.body"));
        }
        let shop = Self::of(&folder);
        fs::remove_dir_all(&folder).unwrap();
        shop
    }

    /// Lets the time be that of a naive UTC text.
    pub(crate) fn at(&mut self, gmt: &Value) -> &mut Self {
        self.now = format!("{}Z", gmt.as_str().unwrap()).parse().unwrap();
        self
    }

    pub(crate) fn send(&mut self, method: &str, target: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://shop.example.test{target}"))
            .header("authorization", KEY)
            .body(if body.is_null() {
                Bytes::new()
            } else {
                body.to_string().into()
            });
        self.handle(&request.unwrap())
    }

    pub(crate) fn handle(&mut self, request: &Request<Bytes>) -> Answer {
        match self.store.handle(request, self.now) {
            Reply::Answer(response) => Answer {
                status: response.status().as_u16(),
                headers: response.headers().clone(),
                body: serde_json::from_slice(response.body()).unwrap(),
            },
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn get(&mut self, route: &str) -> Answer {
        self.send("GET", &format!("/wp-json/wc/v3/{route}"), &Value::Null)
    }

    pub(crate) fn put(&mut self, route: &str, body: &Value) -> Answer {
        self.send("PUT", &format!("/wp-json/wc/v3/{route}"), body)
    }

    pub(crate) fn post(&mut self, route: &str, body: &Value) -> Answer {
        self.send("POST", &format!("/wp-json/wc/v3/{route}"), body)
    }

    pub(crate) fn delete(&mut self, route: &str) -> Answer {
        self.send("DELETE", &format!("/wp-json/wc/v3/{route}"), &Value::Null)
    }

    pub(crate) fn control(&mut self, method: &str, name: &str, body: &Value) -> Value {
        self.send(method, &format!("/_sim/{name}"), body).body
    }

    /// The topics that wait for delivery, with what they tell of.
    pub(crate) fn waiting(&mut self) -> Vec<(String, u64)> {
        let waiting = self.control("GET", "waiting", &Value::Null);
        let each = waiting.as_array().unwrap().iter();
        each.map(|one| {
            let topic = one["topic"].as_str().unwrap().to_owned();
            (topic, one["id"].as_u64().unwrap_or_default())
        })
        .collect()
    }
}

/// The ids of a list.
pub(crate) fn ids(list: &Value) -> Vec<u64> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_u64().unwrap()).collect()
}

/// A record without the ids of what it holds, which depend on what came before.
pub(crate) fn without_inner_ids(record: &Value) -> Value {
    let mut record = record.clone();
    for fields in record.as_object_mut().unwrap().values_mut() {
        forget_ids(fields);
    }
    record
}

fn forget_ids(value: &mut Value) {
    match value {
        Value::Array(rows) => {
            for row in rows {
                if row.get("rate_id").is_some()
                    || row.get("key").is_some()
                    || row.get("taxes").is_some()
                {
                    row["id"] = json!(0);
                }
                forget_ids(row);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(forget_ids),
        _ => {}
    }
}
