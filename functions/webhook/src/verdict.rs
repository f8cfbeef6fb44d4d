//! An outcome, with what the log tells of it.

use intake::{Hint, StoreId};
use tracing::{error, info};

use crate::outcome::Outcome;

/// What became of a request, and what is known of it. The log gets ids and codes from here, and
/// nothing that a stranger wrote: a topic is one of ours, a store's id is checked.
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    hint: Option<Hint>,
    error: Option<String>,
}

impl From<Outcome> for Verdict {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            hint: None,
            error: None,
        }
    }
}

impl Verdict {
    pub(crate) fn queued(hint: Hint) -> Self {
        Self {
            hint: Some(hint),
            ..Outcome::Queued.into()
        }
    }

    /// AWS did not do its part.
    pub(crate) fn failed(outcome: Outcome, hint: Option<Hint>, error: &impl ToString) -> Self {
        Self {
            outcome,
            hint,
            error: Some(error.to_string()),
        }
    }

    /// Writes the one line of this request. `trace` is the request's id, which the hint carries on.
    pub(crate) fn log(&self, store: Option<&StoreId>, trace: &str) {
        let outcome = self.outcome.name();
        let store = store.map(StoreId::as_str);
        let topic = self.hint.as_ref().map(|hint| hint.topic.as_str());
        let id = self.hint.as_ref().map(|hint| hint.id);
        if let Some(error) = &self.error {
            error!(
                outcome,
                store, topic, id, trace, error, "delivery not taken"
            );
        } else {
            info!(outcome, store, topic, id, trace, "delivery");
        }
    }
}
