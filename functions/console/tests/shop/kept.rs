//! The stand-in's answers to what the console reads, kept: asked the same again, they come at once, as those of
//! `DynamoDB` do. The stand-in takes seconds for a large table, and a process that waits for it is at work, too.
//!
//! It has a thread of its own, so that its time on the processor can be told from the console's. Whoever writes
//! meanwhile is told what stood before.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use behaviour::stand_in::StandIn;
use serde_json::Value;

/// The thread's name.
pub(crate) const THREAD: &str = "kept-answers";

type Answer = (u16, String);

#[derive(Clone)]
struct Kept {
    aws: Arc<StandIn>,
    answers: Arc<Mutex<HashMap<(String, String), Answer>>>,
}

/// Starts it, and tells where it listens. It ends with the process.
pub(crate) fn start(aws: Arc<StandIn>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let kept = Kept {
        aws,
        answers: Arc::default(),
    };
    let router = Router::new().route("/", post(answer)).with_state(kept);
    let serve = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await
        })
    };
    let thread = std::thread::Builder::new().name(THREAD.to_owned());
    thread.spawn(serve).unwrap();
    endpoint
}

async fn answer(State(kept): State<Kept>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let action = headers["x-amz-target"].to_str().unwrap().to_owned();
    let input: Value = serde_json::from_slice(&body).unwrap();
    let asked = (action, sorted(input.clone()).to_string());
    let known = kept.answers.lock().unwrap().get(&asked).cloned();
    let (status, text) = known.unwrap_or_else(|| {
        let answer = kept.aws.answer(&asked.0, &input);
        let mut answers = kept.answers.lock().unwrap();
        answers.insert(asked, answer.clone());
        answer
    });
    let status = StatusCode::from_u16(status).unwrap();
    let kind = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
    (status, kind, text)
}

/// The SDK writes an object's members in any order, and here they stand in one.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter();
            let members: BTreeMap<String, Value> =
                members.map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(members.into_iter().collect())
        }
        other => other,
    }
}
