//! A secret in AWS Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};

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
            .map_err(|error| cause(&error))?;
        answer
            .secret_string
            .ok_or_else(|| "it is binary; a JSON text is needed".to_owned())
    }
}

/// What went wrong, in one line. The SDK's own texts are not passed on: they quote the answer.
fn cause<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(answer) => format!(
            "{}: {}",
            answer.err().code().unwrap_or("an error without a code"),
            answer.err().message().unwrap_or("no reason given")
        ),
        SdkError::TimeoutError(_) => "no answer in time".to_owned(),
        SdkError::DispatchFailure(_) => "no connection, or no credentials".to_owned(),
        SdkError::ResponseError(_) => "an answer that is not of Secrets Manager".to_owned(),
        _ => "the request could not be made".to_owned(),
    }
}
