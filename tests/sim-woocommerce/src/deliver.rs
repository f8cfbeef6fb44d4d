//! Deliveries onto the network: one at a time, never twice.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::deliveries::{Built, Run};
use crate::php_json;
use crate::store::{Recording, Store};
use crate::wc_auth::Sending;

/// WooCommerce waits this long for the answer to a delivery.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Headers that the connection sets by itself.
const OF_THE_CONNECTION: [&str; 4] = ["host", "connection", "content-length", "accept-encoding"];

/// Delivers to one address.
#[derive(Debug, Clone)]
pub struct Deliverer {
    client: reqwest::Client,
    to: String,
    extra: Vec<(String, String)>,
    /// One delivery at a time, whoever asks for it.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Deliverer {
    /// Delivers to this address, with these headers added to each delivery.
    ///
    /// # Errors
    /// If the machine's TLS set-up cannot be used.
    pub fn new(to: String, extra: Vec<(String, String)>) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            client,
            to,
            extra,
            turn: Arc::default(),
        })
    }

    /// Delivers what is queued until nothing is. `reversed` begins with the newest.
    pub(crate) async fn flush(&self, store: &Arc<Mutex<Store>>, reversed: bool) -> Vec<Value> {
        let _turn = self.turn.lock().await;
        if reversed {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            store.queued.make_contiguous().reverse();
        }
        let mut ended = Vec::new();
        let mut run = Run::default();
        loop {
            let next = {
                let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
                store.next_delivery(&mut run, Timestamp::now())
            };
            let Some(Built {
                webhook,
                url,
                is_ping,
                headers,
                body,
            }) = next
            else {
                break;
            };
            let to = url.as_deref().unwrap_or(&self.to);
            let status = self.send(to, &headers, body).await;
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            if is_ping {
                store.ping_ended(webhook, status);
                continue;
            }
            store.delivery_ended(webhook, status);
            ended.push(json!({"webhook": webhook, "status": status}));
        }
        ended
    }

    /// Sends recordings again, byte for byte: one at a time as the store does, or several, as a
    /// redelivery from elsewhere may.
    pub(crate) async fn replay(&self, recordings: Vec<Recording>, at_once: usize) -> Vec<Value> {
        let _turn = self.turn.lock().await;
        let sent = recordings.into_iter().map(|recording| {
            let to = self.clone();
            async move {
                let status = to.send(&to.to, &recording.headers, recording.body).await;
                json!({"file": recording.name, "status": status})
            }
        });
        stream::iter(sent).buffered(at_once.max(1)).collect().await
    }

    /// Sends a key that was made to who asked for it. Gives the status, or what stood in the way.
    pub(crate) async fn hand_over(&self, sending: &Sending) -> Result<u16, String> {
        let to = sending.to.clone()?;
        let sent = self.client.post(to).body(php_json::encode(&sending.body));
        let sent = sent
            .header("user-agent", "WordPress/6.9.1; https://shop.example.test")
            .header("content-type", "application/json;charset=UTF-8");
        match sent.send().await {
            Ok(response) => Ok(response.status().as_u16()),
            Err(_) => Err("cURL error 7: Failed to connect".to_owned()),
        }
    }

    async fn send(&self, to: &str, headers: &[(String, String)], body: Vec<u8>) -> Option<u16> {
        let mut request = self.client.post(to).body(body);
        for (name, value) in headers.iter().chain(&self.extra) {
            let added = self.extra.iter().any(|(extra, _)| extra == name);
            if added || !OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
                request = request.header(name, value);
            }
        }
        request
            .send()
            .await
            .ok()
            .map(|response| response.status().as_u16())
    }
}
