//! How many requests are sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::{Transport, TransportError};

/// Counts what is sent through it. A clone has the same count.
#[derive(Debug, Clone, Default)]
pub struct Counting<T> {
    inner: T,
    sent: Arc<AtomicU64>,
}

impl<T> Counting<T> {
    /// Counts what is sent through `inner`.
    pub fn new(inner: T) -> Self {
        Self {
            inner,
            sent: Arc::default(),
        }
    }

    /// How many requests were sent since this was last asked, whatever became of them.
    pub fn take(&self) -> u64 {
        self.sent.swap(0, Ordering::Relaxed)
    }
}

impl<T: Transport> Transport for Counting<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.inner.send(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every second request is lost on the way.
    #[derive(Clone, Default)]
    struct Lossy(Arc<AtomicU64>);

    impl Transport for Lossy {
        async fn send(
            &self,
            _: http::Request<Bytes>,
        ) -> Result<http::Response<Bytes>, TransportError> {
            match self.0.fetch_add(1, Ordering::Relaxed) % 2 {
                0 => Ok(http::Response::new(Bytes::new())),
                _ => Err(TransportError::TimedOut),
            }
        }
    }

    #[tokio::test]
    async fn what_is_lost_counts_too_and_clones_count_together() {
        let counting = Counting::new(Lossy::default());
        let other = counting.clone();
        for _ in 0..3 {
            let _ = counting.send(http::Request::new(Bytes::new())).await;
            let _ = other.send(http::Request::new(Bytes::new())).await;
        }
        assert_eq!((counting.take(), other.take()), (6, 0));
    }
}
