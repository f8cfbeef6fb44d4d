//! When each store last told us something.

use intake::{Hint, Source};
use jiff::SignedDuration;
use sync::ports::{Clock as _, Pulses as _};
use sync::pulse::Heard;

use crate::consumer::Consumer;
use crate::outside::Outside;

/// How often at most it is noted: a busy shop delivers many times a second, and a person who looks
/// wants to know the minute.
const BETWEEN_NOTES: SignedDuration = SignedDuration::from_secs(60);

impl<O: Outside> Consumer<O> {
    /// Notes that a delivery was handled. If the note fails, the next one tells as much.
    pub(crate) async fn heard(&self, hint: &Hint) {
        if hint.source != Source::Webhook {
            return;
        }
        let now = self.clock.now();
        {
            let mut heard = self.heard.lock().await;
            let last = heard.get(&hint.store);
            if last.is_some_and(|last| now.duration_since(*last) < BETWEEN_NOTES) {
                return;
            }
            heard.insert(hint.store.clone(), now);
        }
        let heard = Heard {
            received_at: hint.received_at,
            handled_at: now,
        };
        if let Err(error) = self.table.note_heard(&hint.store, heard).await {
            tracing::warn!(store = %hint.store, %error, "when it was heard of was not noted");
        }
    }
}
