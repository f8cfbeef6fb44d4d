//! The store's state, and what becomes of a request.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use bytes::Bytes;
use http::{Method, Request};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};

use crate::auth::{Keys, Permissions};
use crate::deliveries::Delivery;
use crate::faults::Fault;
use crate::ids::Ids;
use crate::load::{self, LoadError};
use crate::order::Order;
use crate::reply::Reply;
use crate::wc_auth::{self, Granted};
use crate::webhook::Webhook;
use crate::{control, page, routes};

/// The site's own address: what links and deliveries name.
pub(crate) const SITE: &str = "https://shop.example.test/";

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
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) keys: Keys,
    pub(crate) permissions: Permissions,
    /// Keys that were made on the authorisation page.
    pub(crate) granted: Vec<Granted>,
    /// Names of the internet, and where on this machine what is sent to them arrives.
    pub(crate) reached: BTreeMap<String, String>,
    pub(crate) zone: TimeZone,
    pub(crate) orders: BTreeMap<u64, Order>,
    /// Orders that were removed for good, as they were last.
    pub(crate) gone: BTreeMap<u64, Order>,
    pub(crate) customers: BTreeMap<u64, Value>,
    /// Refunds by order, the newest first, in the form of the list of all refunds.
    pub(crate) refunds: BTreeMap<u64, Vec<Value>>,
    pub(crate) products: BTreeMap<u64, Value>,
    pub(crate) taxes: Value,
    pub(crate) tax_classes: Value,
    pub(crate) currency: Value,
    pub(crate) statuses: Value,
    pub(crate) ids: Ids,
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
            permissions: Permissions::default(),
            granted: Vec::new(),
            reached: BTreeMap::new(),
            zone: TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC),
            orders: BTreeMap::new(),
            gone: BTreeMap::new(),
            customers: BTreeMap::new(),
            refunds: BTreeMap::new(),
            products: BTreeMap::new(),
            taxes: json!([]),
            tax_classes: json!([]),
            currency: Value::Null,
            statuses: json!([]),
            ids: Ids::default(),
            recordings: Vec::new(),
            webhooks: Webhook::of_a_shop(webhook_secret),
            queued: VecDeque::new(),
            delivered: Vec::new(),
            faults: Vec::new(),
            calls: Vec::new(),
        };
        load::load(&mut store, folder)?;
        store.ids = Ids::of(&store);
        Ok(store)
    }

    /// Forgets all orders but these. What was forgotten leaves no trace.
    pub fn keep_orders(&mut self, keep: &[u64]) {
        self.orders.retain(|id, _| keep.contains(id));
        self.gone.clear();
    }

    /// Adds a fault.
    pub fn fail(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Every request that the API got.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// An order as the API and webhooks show it.
    pub(crate) fn shown(&self, id: u64) -> Option<Value> {
        self.orders.get(&id).map(Order::shown)
    }

    /// Changes what the key may do.
    pub fn set_permissions(&mut self, permissions: Permissions) {
        self.permissions = permissions;
    }

    /// The secret of a key, and what the key may do.
    pub(crate) fn key_named(&self, key: &str) -> Option<(&str, Permissions)> {
        if key == self.keys.key {
            return Some((&self.keys.secret, self.permissions));
        }
        let granted = self.granted.iter().find(|granted| granted.key == key)?;
        Some((&granted.secret, granted.permissions))
    }

    /// Moves the site to another time zone. Recorded local times stay as they are.
    pub fn set_time_zone(&mut self, zone: TimeZone) {
        self.zone = zone;
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
        let answer = match wc_auth::route(&path) {
            Some(route) => wc_auth::page(request, &route, now),
            None => routes::answer(self, request, now),
        };
        match struck {
            Some(fault) => fault.spoil(answer, now),
            None => Reply::Answer(answer),
        }
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
