//! The state behind the calls, and the log of them.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::Value;

use crate::calls::Call;
use crate::credits::Credit;
use crate::documents::{DocumentKind, Documents};
use crate::faults::{Fault, Faults};
use crate::flavour::Flavour;
use crate::gate::header;
use crate::installation::Installation;
use crate::reply::Reply;
use crate::row::{Record, Row};
use crate::seed::Seed;
use crate::setup::Setup;
use crate::table::Table;
use crate::{control, page, state};

/// A simulated CRM.
#[derive(Debug, Clone)]
pub struct Crm {
    pub(crate) flavour: Flavour,
    pub(crate) setup: Setup,
    pub(crate) installed: Installation,
    pub(crate) clients: Table<Record>,
    pub(crate) contacts: Table<Record>,
    pub(crate) documents: Documents,
    pub(crate) payments: Table<Row>,
    pub(crate) credits: Table<Credit>,
    pub(crate) items: Table<Row>,
    /// What each mail was about.
    pub(crate) mails: Vec<&'static str>,
    pub(crate) faults: Faults,
    pub(crate) calls: Vec<Call>,
    pub(crate) late: Vec<LateWork>,
    /// Answers by their `Idempotency-Key`.
    pub(crate) replays: BTreeMap<String, Replay>,
    last_id: u64,
}

/// A request whose caller has given up, and whose work is not done yet.
#[derive(Debug, Clone)]
pub(crate) struct LateWork {
    pub(crate) due: Timestamp,
    /// Its number in the log of calls.
    pub(crate) call: u64,
    pub(crate) request: Request<Bytes>,
}

/// An answer that is given again.
#[derive(Debug, Clone)]
pub(crate) struct Replay {
    pub(crate) path: String,
    pub(crate) body: Bytes,
    pub(crate) answer: Response<Bytes>,
}

impl Replay {
    pub(crate) fn is_of(&self, request: &Request<Bytes>) -> bool {
        self.path == request.uri().path() && self.body == request.body()
    }
}

impl Crm {
    /// An empty CRM with the taxes of a new installation.
    pub fn new(flavour: Flavour, setup: Setup) -> Self {
        Self {
            flavour,
            setup,
            installed: Installation::new(),
            clients: Table::default(),
            contacts: Table::default(),
            documents: Documents::default(),
            payments: Table::default(),
            credits: Table::default(),
            items: Table::default(),
            mails: Vec::new(),
            faults: Faults::default(),
            calls: Vec::new(),
            late: Vec::new(),
            replays: BTreeMap::new(),
            last_id: 0,
        }
    }

    /// Lets calls go wrong.
    pub fn fail(&mut self, fault: Fault) {
        self.faults.0.push(fault);
    }

    /// How the host behaves.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Lets the host behave otherwise from now on.
    pub fn set_up(&mut self, setup: Setup) {
        self.setup = setup;
    }

    /// Replaces taxes, currencies, payment modes or custom fields.
    pub fn seed(&mut self, seed: Seed) {
        self.installed.furnish(seed);
    }

    /// Every call to the API.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// All that the CRM holds.
    pub fn state(&self) -> Value {
        state::state(self)
    }

    /// Lets the time come, so that work is done whose callers have given up long ago.
    pub fn wait_until(&mut self, now: Timestamp) {
        while let Some(place) = self.late.iter().position(|work| work.due <= now) {
            let work = self.late.remove(place);
            let before = self.written();
            self.answer(&work.request, work.due, false);
            let wrote = self.written() != before;
            let path = work.request.uri().path();
            let mut calls = self.calls.iter_mut();
            if let Some(call) = calls.find(|call| call.number == work.call && call.path == path) {
                call.wrote |= wrote;
            }
        }
    }

    /// What becomes of a request at a time.
    pub fn handle(&mut self, request: &Request<Bytes>, now: Timestamp) -> Reply {
        self.wait_until(now);
        let path = request.uri().path();
        if path.starts_with("/_sim/") {
            return Reply::Answer(control::answer(self, request, now));
        }
        if !path.starts_with("/api/") {
            return Reply::Answer(page::answer(self, path));
        }
        let fault = self.faults.strike(request.method().as_str(), path);
        let before = self.written();
        let reply = self.struck(request, fault.as_ref(), now);
        let wrote = self.written() != before;
        self.calls.push(Call {
            number: self.calls.len() as u64 + 1,
            request_id: header(request, "x-request-id").map(str::to_owned),
            idempotency_key: header(request, "idempotency-key").map(str::to_owned),
            method: request.method().to_string(),
            path: path.to_owned(),
            query: request.uri().query().and_then(without_token),
            status: match &reply {
                Reply::Answer(response) => Some(response.status().as_u16()),
                _ => None,
            },
            at: now,
            wrote,
            fault: fault.map(|fault| fault.kind.name()),
        });
        reply
    }

    /// Whether two of these differ tells whether something was written.
    fn written(&self) -> impl PartialEq + use<> {
        (
            (self.clients.clone(), self.contacts.clone()),
            (self.documents.clone(), self.credits.clone()),
            (self.payments.clone(), self.items.clone()),
            self.mails.len(),
        )
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Record> {
        self.clients.get(id.parse().ok()?, client_id)
    }

    pub(crate) fn client_mut(&mut self, id: &str) -> Option<&mut Record> {
        self.clients.get_mut(id.parse().ok()?, client_id)
    }

    pub(crate) fn contact(&self, id: &str) -> Option<&Record> {
        self.contacts.get(id.parse().ok()?, contact_id)
    }

    pub(crate) fn contact_mut(&mut self, id: &str) -> Option<&mut Record> {
        self.contacts.get_mut(id.parse().ok()?, contact_id)
    }

    /// Removes a client and its contacts. Its documents stay, and name a client that is gone.
    pub(crate) fn remove_client(&mut self, id: &str) -> bool {
        let before = self.clients.len();
        self.clients.retain(|client| client.text("userid") != id);
        self.contacts.retain(|contact| contact.text("userid") != id);
        self.clients.len() < before
    }

    pub(crate) fn remove_contact(&mut self, id: &str) -> bool {
        let before = self.contacts.len();
        self.contacts.retain(|contact| contact.text("id") != id);
        self.contacts.len() < before
    }

    /// Removes a document with its payments and credits.
    pub(crate) fn remove_document(&mut self, kind: DocumentKind, id: u64) -> bool {
        if kind == DocumentKind::Invoice {
            let invoice = id.to_string();
            self.payments
                .retain(|payment| payment["invoiceid"] != invoice);
        }
        self.credits
            .retain(|credit| credit.of != id && credit.invoice != Some(id));
        self.documents.remove(kind, id).is_some()
    }
}

fn client_id(client: &Record) -> u64 {
    client.text("userid").parse().unwrap_or(0)
}

fn contact_id(contact: &Record) -> u64 {
    contact.text("id").parse().unwrap_or(0)
}

fn without_token(query: &str) -> Option<String> {
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with("authtoken="))
        .collect();
    (!rest.is_empty()).then(|| rest.join("&"))
}
