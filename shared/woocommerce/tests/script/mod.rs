//! A store that answers from a list, and recorded answers for it.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses a part of it"
)]

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;
use transport::{Transport, TransportError};
use woocommerce::{Client, Connection};

type Answer = Result<Response<Bytes>, TransportError>;

/// Answers from a list, and keeps what was asked.
#[derive(Default)]
pub struct Script {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Script {
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            answers: Mutex::new(answers.into_iter().collect()),
            ..Self::default()
        }
    }

    /// The paths and queries that were asked for, without the store's address.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .map(|request| {
                assert_eq!(request.method(), "GET");
                // ck_1:cs_1
                assert_eq!(request.headers()["authorization"], "Basic Y2tfMTpjc18x");
                let asked = request.uri().to_string();
                let route = asked.strip_prefix("https://shop.example.test/store/wp-json/wc/v3/");
                route.unwrap_or(&asked).to_owned()
            })
            .collect()
    }
}

impl Transport for Script {
    async fn send(&self, request: Request<Bytes>) -> Answer {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        answer.unwrap_or_else(|| panic!("one request more than the script has answers"))
    }
}

pub fn connection(base: &str) -> Connection {
    Connection {
        base: base.parse().unwrap(),
        consumer_key: "ck_1".into(),
        consumer_secret: "cs_1".to_owned().into(),
    }
}

pub fn client(script: &Script) -> Client<&Script> {
    Client::new(script, connection("https://shop.example.test/store/")).unwrap()
}

pub fn answer(status: u16, kind: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(body.into())
        .unwrap()
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "it stands among answers that failed"
)]
pub fn json(body: impl Into<Bytes>) -> Answer {
    Ok(answer(200, "application/json", body))
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce")
}

/// The names of the recordings of a folder, without `.body`.
pub fn names(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(fixtures().join(folder))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".body")?.to_owned())
        })
        .collect();
    names.sort();
    names
}

pub fn body(folder: &str, name: &str) -> Vec<u8> {
    let file = fixtures().join(folder).join(format!("{name}.body"));
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A recorded answer of `errors/` or `rest/`.
pub fn recorded(folder: &str, name: &str) -> Response<Bytes> {
    let head = std::fs::read(fixtures().join(folder).join(format!("{name}.json"))).unwrap();
    let head: Value = serde_json::from_slice(&head).unwrap();
    let status = u16::try_from(head["status"].as_u64().unwrap()).unwrap();
    let mut response = Response::builder().status(status);
    for header in head["headers"].as_array().unwrap() {
        response = response.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
    }
    response.body(body(folder, name).into()).unwrap()
}
