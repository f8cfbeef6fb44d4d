//! The control interface under `/_sim/`: for tests and demonstrations, not part of any real CRM.
//!
//! | route | body |
//! |---|---|
//! | `GET state` | everything, with what each document's lines add up to under `computed` |
//! | `GET calls`, `POST calls/reset` | the log of calls to the API |
//! | `GET faults`, `POST faults`, `DELETE faults` | `{"kind":"commit_late","match":{"method":"POST","path_prefix":"/api/invoices"},"times":1,"every":10,"delay_ms":30000}` |
//! | `GET setup`, `POST setup` | what changes of a `Setup`: `{"rate_limit":30}` |
//! | `POST seed` | a `Seed`: `{"taxes":[{"name":"MwSt","taxrate":"19.00"}]}` |
//! | `POST staff` | a `StaffWork`: `{"do":"edit_client","client":1,"set":{"active":"0"}}` |
//! | `POST cron` | what the CRM does by itself at night |

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::crm::Crm;
use crate::state::state;

pub(crate) fn answer(crm: &mut Crm, request: &Request<Bytes>, now: Timestamp) -> Response<Bytes> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(json!({}));
    let answer = match (request.method(), request.uri().path()) {
        (&Method::GET, "/_sim/state") => Answer::Json(200, state(crm)),
        (&Method::GET, "/_sim/calls") => Answer::Json(200, json!(crm.calls)),
        (&Method::POST, "/_sim/calls/reset") => {
            crm.calls.clear();
            done()
        }
        (&Method::GET, "/_sim/faults") => Answer::Json(200, json!(crm.faults.0)),
        (&Method::POST, "/_sim/faults") => with(body, |fault| {
            crm.fail(fault);
            done()
        }),
        (&Method::DELETE, "/_sim/faults") => {
            crm.faults.0.clear();
            done()
        }
        (&Method::POST, "/_sim/seed") => with(body, |seed| {
            crm.seed(seed);
            done()
        }),
        (&Method::GET, "/_sim/setup") => Answer::Json(200, json!(crm.setup)),
        // What is not named stays as it is.
        (&Method::POST, "/_sim/setup") => with(merged(json!(crm.setup), body), |setup| {
            crm.set_up(setup);
            done()
        }),
        (&Method::POST, "/_sim/staff") => with(body, |work| match crm.staff(work, now) {
            Ok(id) => Answer::Json(200, json!({"id": id})),
            Err(error) => wrong(&error),
        }),
        (&Method::POST, "/_sim/cron") => {
            crm.cron(now);
            done()
        }
        _ => Answer::Json(404, json!({"error": "there is no such control"})),
    };
    answer.into_response()
}

fn with<T: DeserializeOwned>(body: Value, act: impl FnOnce(T) -> Answer) -> Answer {
    match serde_json::from_value(body) {
        Ok(read) => act(read),
        Err(error) => wrong(&error),
    }
}

fn wrong(error: &dyn std::error::Error) -> Answer {
    Answer::Json(400, json!({"error": error.to_string()}))
}

fn done() -> Answer {
    Answer::Json(200, json!({}))
}

fn merged(mut into: Value, more: Value) -> Value {
    if let (Value::Object(into), Value::Object(more)) = (&mut into, more) {
        into.extend(more);
    }
    into
}
