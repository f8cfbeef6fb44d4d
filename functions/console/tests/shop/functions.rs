//! Lambda with one function in it: full-sync's own reading of its event over the table of the test.

use std::sync::{Arc, Mutex};

use aws::Table;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use full_sync::Call;
use serde_json::{Value, json};
use sync::full_sync::{Kind, start};
use sync::ports::SystemClock;

const FAILED: &str = "x-amz-function-error";

/// It listens until the test's runtime ends.
#[derive(Debug, Clone)]
pub(crate) struct Functions {
    table: Table,
    endpoint: String,
    events: Arc<Mutex<Vec<Value>>>,
    broken: Arc<Mutex<Option<String>>>,
}

impl Functions {
    pub(crate) async fn start(table: Table) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let functions = Self {
            table,
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            events: Arc::default(),
            broken: Arc::default(),
        };
        let router = Router::new()
            .route(
                "/2015-03-31/functions/{name}/invocations",
                post(Self::invoke),
            )
            .with_state(functions.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        functions
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What it was called with.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.events.lock().unwrap().clone()
    }

    /// From now on it fails and says this.
    pub(crate) fn say(&self, problem: &str) {
        *self.broken.lock().unwrap() = Some(problem.to_owned());
    }

    async fn invoke(
        State(functions): State<Self>,
        Path(name): Path<String>,
        body: Bytes,
    ) -> (StatusCode, HeaderMap, Json<Value>) {
        let mut headers = HeaderMap::new();
        if name != "full-sync" {
            return (StatusCode::NOT_FOUND, headers, Json(json!({})));
        }
        let event: Value = serde_json::from_slice(&body).unwrap();
        functions.events.lock().unwrap().push(event.clone());
        let answer = match functions.answer(&event).await {
            Ok(answer) => answer,
            Err(said) => {
                headers.insert(FAILED, HeaderValue::from_static("Unhandled"));
                json!({"errorType": "Error", "errorMessage": said})
            }
        };
        (StatusCode::OK, headers, Json(answer))
    }

    async fn answer(&self, event: &Value) -> Result<Value, String> {
        if let Some(problem) = self.broken.lock().unwrap().clone() {
            return Err(problem);
        }
        let call = Call::read(event).map_err(|error| error.to_string())?;
        let Call::Start {
            store: Some(store),
            asked,
        } = call
        else {
            return Err("the console begins runs of one store, and nothing else".to_owned());
        };
        let run = start(&self.table, &store, Kind::Full, asked, &SystemClock).await;
        let run = run.map_err(|error| format!("{store}: {error}"))?;
        Ok(json!({"runs": [{"store": store, "run": run.id}], "refused": []}))
    }
}
