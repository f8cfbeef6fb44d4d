//! The store's state, and what becomes of a request.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use bytes::Bytes;
use http::{Method, Request};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::load::{self, LoadError};
use crate::reply::Reply;
use crate::webhooks::{Delivery, Webhook};
use crate::{auth, control, dates, page, routes};

/// The REST key that the store takes.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Consumer key.
    pub key: String,
    /// Consumer secret.
    pub secret: String,
}

/// An order as the API shows it.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) body: Value,
    /// Its status before it went into the trash.
    pub(crate) before_trash: Option<String>,
}

/// A recorded delivery.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) received_at: String,
}

/// A request that the API got.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// Counts from 1.
    pub number: usize,
    /// Method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Query.
    pub query: String,
}

/// The store.
#[derive(Debug)]
pub struct Store {
    pub(crate) keys: Keys,
    pub(crate) zone: TimeZone,
    pub(crate) orders: BTreeMap<u64, Order>,
    /// Orders that were removed for good, as they were last.
    pub(crate) gone: BTreeMap<u64, Order>,
    pub(crate) customers: BTreeMap<u64, Value>,
    pub(crate) refunds: BTreeMap<u64, Vec<Value>>,
    pub(crate) taxes: Value,
    pub(crate) statuses: Option<Value>,
    pub(crate) recordings: Vec<Recording>,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) queued: VecDeque<Delivery>,
    pub(crate) delivered: Vec<Value>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) calls: Vec<Call>,
}

impl Store {
    /// The store of a folder of recordings, with two webhooks for each topic that a shop uses.
    pub fn load(folder: &Path, keys: Keys, webhook_secret: &str) -> Result<Self, LoadError> {
        let mut store = Self {
            keys,
            zone: TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC),
            orders: BTreeMap::new(),
            gone: BTreeMap::new(),
            customers: BTreeMap::new(),
            refunds: BTreeMap::new(),
            taxes: json!([]),
            statuses: None,
            recordings: Vec::new(),
            webhooks: Webhook::of_a_shop(webhook_secret),
            queued: VecDeque::new(),
            delivered: Vec::new(),
            faults: Vec::new(),
            calls: Vec::new(),
        };
        load::load(&mut store, folder)?;
        Ok(store)
    }

    /// Adds a fault.
    pub fn fail(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Every request that the API got.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// What becomes of a request at a time.
    pub fn handle(&mut self, request: &Request<Bytes>, now: Timestamp) -> Reply {
        let path = request.uri().path().to_owned();
        if path.starts_with("/_sim/") {
            return Reply::Answer(control::answer(self, request, now));
        }
        if path == "/" && request.method() == Method::GET {
            return Reply::Answer(page::orders(self, now));
        }
        self.calls.push(Call {
            number: self.calls.len() + 1,
            method: request.method().to_string(),
            path: path.clone(),
            query: request.uri().query().unwrap_or_default().to_owned(),
        });
        let struck = self
            .faults
            .iter_mut()
            .find_map(|fault| fault.strike(&path).then(|| fault.clone()));
        let answer = match auth::refusal(request, &self.keys, now) {
            Some(refusal) => refusal,
            None => routes::answer(self, request, now),
        };
        match struck {
            Some(fault) => fault.spoil(answer, now),
            None => Reply::Answer(answer),
        }
    }
}

impl Order {
    pub(crate) fn new(body: Value) -> Self {
        Self {
            body,
            before_trash: None,
        }
    }

    /// The same order, removed for good.
    pub(crate) fn removed(mut self) -> Self {
        self.body["status"] = json!("deleted");
        self
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    pub(crate) fn modified(&self) -> Timestamp {
        dates::gmt(self.text("date_modified_gmt")).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn created(&self) -> Timestamp {
        dates::gmt(self.text("date_created_gmt")).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn touch(&mut self, now: Timestamp, zone: &TimeZone) {
        self.set_date("date_modified", now, zone);
    }

    pub(crate) fn set_date(&mut self, field: &str, at: Timestamp, zone: &TimeZone) {
        self.body[field] = json!(dates::naive(at, zone));
        self.body[format!("{field}_gmt")] = json!(dates::naive(at, &TimeZone::UTC));
    }

    pub(crate) fn trash(&mut self, now: Timestamp, zone: &TimeZone) {
        self.before_trash = Some(self.text("status").to_owned());
        self.body["status"] = json!("trash");
        self.touch(now, zone);
    }
}

impl Recording {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
