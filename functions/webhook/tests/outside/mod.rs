//! A queue and a keyring that are only here, and events as API Gateway makes them.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use intake::Hint;
use queue::QueueError;
use secrets::SecretError;
use serde_json::{Value, json};
use webhook::{ApiEvent, Hints, Keyring, Keyrings};

/// The secret of the recorded deliveries.
pub(crate) const SECRET: &str = "test-secret-woo-9099";

/// The signature of `body`, as WooCommerce makes it.
pub(crate) fn sign(secret: &str, body: &[u8]) -> String {
    let hmac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let signature = hmac.chain_update(body).finalize().into_bytes();
    base64::engine::general_purpose::STANDARD.encode(signature)
}

/// A queue that keeps what it is sent, or refuses it.
#[derive(Default)]
pub(crate) struct FakeQueue {
    pub(crate) sent: Mutex<Vec<(Hint, String)>>,
    pub(crate) refuses: bool,
}

impl FakeQueue {
    pub(crate) fn sent(&self) -> Vec<(Hint, String)> {
        self.sent.lock().unwrap().clone()
    }
}

impl Hints for FakeQueue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), QueueError> {
        if self.refuses {
            return Err(QueueError::HintNotSent("throttled".to_owned()));
        }
        let mut sent = self.sent.lock().unwrap();
        sent.push((hint.clone(), deduplication_id.to_owned()));
        Ok(())
    }
}

/// Webhook secrets that can be changed under the function, and count how often they are read.
pub(crate) struct FakeKeyrings {
    pub(crate) kept: Mutex<Arc<Keyring>>,
    pub(crate) stored: Mutex<Arc<Keyring>>,
    pub(crate) reads: Mutex<usize>,
    pub(crate) down: bool,
}

impl FakeKeyrings {
    pub(crate) fn new(stores: Value) -> Self {
        let keyring = Arc::new(keyring(stores));
        Self {
            kept: Mutex::new(Arc::clone(&keyring)),
            stored: Mutex::new(keyring),
            reads: Mutex::new(0),
            down: false,
        }
    }

    /// `main` with the secret of the recordings.
    pub(crate) fn recorded() -> Self {
        Self::new(json!({ "main": { "current": SECRET, "previous": null } }))
    }

    pub(crate) fn change_to(&self, stores: Value) {
        *self.stored.lock().unwrap() = Arc::new(keyring(stores));
    }

    fn answer(&self, keyring: &Mutex<Arc<Keyring>>) -> Result<Arc<Keyring>, SecretError> {
        if self.down {
            return Err(SecretError::Unreadable {
                purpose: "webhook secrets",
                cause: "throttled".to_owned(),
            });
        }
        Ok(Arc::clone(&keyring.lock().unwrap()))
    }
}

impl Keyrings for FakeKeyrings {
    async fn get(&self) -> Result<Arc<Keyring>, SecretError> {
        self.answer(&self.kept)
    }

    async fn refresh(&self) -> Result<Option<Arc<Keyring>>, SecretError> {
        *self.reads.lock().unwrap() += 1;
        let fresh = self.answer(&self.stored)?;
        *self.kept.lock().unwrap() = Arc::clone(&fresh);
        Ok(Some(fresh))
    }
}

fn keyring(stores: Value) -> Keyring {
    serde_json::from_value(stores).unwrap()
}

/// An event of API Gateway, with what a test wants to differ.
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
    pub(crate) gateway_id: Option<String>,
}

impl Request {
    pub(crate) fn post(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self {
            method: "POST".to_owned(),
            path: path.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| (name.to_lowercase(), (*value).to_owned()))
                .collect(),
            body: body.to_vec(),
            gateway_id: Some("JKJaXmPLvHcESHA=".to_owned()),
        }
    }

    /// As API Gateway sends it: a text as it is, anything else in base64.
    pub(crate) fn event(&self) -> ApiEvent {
        match std::str::from_utf8(&self.body) {
            Ok(text) => self.with_body(text, false),
            Err(_) => self.base64_event(),
        }
    }

    /// With the body in base64, as API Gateway sends what its content type calls binary.
    pub(crate) fn base64_event(&self) -> ApiEvent {
        let encoded = base64::engine::general_purpose::STANDARD.encode(&self.body);
        self.with_body(&encoded, true)
    }

    fn with_body(&self, body: &str, is_base64_encoded: bool) -> ApiEvent {
        let event = json!({
            "version": "2.0",
            "rawPath": self.path,
            "headers": self.headers,
            "requestContext": {
                "requestId": self.gateway_id,
                "timeEpoch": 1_795_407_973_000_i64,
                "http": { "method": self.method },
            },
            "body": body,
            "isBase64Encoded": is_base64_encoded,
        });
        serde_json::from_value(event).unwrap()
    }
}

/// A recorded delivery.
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Recording {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_signed(&self) -> bool {
        self.header("x-wc-webhook-signature").is_some()
    }

    pub(crate) fn request(&self, path: &str) -> Request {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Request::post(path, &headers, &self.body)
    }
}

/// All recorded deliveries, in the order of their arrival.
pub(crate) fn recordings() -> Vec<Recording> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce/webhooks");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "body")
        })
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let meta = std::fs::read(path.with_extension("headers.json")).unwrap();
            let meta: Value = serde_json::from_slice(&meta).unwrap();
            Recording {
                name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
                headers: serde_json::from_value(meta["headers"].clone()).unwrap(),
                body: std::fs::read(path).unwrap(),
            }
        })
        .collect()
}
