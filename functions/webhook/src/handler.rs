//! From a request to its answer.

use intake::{Hint, Source, StoreId, Topic, resource_id};
use metrics::Figures;
use uuid::Uuid;

use crate::authenticate::is_authentic;
use crate::event::ApiEvent;
use crate::outcome::Outcome;
use crate::ping::is_ping;
use crate::ports::{Hints, Keyrings};
use crate::response::Response;
use crate::route::{Route, route};
use crate::verdict::Verdict;

/// The largest body taken. An order of 150 lines has 54 kB; Lambda's own limit for a request is
/// 6 MB with all that is around the body.
pub const LARGEST_BODY_BYTES: usize = 5 * 1024 * 1024;

/// Deduplication ids of SQS have at most 128 characters.
const LONGEST_DEDUPLICATION_ID: usize = 128;

/// Answers one request: puts at most one hint on the queue, and writes one line to the log.
pub async fn handle(event: &ApiEvent, hints: &impl Hints, keyrings: &impl Keyrings) -> Response {
    let request = request_id(event);
    let (store, verdict) = match route(event.path()) {
        Route::Nowhere => (None, Outcome::NotFound.into()),
        Route::Webhooks(store) => {
            let verdict = accept(event, store.as_ref(), &request, hints, keyrings).await;
            (store, verdict)
        }
    };
    verdict.log(store.as_ref(), &request);
    let mut figures = Figures::default();
    verdict.outcome.count(&mut figures);
    figures.write();
    verdict.outcome.response()
}

async fn accept(
    event: &ApiEvent,
    store: Option<&StoreId>,
    request: &str,
    hints: &impl Hints,
    keyrings: &impl Keyrings,
) -> Verdict {
    if event.method() != "POST" {
        return Outcome::MethodNotAllowed.into();
    }
    let Ok(body) = event.body() else {
        return Outcome::BodyUnreadable.into();
    };
    if body.len() > LARGEST_BODY_BYTES {
        return Outcome::TooLarge.into();
    }
    if is_ping(event, &body) {
        return Outcome::Ping.into();
    }
    let signature = event.header("x-wc-webhook-signature");
    match is_authentic(keyrings, store, &body, signature).await {
        Ok(true) => {}
        Ok(false) => return Outcome::Unauthorized.into(),
        Err(error) => return Verdict::failed(Outcome::SecretsUnreadable, None, &error),
    }
    // An unknown store was never authentic; the type says so only here.
    let Some(store) = store else {
        return Outcome::Unauthorized.into();
    };
    match hint(event, store, &body, request) {
        Ok(hint) => queue(hint, request, hints).await,
        Err(nothing_to_do) => nothing_to_do.into(),
    }
}

/// The hint of a signed delivery, or why there is none.
fn hint(event: &ApiEvent, store: &StoreId, body: &[u8], request: &str) -> Result<Hint, Outcome> {
    let topic = event
        .header("x-wc-webhook-topic")
        .and_then(Topic::of)
        .ok_or(Outcome::TopicNotNeeded)?;
    let id = resource_id(body).ok_or(Outcome::NoId)?;
    Ok(Hint {
        store: store.clone(),
        resource: topic.resource(),
        id,
        topic: topic.to_string(),
        source: Source::Webhook,
        run: None,
        received_at: event.received_at(),
        trace: request.to_owned(),
    })
}

/// The deduplication id is the request's. A digest of the body would not do: the last of two
/// deliveries can carry the body of the first, and must still lead to another read.
async fn queue(hint: Hint, request: &str, hints: &impl Hints) -> Verdict {
    match hints.send(&hint, request).await {
        Ok(()) => Verdict::queued(hint),
        Err(error) => Verdict::failed(Outcome::NotQueued, Some(hint), &error),
    }
}

/// The gateway's id of the request, or one of our own where it gave none that SQS would take.
fn request_id(event: &ApiEvent) -> String {
    event
        .request_id()
        .filter(|id| (1..=LONGEST_DEDUPLICATION_ID).contains(&id.len()))
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_graphic()))
        .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}
