//! The store on a socket, as slow and as narrow as a real one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::churn::{Churn, Pace};
use crate::listing::Listing;

/// A store on a socket.
pub struct Server {
    shop: Mutex<(Listing, Churn)>,
    /// How long a page takes, from the moment that a worker has it in hand.
    latency: Duration,
    /// The workers of the host: further requests wait for one.
    workers: Semaphore,
    /// Requests that were answered.
    requests: AtomicUsize,
}

impl Server {
    /// A server of this store, in which so much happens meanwhile.
    pub fn new(listing: Listing, pace: Pace, latency: Duration, workers: usize) -> Arc<Self> {
        let churn = Churn::new(pace, &listing);
        Arc::new(Self {
            shop: Mutex::new((listing, churn)),
            latency,
            workers: Semaphore::new(workers),
            requests: AtomicUsize::new(0),
        })
    }

    /// How many requests were answered.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Orders that were listed, and those that were missed though nobody touched them.
    pub fn listed_and_missed(&self) -> (usize, usize) {
        let shop = self.shop.lock().unwrap_or_else(PoisonError::into_inner);
        (shop.1.listed(), shop.1.missed())
    }

    fn page(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let mut shop = self.shop.lock().unwrap_or_else(PoisonError::into_inner);
        let (listing, churn) = &mut *shop;
        listing.now = jiff::Timestamp::now().as_second();
        let (response, ids) = listing.answer(request);
        churn.page(&ids, listing);
        response
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
    let response = server.page(&request);
    // The work of finding and writing the page is part of its time.
    tokio::time::sleep_until(in_hand + server.latency).await;
    drop(worker);
    server.requests.fetch_add(1, Ordering::Relaxed);
    response.map(Body::from)
}
