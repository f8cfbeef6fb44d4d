//! The consumer on AWS: DynamoDB, SQS, Secrets Manager and HTTPS.

use std::sync::Arc;
use std::time::Duration;

use aws::{Outbox, Table};
use intake::{Hint, Source};
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
                backfill_name: name_of(&environment.backfill_url),
                changes: Outbox(HintQueue::new(sqs.clone(), environment.queue_url)),
                backfill: Outbox(HintQueue::new(sqs, environment.backfill_url)),
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

/// The name in the address of a queue: its last part.
fn name_of(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The queues of hints and their dead-letter queue.
pub struct Queues {
    changes: Outbox,
    backfill: Outbox,
    backfill_name: String,
    dlq_url: String,
}

impl Queues {
    fn of(&self, is_backfill: bool) -> &Outbox {
        if is_backfill {
            &self.backfill
        } else {
            &self.changes
        }
    }
}

impl Hints for Queues {
    async fn send(&self, hint: &Hint, deduplication_id: &str) -> Result<(), String> {
        let is_backfill = matches!(hint.source, Source::Full | Source::Nightly);
        let queue = self.of(is_backfill);
        queue.send(hint, deduplication_id).await
    }
}

impl Inbox for Queues {
    async fn retry_later(&self, queue: &str, receipt: &str, after: Duration) -> Result<(), String> {
        let queue = self.of(queue == self.backfill_name);
        let slept = queue.0.retry_later(receipt, after).await;
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
            .changes
            .0
            .poison(&self.dlq_url, body, reason, group, message);
        buried.await.map_err(|error| error.to_string())
    }
}
