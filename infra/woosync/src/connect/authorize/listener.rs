//! Takes one key, from whoever knows the state that was made for it.

use std::future::IntoFuture as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use http::{Method, StatusCode};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::secrets::input::{self, StoreKey};

/// The largest call that is read. What `WooCommerce` sends has some 250 bytes.
const LARGEST_BODY_BYTES: usize = 16 * 1024;

/// How long the body of a call may take.
const LONGEST_BODY: Duration = Duration::from_secs(10);

/// How long the answer to the store may take. Without it the store deletes the key again.
const LONGEST_ANSWER: Duration = Duration::from_secs(5);

/// What came of waiting.
pub(super) enum Waited {
    Key(StoreKey),
    /// No key in time.
    Nothing {
        /// How many calls were refused.
        refused: usize,
    },
}

/// What the listener waits for.
struct Awaited {
    state: String,
    /// Gone once the key has come.
    key: Mutex<Option<oneshot::Sender<StoreKey>>>,
    refused: AtomicUsize,
}

/// What `WooCommerce` sends.
#[derive(Deserialize)]
struct Sent {
    user_id: String,
    consumer_key: String,
    consumer_secret: String,
    key_permissions: String,
}

/// Waits for the key, so long.
pub(super) async fn wait(socket: TcpListener, state: String, longest: Duration) -> Waited {
    let (sender, key) = oneshot::channel();
    let awaited = Arc::new(Awaited {
        state,
        key: Mutex::new(Some(sender)),
        refused: AtomicUsize::new(0),
    });
    let app = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&awaited));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(socket, app).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let mut server = tokio::spawn(server.into_future());
    let came = timeout(longest, key).await;
    drop(stop);
    if timeout(LONGEST_ANSWER, &mut server).await.is_err() {
        server.abort();
    }
    match came {
        Ok(Ok(key)) => Waited::Key(key),
        _ => Waited::Nothing {
            refused: awaited.refused.load(Ordering::Relaxed),
        },
    }
}

/// `WooCommerce` takes 200 for "it arrived", and deletes the key after anything else.
async fn answer(State(awaited): State<Arc<Awaited>>, request: Request) -> StatusCode {
    // A look at whether the address works is no try.
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let body = to_bytes(request.into_body(), LARGEST_BODY_BYTES);
    let status = match timeout(LONGEST_BODY, body).await {
        Err(_) => StatusCode::REQUEST_TIMEOUT,
        Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE,
        Ok(Ok(body)) => awaited.take(&body),
    };
    if status != StatusCode::OK {
        awaited.refused.fetch_add(1, Ordering::Relaxed);
    }
    status
}

impl Awaited {
    fn take(&self, body: &Bytes) -> StatusCode {
        let Ok(sent) = serde_json::from_slice::<Sent>(body) else {
            return StatusCode::BAD_REQUEST;
        };
        if !bool::from(sent.user_id.as_bytes().ct_eq(self.state.as_bytes())) {
            return StatusCode::FORBIDDEN;
        }
        let lines = format!("{}\n{}", sent.consumer_key, sent.consumer_secret);
        let key = match input::store_key(&lines) {
            Ok(key) if sent.key_permissions == "read_write" => key,
            _ => return StatusCode::BAD_REQUEST,
        };
        let waits = self
            .key
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match waits.map(|waits| waits.send(key)) {
            Some(Ok(())) => StatusCode::OK,
            _ => StatusCode::GONE,
        }
    }
}
