//! A secret in AWS Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::DisplayErrorContext;

use crate::SecretSource;

/// The current version of one secret in AWS Secrets Manager.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
    arn: String,
}

impl SecretsManager {
    /// The secret `arn` (its name serves too).
    pub fn new(client: Client, arn: impl Into<String>) -> Self {
        let arn = arn.into();
        Self { client, arn }
    }
}

impl SecretSource for SecretsManager {
    async fn read(&self) -> Result<String, String> {
        let answer = self
            .client
            .get_secret_value()
            .secret_id(&self.arn)
            .send()
            .await
            .map_err(|error| DisplayErrorContext(error).to_string())?;
        answer
            .secret_string
            .ok_or_else(|| "it is binary; a JSON text is needed".to_owned())
    }
}
