//! What Secrets Manager is asked, and what of its answers is told on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use secrets::{SecretSource, SecretsManager};

async fn answer(
    State(answer): State<Arc<(u16, &'static str)>>,
    asked: String,
) -> (StatusCode, String) {
    assert_eq!(asked, r#"{"SecretId":"arn:of-the-secret"}"#);
    (StatusCode::from_u16(answer.0).unwrap(), answer.1.to_owned())
}

async fn read(status: u16, body: &'static str) -> Result<String, String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = Router::new()
        .fallback(answer)
        .with_state(Arc::new((status, body)));
    tokio::spawn(async move { axum::serve(listener, server).await });
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(endpoint)
        .build();
    let client = aws_sdk_secretsmanager::Client::from_conf(config);
    SecretsManager::new(client, "arn:of-the-secret")
        .read()
        .await
}

#[tokio::test]
async fn the_text_of_the_secret_is_read_by_its_arn() {
    let text = read(200, r#"{"SecretString":"{\"token\":\"a\"}"}"#).await;
    assert_eq!(text.unwrap(), r#"{"token":"a"}"#);
}

#[tokio::test]
async fn a_refusal_is_told_by_its_code_and_reason() {
    let error = read(
        400,
        r#"{"__type":"AccessDeniedException","Message":"not you"}"#,
    )
    .await;
    assert_eq!(error.unwrap_err(), "AccessDeniedException: not you");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_never_quoted() {
    for body in [
        r#"{"SecretString":"hush"#,
        r#"{"SecretString":{"hush":1}}"#,
        "hush",
    ] {
        let error = read(200, body).await.unwrap_err();
        assert!(!error.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_binary_secret_is_refused() {
    let error = read(200, r#"{"SecretBinary":"aHVzaA=="}"#)
        .await
        .unwrap_err();
    assert_eq!(error, "it is binary; a JSON text is needed");
}
