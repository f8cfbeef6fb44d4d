//! The CRM on a socket.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::crm::Crm;
use crate::reply::Reply;

/// The largest request that is read.
const LARGEST_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// Serves the CRM until the process ends.
///
/// # Errors
/// If the socket fails.
pub async fn serve(crm: Arc<Mutex<Crm>>, listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, Router::new().fallback(answer).with_state(crm)).await
}

async fn answer(State(crm): State<Arc<Mutex<Crm>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_REQUEST_BYTES).await else {
        return http::StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = http::Request::from_parts(head, body);
    let reply = crm
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .handle(&request, Timestamp::now());
    over_the_network(reply).await
}

async fn over_the_network(reply: Reply) -> Response {
    match reply {
        Reply::Answer(response) => response.map(Body::from),
        Reply::Slow(delay, later) => {
            tokio::time::sleep(delay).await;
            Box::pin(over_the_network(*later)).await
        }
        // The answer breaks off before its body, which the other side cannot tell from a reset.
        Reply::LostAfterCommit | Reply::NotReached => {
            let broken = futures::stream::once(async {
                Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            });
            Response::new(Body::from_stream(broken))
        }
    }
}
