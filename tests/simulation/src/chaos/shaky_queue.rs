//! The queue, seen by a process that can die.

use std::future::Future;
use std::time::Duration;

use consumer::Inbox;
use intake::Hint;
use queue::QueueError;
use sync::ports::Hints;

use crate::chaos::life::Life;
use crate::chaos::weather::{Site, Weather};
use crate::fifo_queue::FifoQueue;

/// The queue, seen by a process that can die.
#[derive(Debug, Clone)]
pub(crate) struct ShakyQueue {
    pub(crate) queue: FifoQueue,
    pub(crate) weather: Weather,
    pub(crate) life: Life,
}

impl ShakyQueue {
    /// A call, which may fail before or after it is carried out.
    async fn call(
        &self,
        name: &str,
        call: impl Future<Output = Result<(), String>>,
    ) -> Result<(), String> {
        self.weather.travels().await;
        let strikes = self.weather.strikes(Site::Queue);
        let dies = self.weather.strikes(Site::Death);
        if (strikes || dies) && self.weather.one_in(2) {
            self.weather.fault(format_args!("{name} fails, {dies}"));
            if dies {
                return self.life.die().await;
            }
            return Err("injected".to_owned());
        }
        let answer = call.await;
        if dies {
            self.weather.fault(format_args!("dies after {name}"));
            return self.life.die().await;
        }
        if strikes {
            self.weather.fault(format_args!("answer of {name} lost"));
            return Err("injected".to_owned());
        }
        self.weather.note(name);
        self.weather.travels().await;
        answer
    }
}

impl Hints for ShakyQueue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        let name = format!("send {}", hint.group_id());
        self.call(&name, self.queue.send(hint, deduplication_id))
            .await
    }
}

impl webhook::Hints for ShakyQueue {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), QueueError> {
        let sent = Hints::send(self, hint, deduplication_id).await;
        sent.map_err(QueueError::HintNotSent)
    }
}

impl Inbox for ShakyQueue {
    async fn retry_later(&self, queue: &str, receipt: &str, after: Duration) -> Result<(), String> {
        let name = format!("retry in {} ms", after.as_millis());
        self.call(&name, self.queue.retry_later(queue, receipt, after))
            .await
    }

    async fn bury(
        &self,
        body: &str,
        reason: &str,
        group: &str,
        message: &str,
    ) -> Result<(), String> {
        self.call("bury", self.queue.bury(body, reason, group, message))
            .await
    }
}
