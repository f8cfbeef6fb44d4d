//! A process, which can die at every call that it makes.

use std::future::{Future, pending};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

/// One life of a process. A clone is the same life.
#[derive(Debug, Clone, Default)]
pub(crate) struct Life {
    ends: Arc<Notify>,
}

impl Life {
    /// The process is gone: whatever it was at is never gone on with.
    pub(crate) async fn die<T>(&self) -> T {
        self.ends.notify_one();
        pending().await
    }

    /// What came of the work, or none if the process died or its time was over.
    pub(crate) async fn lives<T>(
        &self,
        time: Duration,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        tokio::select! {
            biased;
            () = self.ends.notified() => None,
            () = tokio::time::sleep(time) => None,
            done = work => Some(done),
        }
    }
}
