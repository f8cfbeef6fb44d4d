//! The queue that hints go to.

use intake::Hint;
use queue::HintQueue;
use sync::ports::Hints;

/// A [`HintQueue`] as the use-cases see it.
#[derive(Debug, Clone)]
pub struct Outbox(pub HintQueue);

impl Hints for Outbox {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        let sent = self.0.send(hint, deduplication_id).await;
        sent.map_err(|error| error.to_string())
    }

    async fn send_all(&self, hints: &[(Hint, String)]) -> Result<(), String> {
        let sent = self.0.send_all(hints).await;
        sent.map_err(|error| error.to_string())
    }
}
