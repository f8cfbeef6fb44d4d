//! The consumer on AWS: DynamoDB, SQS, Secrets Manager and HTTPS.

use std::sync::Arc;
use std::time::Duration;

use aws::{Outbox, Table};
use intake::Hint;
use queue::HintQueue;
use secrets::SecretsManager;
use sync::ports::{Hints, SystemClock};
use transport::{HttpTransport, Limits, Seeds};

use crate::environment::Environment;
use crate::outside::{Inbox, Outside, Parts};

/// The largest answer that is read: a hundred orders of fifty kilobytes, with room.
const LARGEST_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// What is outside of the function.
pub struct OnAws;

impl Outside for OnAws {
    type Table = Table;
    type Queue = Queues;
    type Wire = Arc<HttpTransport>;
    type Clock = SystemClock;
    type Secrets = SecretsManager;
}

impl OnAws {
    /// Makes the clients. Nothing is called yet.
    pub async fn parts(environment: Environment) -> anyhow::Result<Parts<Self>> {
        let config = aws::sdk_config().await;
        let manager = aws_sdk_secretsmanager::Client::new(&config);
        let sqs = aws_sdk_sqs::Client::new(&config);
        Ok(Parts {
            table: Table::new(&config, environment.table_name),
            queue: Queues {
                hints: Outbox(HintQueue::new(sqs, environment.queue_url)),
                dlq_url: environment.dlq_url,
            },
            clock: SystemClock,
            store_wire: wire(environment.store_timeout)?,
            crm_wire: wire(environment.perfex_timeout)?,
            keys: SecretsManager::new(manager.clone(), environment.store_keys_arn),
            token: SecretsManager::new(manager, environment.crm_token_arn),
            call_timeout: environment.perfex_timeout,
            seeds: Seeds::random(),
        })
    }
}

fn wire(timeout: Duration) -> anyhow::Result<Arc<HttpTransport>> {
    Ok(Arc::new(HttpTransport::new(Limits {
        connect_timeout: Duration::from_secs(5),
        timeout,
        max_body_bytes: LARGEST_ANSWER_BYTES,
    })?))
}

/// The queue of hints and its dead-letter queue.
pub struct Queues {
    hints: Outbox,
    dlq_url: String,
}

impl Hints for Queues {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        self.hints.send(hint, deduplication_id).await
    }
}

impl Inbox for Queues {
    async fn retry_later(&self, receipt: &str, after: Duration) -> Result<(), String> {
        let slept = self.hints.0.retry_later(receipt, after).await;
        slept.map_err(|error| error.to_string())
    }

    async fn bury(
        &self,
        body: &str,
        reason: &str,
        group: &str,
        message: &str,
    ) -> Result<(), String> {
        let buried = self
            .hints
            .0
            .poison(&self.dlq_url, body, reason, group, message);
        buried.await.map_err(|error| error.to_string())
    }
}
