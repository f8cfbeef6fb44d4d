//! The runtime API of Lambda: one invocation at a time, handed out when the function asks for it.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// How long a function may take to start or to answer.
const PATIENCE: Duration = Duration::from_mins(2);

/// The bench's end: asks for answers.
pub struct Invoker {
    /// Where the function finds the API: `host:port`.
    pub address: String,
    events: mpsc::Sender<Bytes>,
    told: mpsc::Receiver<Told>,
}

/// One answer, and how long the function had the event for it.
#[derive(Debug)]
pub struct Answer {
    /// What the function answered.
    pub body: Bytes,
    /// From handing the event out to the answer's arrival.
    pub took: Duration,
}

enum Told {
    Polls(Instant),
    HandedOut(Instant),
    Answered(Bytes, Instant),
    Failed(Bytes),
}

struct Api {
    events: Mutex<mpsc::Receiver<Bytes>>,
    tell: mpsc::Sender<Told>,
}

impl Invoker {
    /// Opens the API on a port of its own.
    ///
    /// # Errors
    /// If there is no port.
    pub async fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (events, to_hand_out) = mpsc::channel(1);
        let (tell, told) = mpsc::channel(16);
        let api = Arc::new(Api {
            events: Mutex::new(to_hand_out),
            tell,
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(answered),
            )
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(failed))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(api);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            address,
            events,
            told,
        })
    }

    /// Waits until the function asks for an invocation.
    ///
    /// # Errors
    /// If it fails before, or takes too long.
    pub async fn first_poll(&mut self) -> Result<Instant> {
        match self.next_told().await? {
            Told::Polls(at) => Ok(at),
            Told::Failed(error) => bail!("init: {}", String::from_utf8_lossy(&error)),
            _ => bail!("an answer before the first invocation"),
        }
    }

    /// Hands an event out, and waits for the answer and until the function asks for the next.
    ///
    /// # Errors
    /// If the function fails or takes too long.
    pub async fn invoke(&mut self, event: Bytes) -> Result<Answer> {
        self.events.send(event).await?;
        let (mut since, mut answer) = (None, None);
        loop {
            match self.next_told().await? {
                Told::HandedOut(at) => since = Some(at),
                Told::Answered(body, at) => answer = Some((body, at)),
                Told::Failed(error) => bail!("{}", String::from_utf8_lossy(&error)),
                Told::Polls(_) => {
                    let (Some(since), Some((body, at))) = (since, answer) else {
                        bail!("the function asks for more without an answer");
                    };
                    return Ok(Answer {
                        body,
                        took: at - since,
                    });
                }
            }
        }
    }

    async fn next_told(&mut self) -> Result<Told> {
        let told = tokio::time::timeout(PATIENCE, self.told.recv()).await;
        told.context("the function says nothing")?.context("closed")
    }
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    // The lock is held while waiting, so polls of one after another are answered in turn.
    let mut events = api.events.lock().await;
    let _ = api.tell.send(Told::Polls(Instant::now())).await;
    let Some(event) = events.recv().await else {
        return Response::new(Body::empty());
    };
    let _ = api.tell.send(Told::HandedOut(Instant::now())).await;
    let deadline = SystemTime::now() + PATIENCE;
    let deadline_ms = deadline.duration_since(UNIX_EPOCH).unwrap_or_default();
    Response::builder()
        .header("content-type", "application/json")
        .header(
            "lambda-runtime-aws-request-id",
            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        )
        .header(
            "lambda-runtime-deadline-ms",
            deadline_ms.as_millis().to_string(),
        )
        .header(
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:000000000000:function:bench",
        )
        .header(
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
        )
        .body(Body::from(event))
        .unwrap_or_default()
}

async fn answered(State(api): State<Arc<Api>>, body: Bytes) -> Response {
    let _ = api.tell.send(Told::Answered(body, Instant::now())).await;
    accepted()
}

async fn failed(State(api): State<Arc<Api>>, body: Bytes) -> Response {
    let _ = api.tell.send(Told::Failed(body)).await;
    accepted()
}

fn accepted() -> Response {
    let accepted = Response::builder().status(202);
    accepted
        .body(Body::from("{\"status\":\"OK\"}"))
        .unwrap_or_default()
}
