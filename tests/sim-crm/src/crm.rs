//! What surrounds every call, and the state behind it.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::answer::{Answer, error_page, message};
use crate::calls::Call;
use crate::faults::{Fault, FaultKind, Faults};
use crate::flavour::Flavour;
use crate::reply::Reply;
use crate::setup::Setup;
use crate::wire::{Input, form, percent_decode, percent_unescape};
use crate::{clients, control, documents, lookups, page, payments};

/// One row of a table: columns by name. Everything reads back as text.
pub(crate) type Row = BTreeMap<String, String>;

/// A simulated CRM.
#[derive(Debug)]
pub struct Crm {
    pub(crate) flavour: Flavour,
    pub(crate) setup: Setup,
    pub(crate) clients: Vec<Row>,
    pub(crate) contacts: Vec<Row>,
    pub(crate) documents: BTreeMap<&'static str, Vec<documents::Document>>,
    pub(crate) payments: Vec<Row>,
    pub(crate) taxes: Vec<Row>,
    pub(crate) mails: u32,
    pub(crate) faults: Faults,
    pub(crate) calls: Vec<Call>,
    replays: BTreeMap<String, (Bytes, Response<Bytes>)>,
    last_id: u64,
}

/// A call, taken apart.
pub(crate) struct ApiCall {
    pub(crate) method: Method,
    /// The path below `/api`, decoded, in parts.
    pub(crate) parts: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    /// What the handler sees of the body: none where PHP would see none.
    pub(crate) input: Option<Input>,
    pub(crate) now: Timestamp,
}

impl Crm {
    /// An empty CRM with the taxes of a new installation.
    pub fn new(flavour: Flavour, setup: Setup) -> Self {
        Self {
            flavour,
            setup,
            clients: Vec::new(),
            contacts: Vec::new(),
            documents: ["invoices", "estimates", "credit_notes"]
                .map(|kind| (kind, Vec::new()))
                .into(),
            payments: Vec::new(),
            taxes: lookups::installed_taxes(),
            mails: 0,
            faults: Faults::default(),
            calls: Vec::new(),
            replays: BTreeMap::new(),
            last_id: 0,
        }
    }

    /// Lets calls go wrong.
    pub fn fail(&mut self, fault: Fault) {
        self.faults.0.push(fault);
    }

    /// Every call to the API.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// All that the CRM holds.
    pub fn state(&self) -> Value {
        control::state(self)
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// What becomes of a request at a time.
    pub fn handle(&mut self, request: &Request<Bytes>, now: Timestamp) -> Reply {
        let path = request.uri().path();
        if path.starts_with("/_sim/") {
            return Reply::Answer(control::answer(self, request));
        }
        if !path.starts_with("/api/") {
            return Reply::Answer(page::answer(self, path));
        }
        let fault = self.faults.strike(request.method().as_str(), path);
        let before = self.fingerprint();
        let reply = self.struck(request, fault.as_ref(), now);
        let header = |name: &str| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
        self.calls.push(Call {
            number: self.calls.len() as u64 + 1,
            request_id: header("x-request-id"),
            idempotency_key: header("idempotency-key"),
            method: request.method().to_string(),
            path: path.to_owned(),
            query: request.uri().query().map(str::to_owned),
            status: match &reply {
                Reply::Answer(response) => Some(response.status().as_u16()),
                _ => None,
            },
            at: now,
            wrote: self.fingerprint() != before,
            fault: fault.map(|fault| fault.kind.name()),
        });
        reply
    }

    fn fingerprint(&self) -> String {
        control::state(self).to_string()
    }

    fn struck(&mut self, request: &Request<Bytes>, fault: Option<&Fault>, now: Timestamp) -> Reply {
        let Some(fault) = fault else {
            return Reply::Answer(self.answer(request, now, false));
        };
        let plain = |answer: Answer| Reply::Answer(answer.into_response());
        match fault.kind {
            FaultKind::DropBefore => Reply::NotReached,
            FaultKind::Down => Reply::Answer(html(503, &error_page())),
            FaultKind::Captcha => Reply::Answer(html(200, "<!DOCTYPE html><p>Are you human?</p>")),
            FaultKind::StatusFalse => plain(Answer::Json(
                200,
                json!({"status": false, "message": "Not now"}),
            )),
            FaultKind::RateLimit => plain(self.over_the_limit(now)),
            FaultKind::TokenRefused => plain(self.token_refused("Signature verification failed")),
            FaultKind::SearchBlind => plain(crate::answer::nothing()),
            FaultKind::CommitThenTimeout | FaultKind::CommitLate => {
                self.answer(request, now, false);
                Reply::LostAfterCommit
            }
            FaultKind::CommitThen500 => {
                self.answer(request, now, false);
                Reply::Answer(html(500, &error_page()))
            }
            FaultKind::CommitThenEmpty => {
                self.answer(request, now, false);
                Reply::Answer(html(200, ""))
            }
            FaultKind::TruncatedJson => {
                let answer = self.answer(request, now, false);
                Reply::Answer(answer.map(|body| body.slice(..body.len() / 2)))
            }
            FaultKind::Slow => {
                let answer = self.answer(request, now, false);
                Reply::Slow(
                    Duration::from_millis(fault.delay_ms),
                    Box::new(Reply::Answer(answer)),
                )
            }
            FaultKind::DuplicateRace => Reply::Answer(self.answer(request, now, true)),
        }
    }

    /// The answer on a good day. `race`: number and e-mail are not found in use.
    fn answer(&mut self, request: &Request<Bytes>, now: Timestamp, race: bool) -> Response<Bytes> {
        let token = request
            .headers()
            .get("authtoken")
            .and_then(|value| value.to_str().ok());
        if token != Some(self.setup.token.as_str()) {
            let text = if token.is_none() {
                "Token is not defined."
            } else {
                "Signature verification failed"
            };
            return self.token_refused(text).into_response();
        }
        let key = request
            .headers()
            .get("idempotency-key")
            .and_then(|value| value.to_str().ok());
        let key = key.filter(|_| !self.flavour.is_2() && request.method() == Method::POST);
        if let Some((body, answer)) = key.and_then(|key| self.replays.get(key))
            && body == request.body()
        {
            return answer.clone();
        }
        if self.is_over_the_limit(now) {
            return self.over_the_limit(now).into_response();
        }
        let mut answer = self.route(&self.read(request, now), race).into_response();
        if !self.flavour.is_2() {
            for (name, value) in [
                ("x-ratelimit-limit", "120"),
                ("x-ratelimit-remaining", "119"),
            ] {
                answer
                    .headers_mut()
                    .insert(name, http::HeaderValue::from_static(value));
            }
        }
        if let Some(key) = key {
            self.replays
                .insert(key.to_owned(), (request.body().clone(), answer.clone()));
        }
        answer
    }

    /// Takes a request apart as the handlers of this generation do: 2.x reads forms on POST and
    /// JSON on PUT, 3.x either.
    fn read(&self, request: &Request<Bytes>, now: Timestamp) -> ApiCall {
        let kind = request
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok());
        let json = kind.is_some_and(|kind| kind.starts_with("application/json"));
        let body = String::from_utf8_lossy(request.body());
        let as_form = || Some(form(&body, self.setup.max_input_vars));
        let as_json = || {
            serde_json::from_str::<Input>(&body)
                .ok()
                .filter(|input| !input.is_empty())
        };
        let input = match (request.method(), self.flavour.is_2(), json) {
            (&Method::POST, true, true) => Some(Input::empty()),
            (&Method::PUT, true, _) | (_, false, true) => as_json(),
            _ => as_form(),
        };
        let mut input = input;
        if let (&Method::PUT, Some(input)) = (request.method(), &mut input) {
            // The filter on update bodies decodes what looks like a percent escape.
            input.map_texts(&|text| percent_unescape(text));
        }
        let path = request.uri().path().trim_start_matches("/api/");
        let query = request.uri().query().unwrap_or_default();
        ApiCall {
            method: request.method().clone(),
            parts: path
                .trim_end_matches('/')
                .split('/')
                .map(percent_decode)
                .collect(),
            query: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            input,
            now,
        }
    }

