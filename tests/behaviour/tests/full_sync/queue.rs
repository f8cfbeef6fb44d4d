//! A queue that says what was sent.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use intake::{Hint, Resource};
use sync::ports::Hints;

/// Hints that were sent, and how many there may be until the next one hangs.
#[derive(Clone, Default)]
pub(crate) struct Queue {
    hints: Arc<Mutex<Vec<Hint>>>,
    seen: Arc<Mutex<BTreeSet<String>>>,
    hangs_after: Arc<Mutex<Option<usize>>>,
    consumed: Arc<Mutex<usize>>,
}

impl Hints for Queue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        assert!(deduplication_id.len() <= 128, "{deduplication_id}");
        let hangs = {
            let mut left = self.hangs_after.lock().unwrap();
            match &mut *left {
                Some(0) => left.take().is_some(),
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => false,
            }
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        // The queue drops doubles for five minutes only: half of them come through.
        let fresh = self
            .seen
            .lock()
            .unwrap()
            .insert(deduplication_id.to_owned());
        if fresh || hint.id.is_multiple_of(2) {
            self.hints.lock().unwrap().push(hint.clone());
        }
        Ok(())
    }
}

impl Queue {
    pub(crate) fn ids(&self, resource: Resource) -> BTreeSet<u64> {
        let hints = self.hints.lock().unwrap();
        let hints = hints.iter().filter(|hint| hint.resource == resource);
        hints.map(|hint| hint.id).collect()
    }

    /// The hints that nobody took yet, and once more the first of all; and how many were sent until now.
    pub(crate) fn new_hints(&self) -> (Vec<Hint>, usize) {
        let hints = self.hints.lock().unwrap();
        let taken = *self.consumed.lock().unwrap();
        let new = hints[taken..].iter().chain(hints.first()).cloned();
        (new.collect(), hints.len())
    }

    /// Takes so many of the hints that were sent. Whoever dies before it gets them again.
    pub(crate) fn take(&self, sent: usize) {
        *self.consumed.lock().unwrap() = sent;
    }

    pub(crate) fn sent(&self) -> usize {
        self.hints.lock().unwrap().len()
    }

    pub(crate) fn clear(&self) {
        self.hints.lock().unwrap().clear();
        *self.consumed.lock().unwrap() = 0;
    }

    pub(crate) fn hang_after(&self, sent: usize) {
        *self.hangs_after.lock().unwrap() = Some(sent);
    }
}
