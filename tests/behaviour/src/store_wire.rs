//! The wire to the simulated store.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request, Response};
use intake::StoreId;
use serde_json::Value;
use sim_woocommerce::{Keys, Reply, Store};
use sync::ports::Clock as _;
use transport::{Transport, TransportError};

use crate::clock::StandingClock;

/// The key that the store knows, and its secret.
const KEY: (&str, &str) = ("ck_1", "cs_1");

/// A wire to the recorded store. A clone is the same wire.
#[derive(Clone)]
pub struct StoreWire {
    store: Arc<Mutex<Store>>,
    clock: StandingClock,
    loses_a_write: Arc<AtomicBool>,
}

impl StoreWire {
    /// The recorded store and a wire to it.
    ///
    /// # Panics
    /// If the recordings cannot be read.
    pub fn to_the_recorded(clock: StandingClock) -> Self {
        let store = Arc::new(Mutex::new(recorded_store()));
        Self {
            store,
            clock,
            loses_a_write: Arc::default(),
        }
    }

    /// The store behind the wire.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client that speaks over this wire.
    ///
    /// # Panics
    /// Never: address and key are fit for use.
    pub fn client(&self) -> woocommerce::Client<Self> {
        let connection = woocommerce::Connection {
            base: "https://shop.example.test".parse().expect("an address"),
            consumer_key: KEY.0.to_owned(),
            consumer_secret: KEY.1.to_owned().into(),
        };
        woocommerce::Client::new(self.clone(), connection).expect("a usable connection")
    }

    /// The next write is carried out, and its answer lost.
    pub fn lose_the_answer_to_a_write(&self) {
        self.loses_a_write.store(true, Ordering::Relaxed);
    }

    /// Gives a webhook another status, as a person does or WooCommerce itself.
    ///
    /// # Panics
    /// If the store refuses it.
    pub fn change_webhook(&self, id: u64, status: &str) {
        let key = STANDARD.encode(format!("{}:{}", KEY.0, KEY.1));
        let body = serde_json::json!({ "status": status }).to_string();
        let address = format!("https://shop.example.test/wp-json/wc/v3/webhooks/{id}");
        let request = Request::put(address)
            .header("authorization", format!("Basic {key}"))
            .body(Bytes::from(body))
            .expect("a request");
        match self.store().handle(&request, self.clock.now()) {
            Reply::Answer(answer) if answer.status().is_success() => {}
            other => panic!("{other:?}"),
        }
    }

    /// What the store's controls show under this name.
    ///
    /// # Panics
    /// If there is nothing of that name.
    pub fn shown(&self, name: &str) -> Value {
        let request = Request::get(format!("https://shop.example.test/_sim/{name}"))
            .body(Bytes::new())
            .expect("a request");
        match self.store().handle(&request, self.clock.now()) {
            Reply::Answer(answer) if answer.status().is_success() => {
                serde_json::from_slice(answer.body()).expect("JSON")
            }
            other => panic!("{name}: {other:?}"),
        }
    }

    /// Changes an order as a shop does, by the store's controls.
    ///
    /// # Panics
    /// If the store refuses it.
    pub fn control(&self, name: &str, body: &Value) {
        let request = Request::post(format!("https://shop.example.test/_sim/{name}"))
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        let reply = self.store().handle(&request, self.clock.now());
        match reply {
            Reply::Answer(answer) if answer.status().is_success() => {}
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// The recorded store. It knows the key `ck_1` with the secret `cs_1`.
///
/// # Panics
/// If the recordings cannot be read.
pub fn recorded_store() -> Store {
    // Read once: a test that begins a hundred times would else spend its time on that.
    static RECORDED: OnceLock<Store> = OnceLock::new();
    RECORDED.get_or_init(load).clone()
}

fn load() -> Store {
    let keys = Keys {
        key: KEY.0.to_owned(),
        secret: KEY.1.to_owned(),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce");
    let store = Store::load(&folder, keys, "test-secret-woo-9099");
    store.unwrap_or_else(|error| panic!("{error}"))
}

/// The store's name in the settings of these tests.
///
/// # Panics
/// Never.
pub fn main_store() -> StoreId {
    "main".parse().expect("a store's id")
}

impl Transport for StoreWire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let reply = self.store().handle(&request, self.clock.now());
        let is_write = request.method() != Method::GET;
        if is_write && self.loses_a_write.swap(false, Ordering::Relaxed) {
            return Err(TransportError::Lost("reset".to_owned()));
        }
        match reply {
            Reply::Answer(answer) => Ok(answer),
            Reply::NotReached => Err(TransportError::NotSent("refused".to_owned())),
            Reply::Slow(..) => Err(TransportError::TimedOut),
            Reply::LostAfterCommit => Err(TransportError::Lost("reset".to_owned())),
        }
    }
}
