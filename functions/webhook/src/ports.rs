//! What the handler needs of the outside: a queue and the webhook secrets.

use std::sync::Arc;

use intake::Hint;
use queue::{HintQueue, QueueError};
use secrets::{Secret, SecretError, SecretSource};

use crate::keyring::Keyring;

/// Where hints go.
pub trait Hints: Sync {
    /// Puts `hint` on the queue, under a deduplication id.
    fn send(
        &self,
        hint: &Hint,
        deduplication_id: &str,
    ) -> impl Future<Output = Result<(), QueueError>> + Send;
}

/// The webhook secrets of all stores.
pub trait Keyrings: Sync {
    /// The kept copy, read if there is none yet.
    fn get(&self) -> impl Future<Output = Result<Arc<Keyring>, SecretError>> + Send;
    /// A fresh copy, or `None` if one was read a short while ago.
    fn refresh(&self) -> impl Future<Output = Result<Option<Arc<Keyring>>, SecretError>> + Send;
}

impl Hints for HintQueue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), QueueError> {
        HintQueue::send(self, hint, deduplication_id).await
    }
}

impl<S: SecretSource> Keyrings for Secret<Keyring, S> {
    async fn get(&self) -> Result<Arc<Keyring>, SecretError> {
        Secret::get(self).await
    }

    async fn refresh(&self) -> Result<Option<Arc<Keyring>>, SecretError> {
        Secret::refresh(self).await
    }
}
