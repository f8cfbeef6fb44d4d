//! Answers that get lost on the way: the SDK repeats the call, and the repeated one meets what
//! the first one wrote.

#![expect(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use behaviour::contract::full_link;
use sync::ports::{Links, TableError};

/// What the endpoint answers to a put.
#[derive(Clone, Copy)]
enum Answer {
    /// It is carried out, and the answer is a server error.
    Lost,
    /// The condition fails on the row that was sent before.
    OwnRow,
    /// The condition fails on another writer's row.
    OtherRow,
    /// Too many requests.
    Throttled,
}

/// An endpoint that gives these answers in turn, and a table there.
async fn table(answers: &[Answer]) -> Table {
    let answers: Arc<Mutex<VecDeque<Answer>>> =
        Arc::new(Mutex::new(answers.iter().copied().collect()));
    let app = axum::Router::new().fallback(move |body: String| {
        let answer = answers.lock().unwrap().pop_front();
        async move { answer.map_or_else(done, |answer| respond(answer, &body)) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(
            RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1)),
        )
        .endpoint_url(endpoint)
        .build();
    Table::with_client(Client::from_conf(config), "woosync")
}

fn done() -> Response {
    (StatusCode::OK, "{}").into_response()
}

fn respond(answer: Answer, body: &str) -> Response {
    let sent: serde_json::Value = serde_json::from_str(body).unwrap();
    let refused = |item: &serde_json::Value| {
        let error = serde_json::json!({
            "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message": "The conditional request failed",
            "Item": item,
        });
        (StatusCode::BAD_REQUEST, error.to_string()).into_response()
    };
    match answer {
        Answer::Lost => (StatusCode::INTERNAL_SERVER_ERROR, "{}").into_response(),
        Answer::OwnRow => {
            assert_eq!(sent["ReturnValuesOnConditionCheckFailure"], "ALL_OLD");
            refused(&sent["Item"])
        }
        Answer::OtherRow => {
            let mut item = sent["Item"].clone();
            item["doc"]["S"] = "{}".into();
            refused(&item)
        }
        Answer::Throttled => {
            let error = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}"#;
            (StatusCode::BAD_REQUEST, error).into_response()
        }
    }
}

#[tokio::test]
async fn a_write_that_meets_itself_has_succeeded() {
    for seen in [0, 6] {
        let table = table(&[Answer::Lost, Answer::OwnRow]).await;
        let mut link = full_link();
        link.version = seen;
        table.save_link(&mut link).await.unwrap();
        assert_eq!(link.version, seen + 1);
    }
}

#[tokio::test]
async fn a_write_that_meets_another_writer_is_a_conflict() {
    let table = table(&[Answer::Lost, Answer::OtherRow]).await;
    let mut link = full_link();
    let refused = table.save_link(&mut link).await;
    assert!(matches!(refused, Err(TableError::Conflict)), "{refused:?}");
    assert_eq!(link.version, 0);
}

#[tokio::test]
async fn throttling_and_errors_are_tried_again_and_then_told_as_an_outage() {
    let table = table(&[Answer::Throttled, Answer::Lost]).await;
    table.save_link(&mut full_link()).await.unwrap();
    for answer in [Answer::Throttled, Answer::Lost] {
        let table = self::table(&[answer; 9]).await;
        let refused = table.save_link(&mut full_link()).await;
        assert!(matches!(refused, Err(TableError::Unavailable(_))), "{refused:?}");
    }
}
