//! As much of SQS and Secrets Manager as a webhook function calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use md5::{Digest as _, Md5};
use serde_json::{Value, json};

/// The webhook secret of the recordings.
const SECRET: &str = "test-secret-woo-9099";

/// The services.
#[derive(Debug, Default)]
pub struct Aws {
    latency: Duration,
    sent: AtomicU64,
}

impl Aws {
    /// Services that take so long for an answer.
    pub fn new(latency: Duration) -> Arc<Self> {
        Arc::new(Self {
            latency,
            ..Self::default()
        })
    }

    /// How many messages were sent to the queue.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Its routes.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(self)
    }
}

async fn answer(State(aws): State<Arc<Aws>>, headers: HeaderMap, request: Request) -> Response {
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await;
    let body = body.unwrap_or_default();
    if !aws.latency.is_zero() {
        tokio::time::sleep(aws.latency).await;
    }
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok());
    match target {
        Some("AmazonSQS.SendMessage") => {
            aws.sent.fetch_add(1, Ordering::Relaxed);
            reply(&taken(&body), "application/x-amz-json-1.0")
        }
        Some("secretsmanager.GetSecretValue") => {
            let secret = json!({ "main": { "current": SECRET, "previous": null } });
            let answer =
                json!({ "ARN": "arn", "Name": "webhook", "SecretString": secret.to_string() });
            reply(&answer, "application/x-amz-json-1.1")
        }
        _ => Response::builder()
            .status(400)
            .body(Body::empty())
            .unwrap_or_default(),
    }
}

/// Clients compare the digest with their own.
fn taken(body: &Bytes) -> Value {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let message = asked["MessageBody"].as_str().unwrap_or_default();
    let digest: String = Md5::digest(message.as_bytes())
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    json!({
        "MD5OfMessageBody": digest,
        "MessageId": "fe76de05-2c1f-4d4a-8c1b-0f4b4a8f7d3c",
        "SequenceNumber": "18870000000000000000",
    })
}

fn reply(answer: &Value, kind: &str) -> Response {
    Response::builder()
        .header("content-type", kind)
        .header("x-amzn-requestid", "6b1f2c5e-8f0b-5c3e-9a43-7d2f5d1f7a10")
        .body(Body::from(answer.to_string()))
        .unwrap_or_default()
}
