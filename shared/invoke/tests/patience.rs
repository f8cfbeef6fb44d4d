//! A function that takes its time to answer.

#![expect(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::config::{BehaviorVersion, Config, Credentials, Region};
use axum::Router;
use invoke::Function;
use serde_json::json;

const IMPATIENT: Duration = Duration::from_millis(100);

/// A function that answers after this time, and how often it was called. Its client has the habits
/// of the others: it gives an attempt up early, and makes another.
async fn function(answers_after: Duration) -> (Function, Arc<AtomicU32>) {
    let calls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&calls);
    let app = Router::new().fallback(move || async move {
        counted.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(answers_after).await;
        json!({"runs": 1}).to_string()
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let timeouts = TimeoutConfig::builder()
        .read_timeout(IMPATIENT)
        .operation_attempt_timeout(IMPATIENT)
        .build();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .endpoint_url(endpoint)
        .build();
    (Function::new(Client::from_conf(config), "f"), calls)
}

#[tokio::test]
async fn a_function_that_answers_late_is_called_once() {
    let (function, calls) = function(IMPATIENT * 5).await;
    assert_eq!(function.call(&json!({})).await.unwrap(), json!({"runs": 1}));
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}
