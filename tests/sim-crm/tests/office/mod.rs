//! A simulated CRM with one client, and calls to it in few words.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "for tests")]

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use sim_crm::{Crm, DocumentKind, Flavour, Reply, Setup, StaffWork};

pub(crate) const BOTH: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "application/json";

/// An invoice for client 1 of 110.00 and 22.00 tax.
pub(crate) const INVOICE: &str = "clientid=1&number=0057&date=2026-09-01&duedate=2026-09-10&currency=1&discount_type=&\
    allowed_payment_modes%5B0%5D=1&billing_street=1+High+St&subtotal=110.00&total=132.00&adjustment=0.00&\
    adminnote=wcs1-o0000001234-e&newitems[0][description]=Shirt&newitems[0][qty]=2&newitems[0][rate]=50.00&\
    newitems[0][order]=1&newitems[0][taxname][]=VAT%7C20.00&newitems[1][description]=Post&newitems[1][qty]=1&\
    newitems[1][rate]=10.00&newitems[1][order]=2&newitems[1][taxname][]=VAT%7C20.00";

/// The same as an estimate.
pub(crate) fn estimate() -> String {
    without(INVOICE, &["duedate", "allowed_payment_modes%5B0%5D"]) + "&status=2&reference_no=1234"
}

/// The same as a credit note.
pub(crate) fn credit_note() -> String {
    without(INVOICE, &["duedate", "allowed_payment_modes%5B0%5D"]) + "&reference_no=1234-r9"
}

/// A form without some of its fields.
pub(crate) fn without(form: &str, fields: &[&str]) -> String {
    let kept = form
        .split('&')
        .filter(|pair| !fields.contains(&pair.split('=').next().unwrap_or_default()));
    kept.collect::<Vec<_>>().join("&")
}

/// A form with a field set to another value.
pub(crate) fn with(form: &str, field: &str, value: &str) -> String {
    format!("{}&{field}={value}", without(form, &[field]))
}

pub(crate) fn now() -> Timestamp {
    "2026-09-01T10:00:00Z".parse().unwrap()
}

pub(crate) struct Office {
    pub(crate) crm: Crm,
    pub(crate) now: Timestamp,
}

impl Office {
    /// With client 1.
    pub(crate) fn new(flavour: Flavour) -> Self {
        Self::with(flavour, Setup::default())
    }

    pub(crate) fn with(flavour: Flavour, setup: Setup) -> Self {
        let mut office = Self {
            crm: Crm::new(flavour, setup),
            now: now(),
        };
        let made = office.post(
            "customers",
            "company=Jane+Doe&country=235&custom_fields[customers][3]=wcc-1-e",
        );
        assert!(matches!(made.0, 200 | 201), "{made:?}");
        office
    }

    pub(crate) fn reply(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://crm.example.test{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Bytes::from(body.to_owned())).unwrap();
        self.crm.handle(&request, self.now)
    }

    pub(crate) fn response(
        &mut self,
        method: &str,
        path: &str,
        kind: &str,
        body: &str,
    ) -> Response<Bytes> {
        let headers = [("authtoken", "sim-token"), ("content-type", kind)];
        let reply = self.reply(method, &format!("/api/{path}"), &headers, body);
        let answer = reply.into_answer();
        answer.unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// Status and body; a body that is no JSON is its text.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        kind: &str,
        body: &str,
    ) -> (u16, Value) {
        read(&self.response(method, path, kind, body))
    }

    pub(crate) fn get(&mut self, path: &str) -> (u16, Value) {
        self.send("GET", path, FORM, "")
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> (u16, Value) {
        self.send("POST", path, FORM, body)
    }

    pub(crate) fn put(&mut self, path: &str, body: &Value) -> (u16, Value) {
        self.send("PUT", path, JSON, &body.to_string())
    }

    pub(crate) fn delete(&mut self, path: &str) -> (u16, Value) {
        self.send("DELETE", path, FORM, "")
    }

    pub(crate) fn headers(&mut self, path: &str) -> HeaderMap {
        self.response("GET", path, FORM, "").headers().clone()
    }

    /// Writes what must be taken, and gives the id of what was written.
    pub(crate) fn made(&mut self, path: &str, body: &str) -> u64 {
        let (status, answer) = self.post(path, body);
        assert!(matches!(status, 200 | 201), "{path}: {answer}");
        let state = self.crm.state();
        let written = state[path].as_array().unwrap().last().unwrap();
        written["id"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) fn invoice(&mut self) -> u64 {
        self.made("invoices", INVOICE)
    }

    pub(crate) fn staff(&mut self, work: StaffWork) -> u64 {
        self.crm.staff(work, self.now).unwrap()
    }

    pub(crate) fn edit(&mut self, kind: DocumentKind, id: u64, column: &str, value: &str) {
        let set = [(column.to_owned(), value.to_owned())].into();
        self.staff(StaffWork::EditDocument { kind, id, set });
    }

    pub(crate) fn contact(&mut self) {
        let contact = "customer_id=1&firstname=Jane&lastname=Doe&email=jane%40example.com&password=x&\
            is_primary=on&donotsendwelcomeemail=on";
        assert!(matches!(self.post("contacts", contact).0, 200 | 201));
    }

    pub(crate) fn mails(&self) -> u64 {
        self.crm.state()["mails_sent"].as_u64().unwrap()
    }

    pub(crate) fn control(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let reply = self.reply(method, &format!("/_sim/{path}"), &[], &body.to_string());
        read(&reply.into_answer().unwrap())
    }
}

pub(crate) fn read(response: &Response<Bytes>) -> (u16, Value) {
    let text = String::from_utf8_lossy(response.body()).into_owned();
    let value = serde_json::from_str(&text).unwrap_or(json!(text));
    (response.status().as_u16(), value)
}

/// Whether an answer is the page of a framework or web server.
pub(crate) fn is_page(answer: &(u16, Value)) -> bool {
    answer
        .1
        .as_str()
        .is_some_and(|text| text.contains("<html>"))
}