    fn route(&mut self, call: &ApiCall, race: bool) -> Answer {
        let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
        let missing_body = matches!(call.method, Method::PUT) && call.input.is_none();
        if missing_body {
            return message(406, "Data Not Acceptable OR Not Provided");
        }
        if let [_, "search", key] = parts.as_slice()
            && self.setup.refuses_spaces
            && key.contains(' ')
        {
            return Answer::Page(403);
        }
        let capability = match (&call.method, parts.get(1)) {
            (&Method::GET, Some(&"search")) => "search_get",
            (&Method::GET, _) => "get",
            (&Method::POST, _) => "post",
            _ => "put",
        };
        if self
            .setup
            .denied
            .contains(&format!("{}.{capability}", parts[0]))
        {
            let text =
                "Your API token does not have the necessay permissions for the requested operation";
            return message(403, text);
        }
        match parts.as_slice() {
            ["openapi"] if !self.flavour.is_2() => Answer::Json(
                200,
                json!({"openapi": "3.0.3", "info": {"title": "Perfex REST API", "version": "3.1.0"}}),
            ),
            ["customers", ..] => clients::customers(self, call),
            ["contacts", ..] => clients::contacts(self, call, race),
            ["payments", ..] => payments::answer(self, call),
            [kind @ ("invoices" | "estimates" | "credit_notes"), ..] => {
                documents::answer(self, kind, call, race)
            }
            ["common" | "custom_fields" | "staffs", ..] => lookups::answer(self, &parts),
            _ => Answer::Json(405, json!({"status": false, "error": "Unknown method"})),
        }
    }

    /// Whether the last minute has had as many calls as the host takes.
    fn is_over_the_limit(&self, now: Timestamp) -> bool {
        let minute = jiff::SignedDuration::from_mins(1);
        let recent = self
            .calls
            .iter()
            .rev()
            .take_while(|call| now.duration_since(call.at) < minute)
            .count();
        self.setup
            .rate_limit
            .is_some_and(|limit| recent >= limit as usize)
    }

    fn token_refused(&self, text: &str) -> Answer {
        message(if self.flavour.is_2() { 404 } else { 401 }, text)
    }

    fn over_the_limit(&self, now: Timestamp) -> Answer {
        if self.flavour.is_2() {
            let error = "This API key has reached the time limit for this method";
            return Answer::Json(401, json!({"status": false, "error": error}));
        }
        Answer::Json(
            429,
            json!({"status": false, "message": format!("Too many requests, reset at {}", now.as_second() + 60)}),
        )
    }
}

fn html(status: u16, text: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(text.to_owned()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
        .headers_mut()
        .insert("content-type", http::HeaderValue::from_static("text/html"));
    response
}
