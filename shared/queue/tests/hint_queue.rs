//! What goes over the wire to SQS, seen by a server that records it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, Router};
use intake::Hint;
use queue::{HintQueue, QueueError};
use serde_json::{Value, json};

const URL: &str = "https://sqs.eu-west-1.amazonaws.com/000000000000/changes.fifo";
const DLQ_URL: &str = "https://sqs.eu-west-1.amazonaws.com/000000000000/changes-dlq.fifo";

type Calls = Arc<Mutex<Vec<(String, Value)>>>;

struct Sqs {
    calls: Calls,
    status: StatusCode,
}

async fn answer(
    State(sqs): State<Arc<Sqs>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let action = headers["x-amz-target"].to_str().unwrap().to_owned();
    let body = serde_json::from_slice(&body).unwrap();
    sqs.calls.lock().unwrap().push((action, body));
    let answer = if sqs.status.is_success() {
        json!({ "MessageId": "m-1" })
    } else {
        json!({ "__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue" })
    };
    (sqs.status, Json(answer))
}

async fn queue_answering(status: StatusCode) -> (HintQueue, Calls) {
    let calls = Calls::default();
    let state = Arc::new(Sqs {
        calls: Arc::clone(&calls),
        status,
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = Router::new().fallback(answer).with_state(state);
    tokio::spawn(async move { axum::serve(listener, server).await });
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint)
        .build();
    let client = aws_sdk_sqs::Client::from_conf(config);
    (HintQueue::new(client, URL), calls)
}

fn hint() -> Hint {
    Hint::from_json(
        r#"{"v":1,"store":"main","resource":"order","id":183,"topic":"order.updated",
            "source":"webhook","run":null,"received_at":"2026-11-23T04:26:13Z","trace":"req-1"}"#,
    )
    .unwrap()
}

fn only_call(calls: &Calls) -> (String, Value) {
    let mut calls = calls.lock().unwrap();
    assert_eq!(calls.len(), 1);
    calls.remove(0)
}

#[tokio::test]
async fn a_hint_goes_to_the_group_of_its_order_under_the_deduplication_id_given() {
    let (queue, calls) = queue_answering(StatusCode::OK).await;

    queue.send(&hint(), "req-1").await.unwrap();

    let (action, sent) = only_call(&calls);
    assert_eq!(action, "AmazonSQS.SendMessage");
    assert_eq!(sent["QueueUrl"], URL);
    assert_eq!(sent["MessageGroupId"], "main.order.183");
    assert_eq!(sent["MessageDeduplicationId"], "req-1");
    let body = sent["MessageBody"].as_str().unwrap();
    assert_eq!(body, hint().to_json());
    assert!(body.len() < 1024);
}

#[tokio::test]
async fn a_message_sleeps_for_the_time_given() {
    let (queue, calls) = queue_answering(StatusCode::OK).await;

    queue
        .retry_later("handle-1", Duration::from_secs(90))
        .await
        .unwrap();

    let (action, sent) = only_call(&calls);
    assert_eq!(action, "AmazonSQS.ChangeMessageVisibility");
    assert_eq!(
        sent,
        json!({ "QueueUrl": URL, "ReceiptHandle": "handle-1", "VisibilityTimeout": 90 })
    );
}

#[tokio::test]
async fn poison_goes_to_the_dead_letter_queue_as_it_came_with_its_reason() {
    let (queue, calls) = queue_answering(StatusCode::OK).await;

    queue
        .poison(DLQ_URL, "not json", "undecodable", "g", "message-1")
        .await
        .unwrap();

    let (action, sent) = only_call(&calls);
    assert_eq!(action, "AmazonSQS.SendMessage");
    assert_eq!(sent["QueueUrl"], DLQ_URL);
    assert_eq!(sent["MessageBody"], "not json");
    assert_eq!(sent["MessageGroupId"], "g");
    assert_eq!(sent["MessageDeduplicationId"], "message-1");
    assert_eq!(
        sent["MessageAttributes"]["reason"],
        json!({ "DataType": "String", "StringValue": "undecodable" })
    );
}

#[tokio::test]
async fn a_refusal_is_told_with_its_cause_and_without_the_message() {
    let (queue, _) = queue_answering(StatusCode::BAD_REQUEST).await;

    let error = queue.send(&hint(), "req-1").await.unwrap_err();

    assert!(matches!(error, QueueError::HintNotSent(_)));
    let told = error.to_string();
    assert_eq!(
        told,
        "SQS did not take the hint: QueueDoesNotExist: no such queue"
    );
}
