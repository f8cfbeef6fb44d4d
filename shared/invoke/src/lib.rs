//! Lambda functions that are called by name.
#![warn(missing_docs)]

use std::time::Duration;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::Config;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_lambda::operation::invoke::{InvokeError, InvokeOutput};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use serde_json::Value;

/// How long an answer is waited for. Beginning a run takes well under a second, but a function that
/// was not called for a while, in a busy region, has to be started first.
const PATIENCE: Duration = Duration::from_mins(1);

/// A function of the account.
#[derive(Debug, Clone)]
pub struct Function {
    client: Client,
    name: String,
}

/// What a call came to, if it came to no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The function says what is wrong.
    #[error("{0}")]
    Said(String),
    /// It was not reached, or died.
    #[error("the function {name} did not answer: {problem}")]
    NoAnswer {
        /// Its name.
        name: String,
        /// In one line.
        problem: String,
    },
}

impl Function {
    /// The function of this name.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { client, name }
    }

    /// Sends it on its way and waits for no answer.
    pub async fn send(&self, event: &Value) -> Result<(), CallError> {
        self.invoke(InvocationType::Event, event).await?;
        Ok(())
    }

    /// Calls it, once, and gives its answer: it may have done what it was called for although its
    /// answer is late, and would be asked to do it again.
    pub async fn call(&self, event: &Value) -> Result<Value, CallError> {
        let answer = self.invoke(InvocationType::RequestResponse, event).await?;
        let payload = answer.payload().map(Blob::as_ref).unwrap_or_default();
        let payload: Value = serde_json::from_slice(payload)
            .map_err(|_| self.no_answer("it answered with something else than JSON"))?;
        if answer.function_error().is_none() {
            return Ok(payload);
        }
        Err(match payload["errorMessage"].as_str() {
            Some(said) => CallError::Said(said.to_owned()),
            None => self.no_answer("it failed and did not say why: look at its log"),
        })
    }

    async fn invoke(&self, how: InvocationType, event: &Value) -> Result<InvokeOutput, CallError> {
        let once = matches!(how, InvocationType::RequestResponse).then(patient);
        self.client
            .invoke()
            .function_name(&self.name)
            .invocation_type(how)
            .payload(Blob::new(event.to_string()))
            .customize()
            .config_override(once.unwrap_or_default())
            .send()
            .await
            .map_err(|error| self.no_answer(&problem(&error)))
    }

    fn no_answer(&self, problem: &str) -> CallError {
        CallError::NoAnswer {
            name: self.name.clone(),
            problem: problem.to_owned(),
        }
    }
}

/// Waits long, and never repeats a call.
fn patient() -> aws_sdk_lambda::config::Builder {
    let timeouts = TimeoutConfig::builder()
        .read_timeout(PATIENCE)
        .operation_attempt_timeout(PATIENCE)
        .operation_timeout(PATIENCE)
        .build();
    Config::builder()
        .timeout_config(timeouts)
        .retry_config(RetryConfig::disabled())
}

fn problem(error: &SdkError<InvokeError>) -> String {
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => DisplayErrorContext(error).to_string(),
    }
}
