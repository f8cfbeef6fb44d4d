//! The store on a socket.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::deliver::Deliverer;
use crate::reply::Reply;
use crate::store::Store;
use crate::wc_auth;

/// The largest request that is read.
const LARGEST_REQUEST_BYTES: usize = 10 * 1024 * 1024;

type Shared = (Arc<Mutex<Store>>, Deliverer);

/// Serves the store until the process ends.
///
/// # Errors
/// If the socket fails.
pub async fn serve(
    store: Arc<Mutex<Store>>,
    deliverer: Deliverer,
    listener: TcpListener,
) -> std::io::Result<()> {
    let app = Router::new()
        .fallback(answer)
        .with_state((store, deliverer));
    axum::serve(listener, app).await
}

async fn answer(State((store, deliverer)): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_REQUEST_BYTES).await else {
        return http::StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let text: Value = serde_json::from_slice(&body).unwrap_or(json!({}));
    match head.uri.path() {
        "/_sim/replay" => return replay(&store, &deliverer, &text).await,
        "/_sim/deliver-queued" => {
            let ended = deliverer.flush(&store, text["order"] == "reverse").await;
            return axum::Json(ended).into_response();
        }
        _ => {}
    }
    if wc_auth::route(head.uri.path()).as_deref() == Some("access_granted") {
        return granted(&store, &deliverer, &http::Request::from_parts(head, body)).await;
    }
    let edits = head.method != http::Method::GET && text["deliver"] != false;
    let request = http::Request::from_parts(head, body);
    let reply = store
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .handle(&request, Timestamp::now());
    if edits {
        let (store, deliverer) = (Arc::clone(&store), deliverer.clone());
        tokio::spawn(async move { deliverer.flush(&store, false).await });
    }
    over_the_network(reply).await
}

/// Makes a key and sends it while whoever approved it waits for the page.
async fn granted(
    store: &Mutex<Store>,
    deliverer: &Deliverer,
    request: &http::Request<Bytes>,
) -> Response {
    let lock = || store.lock().unwrap_or_else(PoisonError::into_inner);
    let sending = wc_auth::grant(&mut lock(), request, Timestamp::now());
    let answer = match sending {
        Ok(sending) => {
            let came = deliverer.hand_over(&sending).await;
            wc_auth::sent(&mut lock(), &sending, &came, Timestamp::now())
        }
        Err(refused) => *refused,
    };
    answer.map(axum::body::Body::from)
}

/// `{"files":["012-order.created"],"order":"recorded|shuffled","seed":7,"times":2,"at_once":4}`.
async fn replay(store: &Mutex<Store>, deliverer: &Deliverer, asked: &Value) -> Response {
    let files: Option<Vec<&str>> = asked["files"]
        .as_array()
        .map(|files| files.iter().filter_map(Value::as_str).collect());
    let mut recordings = Vec::new();
    {
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..asked["times"].as_u64().unwrap_or(1) {
            let wanted = store.recordings.iter().filter(|recording| {
                files
                    .as_ref()
                    .is_none_or(|files| files.contains(&recording.name.as_str()))
            });
            recordings.extend(wanted.cloned());
        }
    }
    if asked["order"] == "shuffled" {
        shuffle(&mut recordings, asked["seed"].as_u64().unwrap_or(1));
    }
    let at_once = usize::try_from(asked["at_once"].as_u64().unwrap_or(1)).unwrap_or(1);
    axum::Json(deliverer.replay(recordings, at_once).await).into_response()
}

/// Fisher and Yates, with numbers that depend on the seed alone (splitmix64).
fn shuffle<T>(items: &mut [T], mut seed: u64) {
    for last in (1..items.len()).rev() {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let chosen = (z ^ (z >> 31)) % (last as u64 + 1);
        items.swap(last, usize::try_from(chosen).unwrap_or(0));
    }
}

async fn over_the_network(reply: Reply) -> Response {
    match reply {
        Reply::Answer(response) => response.map(axum::body::Body::from),
        Reply::Slow(delay, later) => {
            tokio::time::sleep(delay).await;
            Box::pin(over_the_network(*later)).await
        }
        // A connection that was accepted cannot be refused any more: the answer breaks off before
        // its body, which the other side cannot tell from a reset.
        Reply::LostAfterCommit | Reply::NotReached => {
            let broken = futures::stream::once(async {
                Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            });
            Response::new(axum::body::Body::from_stream(broken))
        }
    }
}
