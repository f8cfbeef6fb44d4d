//! An endpoint that answers as a test tells it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::response::Response;
use serde_json::Value;

/// The table `woosync` at an endpoint that answers each request by this.
pub(crate) async fn table(answer: impl FnMut(Value) -> Response + Send + 'static) -> Table {
    let answer = Arc::new(Mutex::new(answer));
    let app = axum::Router::new().fallback(move |body: String| {
        let answered = answer.lock().unwrap()(serde_json::from_str(&body).unwrap());
        async move { answered }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .endpoint_url(endpoint)
        .build();
    Table::with_client(Client::from_conf(config), "woosync")
}
