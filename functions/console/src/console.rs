//! What the function reaches out to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use aws::Table;
use intake::StoreId;
use invoke::Function;
use queue::HintQueue;
use secrets::{Secret, SecretsManager};
use sync::stores::{CrmToken, StoreKeys};
use tokio::sync::Mutex;
use transport::{HttpTransport, Limits};

use crate::environment::Environment;
use crate::sides::KeptSettings;

/// The largest answer of a store or of Perfex that is read.
const LARGEST_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// The wired function.
pub struct Console {
    pub(crate) environment: Environment,
    pub(crate) table: Table,
    pub(crate) queue: HintQueue,
    pub(crate) sqs: aws_sdk_sqs::Client,
    pub(crate) full_sync: Function,
    pub(crate) keys: Secret<BTreeMap<StoreId, StoreKeys>>,
    pub(crate) token: Secret<CrmToken>,
    pub(crate) wire: Arc<HttpTransport>,
    pub(crate) settings: Mutex<Option<KeptSettings>>,
}

impl Console {
    /// Makes the clients. Nothing is called yet.
    pub async fn connect(environment: Environment) -> Result<Self> {
        let config = aws::sdk_config().await;
        let table = Table::new(&config, &environment.table_name);
        let sqs = aws_sdk_sqs::Client::new(&config);
        let manager = aws_sdk_secretsmanager::Client::new(&config);
        let lambda = aws_sdk_lambda::Client::new(&config);
        Self::new(environment, table, sqs, manager, lambda)
    }

    /// The console between clients that are there already.
    pub fn new(
        environment: Environment,
        table: Table,
        sqs: aws_sdk_sqs::Client,
        manager: aws_sdk_secretsmanager::Client,
        lambda: aws_sdk_lambda::Client,
    ) -> Result<Self> {
        let wire = HttpTransport::new(Limits {
            connect_timeout: Duration::from_secs(3),
            timeout: environment.call_timeout,
            max_body_bytes: LARGEST_ANSWER_BYTES,
        })?;
        let keys = SecretsManager::new(manager.clone(), &environment.store_keys_arn);
        let token = SecretsManager::new(manager, &environment.crm_token_arn);
        Ok(Self {
            table,
            queue: HintQueue::new(sqs.clone(), &environment.queue_url),
            sqs,
            full_sync: Function::new(lambda, &environment.full_sync_function),
            keys: Secret::new("store keys", keys),
            token: Secret::new("CRM token", token),
            wire: Arc::new(wire),
            settings: Mutex::new(None),
            environment,
        })
    }
}
