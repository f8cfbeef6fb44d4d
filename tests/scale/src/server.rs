//! The store on a socket, as slow and as narrow as a real one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::listing::Listing;

/// A store on a socket.
pub struct Server {
    listing: Listing,
    /// How long a page takes, from the moment that a worker has it in hand.
    latency: Duration,
    /// The workers of the host: further requests wait for one.
    workers: Semaphore,
    /// Requests that were answered.
    requests: AtomicUsize,
}

impl Server {
    /// A server of this store.
    pub fn new(listing: Listing, latency: Duration, workers: usize) -> Arc<Self> {
        Arc::new(Self {
            listing,
            latency,
            workers: Semaphore::new(workers),
            requests: AtomicUsize::new(0),
        })
    }

    /// How many requests were answered.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Serves until the process ends.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) -> std::io::Result<()> {
        axum::serve(listener, Router::new().fallback(answer).with_state(self)).await
    }
}

async fn answer(State(server): State<Arc<Server>>, request: Request) -> Response {
    let worker = server.workers.acquire().await;
    let in_hand = tokio::time::Instant::now();
    let (head, _) = request.into_parts();
    let request = http::Request::from_parts(head, Bytes::new());
    let (response, _) = server.listing.answer(&request);
    // The work of finding and writing the page is part of its time.
    tokio::time::sleep_until(in_hand + server.latency).await;
    drop(worker);
    server.requests.fetch_add(1, Ordering::Relaxed);
    response.map(Body::from)
}
