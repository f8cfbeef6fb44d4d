//! A transport that answers from a script and keeps what it was asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::unnecessary_wraps)]

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use transport::{Transport, TransportError};

use crate::{Client, Connection, Flavour};

pub(crate) type Scripted = Result<Response<Bytes>, TransportError>;

pub(crate) struct Script {
    answers: Mutex<VecDeque<Scripted>>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Scripted>) -> Self {
        Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
        }
    }

    pub(crate) fn client(&self, flavour: Flavour) -> Client<&Self> {
        let connection = Connection {
            base: "https://crm.test".parse().unwrap(),
            token: "tok_secret".to_owned().into(),
            flavour,
        };
        Client::new(self, connection)
    }

    pub(crate) fn asked(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// Method and address of each call, and the decoded pairs or the text of its body.
    pub(crate) fn transcript(&self) -> String {
        let mut text = String::new();
        for request in self.asked() {
            let path = request.uri().path_and_query().unwrap();
            writeln!(text, "{} {path}", request.method()).unwrap();
            let kind = request.headers().get("content-type");
            match kind.map_or("", |kind| kind.to_str().unwrap()) {
                "application/x-www-form-urlencoded" => {
                    for (name, value) in url::form_urlencoded::parse(request.body()) {
                        writeln!(text, "  {name}={value}").unwrap();
                    }
                }
                "" => {}
                _ => writeln!(text, "  {}", String::from_utf8_lossy(request.body())).unwrap(),
            }
        }
        text
    }
}

impl Transport for Script {
    async fn send(&self, request: Request<Bytes>) -> Scripted {
        self.asked.lock().unwrap().push(request);
        self.answers
            .lock()
            .unwrap()
            .pop_front()
            .expect("one answer more than the script has")
    }
}

pub(crate) fn json(status: u16, body: &'static str) -> Scripted {
    Ok(response(status, "application/json", body))
}

pub(crate) fn html(status: u16, body: &'static str) -> Scripted {
    Ok(response(status, "text/html; charset=UTF-8", body))
}

fn response(status: u16, content_type: &str, body: &'static str) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", content_type)
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap()
}
