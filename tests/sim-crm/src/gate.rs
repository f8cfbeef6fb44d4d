//! What a request passes before a handler sees it: faults, the token, replays, the rate limit.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::answer::{Answer, error_page, html, message, nothing};
use crate::crm::{Crm, LateWork, Replay};
use crate::documents::DocumentKind;
use crate::faults::{Fault, FaultKind};
use crate::reply::Reply;
use crate::request::{ApiCall, query};
use crate::routes::route;

/// Calls per minute that 3.x tells where nothing else is set.
const USUAL_LIMIT: u32 = 120;

impl Crm {
    /// What becomes of a request that this fault strikes.
    pub(crate) fn struck(
        &mut self,
        request: &Request<Bytes>,
        fault: Option<&Fault>,
        now: Timestamp,
    ) -> Reply {
        let Some(fault) = fault else {
            return Reply::Answer(self.answer(request, now, false));
        };
        let delay = Duration::from_millis(fault.delay_ms);
        let plain = |answer: Answer| Reply::Answer(answer.into_response());
        match fault.kind {
            FaultKind::DropBefore => Reply::NotReached,
            FaultKind::Down => Reply::Answer(html(503, &error_page())),
            FaultKind::Captcha => Reply::Answer(html(200, "<!DOCTYPE html><p>Are you human?</p>")),
            FaultKind::StatusFalse => plain(Answer::Json(
                200,
                json!({"status": false, "message": "Not now"}),
            )),
            FaultKind::RateLimit => {
                let mut response = self.over_the_limit(now).into_response();
                self.tell_limit(response.headers_mut(), now, true);
                Reply::Answer(response)
            }
            FaultKind::TokenRefused => plain(self.token_refused("Signature verification failed")),
            FaultKind::ModuleInactive => plain(message(401, "API Module is not active")),
            FaultKind::SaysFailed => plain(says_failed(request)),
            FaultKind::SearchBlind => plain(nothing()),
            FaultKind::CommitLate => {
                let due = SignedDuration::try_from(delay).unwrap_or(SignedDuration::ZERO);
                self.late.push(LateWork {
                    due: now.saturating_add(due).unwrap_or(now),
                    call: self.calls.len() as u64 + 1,
                    request: request.clone(),
                });
                Reply::LostAfterCommit
            }
            FaultKind::DuplicateRace => Reply::Answer(self.answer(request, now, true)),
            FaultKind::CommitThenTimeout => {
                self.answer(request, now, false);
                Reply::LostAfterCommit
            }
            FaultKind::CommitThen500 => {
                self.answer(request, now, false);
                Reply::Answer(html(500, &error_page()))
            }
            FaultKind::CommitThenPage => {
                self.answer(request, now, false);
                Reply::Answer(html(200, &error_page()))
            }
            FaultKind::CommitThenEmpty => {
                self.answer(request, now, false);
                Reply::Answer(html(200, ""))
            }
            FaultKind::TruncatedJson => {
                let answer = self.answer(request, now, false);
                Reply::Answer(answer.map(|body| body.slice(..body.len() / 2)))
            }
            FaultKind::Slow => {
                let answer = self.answer(request, now, false);
                Reply::Slow(delay, Box::new(Reply::Answer(answer)))
            }
        }
    }

    /// The answer on a good day.
    pub(crate) fn answer(
        &mut self,
        request: &Request<Bytes>,
        now: Timestamp,
        race: bool,
    ) -> Response<Bytes> {
        let mut response = self.admitted(request, now, race);
        self.tell_limit(response.headers_mut(), now, false);
        response
    }

    fn admitted(
        &mut self,
        request: &Request<Bytes>,
        now: Timestamp,
        race: bool,
    ) -> Response<Bytes> {
        if let Some(text) = self.token_trouble(request) {
            return self.token_refused(text).into_response();
        }
        let key = header(request, "idempotency-key")
            .filter(|_| !self.flavour.is_2() && request.method() == Method::POST);
        let replay = key.and_then(|key| self.replays.get(key));
        if let Some(replay) = replay.filter(|replay| replay.is_of(request)) {
            return replay.answer.clone();
        }
        if self.is_over_the_limit(now) {
            return self.over_the_limit(now).into_response();
        }
        let call = ApiCall::read(self, request, now, race);
        let answer = route(self, &call).into_response();
        if let Some(key) =
            key.filter(|_| answer.status().is_success() || self.setup.replays_refusals)
        {
            self.replays.insert(
                key.to_owned(),
                Replay {
                    path: request.uri().path().to_owned(),
                    body: request.body().clone(),
                    answer: answer.clone(),
                },
            );
        }
        answer
    }

    /// 3.x takes the token in the query too.
    fn token_trouble(&self, request: &Request<Bytes>) -> Option<&'static str> {
        let in_query = query(request).remove("authtoken");
        let token = header(request, "authtoken")
            .map(str::to_owned)
            .or_else(|| in_query.filter(|_| !self.flavour.is_2()));
        match token {
            None => Some("Token is not defined."),
            Some(token) if token != self.setup.token => Some("Signature verification failed"),
            Some(_) => None,
        }
    }

    fn token_refused(&self, text: &str) -> Answer {
        message(if self.flavour.is_2() { 404 } else { 401 }, text)
    }

    /// How many calls came in the last minute.
    fn recent_calls(&self, now: Timestamp) -> usize {
        let minute = SignedDuration::from_mins(1);
        let calls = self.calls.iter().rev();
        calls
            .take_while(|call| now.duration_since(call.at) < minute)
            .count()
    }

    fn is_over_the_limit(&self, now: Timestamp) -> bool {
        let limit = self.setup.rate_limit;
        limit.is_some_and(|limit| self.recent_calls(now) >= limit as usize)
    }

    fn over_the_limit(&self, now: Timestamp) -> Answer {
        if self.flavour.is_2() {
            let error = "This API key has reached the time limit for this method";
            return Answer::Json(401, json!({"status": false, "error": error}));
        }
        let text = format!("Too many requests, reset at {}", now.as_second() + 60);
        Answer::Json(429, json!({"status": false, "message": text}))
    }

    /// Every answer of 3.x tells what is left.
    fn tell_limit(&self, headers: &mut HeaderMap, now: Timestamp, used_up: bool) {
        if self.flavour.is_2() {
            return;
        }
        let limit = self.setup.rate_limit.unwrap_or(USUAL_LIMIT);
        let used = u32::try_from(self.recent_calls(now) + 1).unwrap_or(u32::MAX);
        let left = if used_up {
            0
        } else {
            limit.saturating_sub(used)
        };
        headers.insert("x-ratelimit-limit", HeaderValue::from(limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(left));
        headers.insert("x-ratelimit-reset", HeaderValue::from(now.as_second() + 60));
    }
}

fn says_failed(request: &Request<Bytes>) -> Answer {
    let mut parts = request.uri().path().split('/').skip(2);
    let resource = parts.next().unwrap_or_default();
    let title = match (DocumentKind::of_path(resource), resource) {
        (Some(kind), _) => kind.title(),
        (None, "customers") => "Client",
        (None, "contacts") => "Contact",
        (None, _) => "Payment",
    };
    let act = if request.method() == Method::PUT {
        "Update"
    } else {
        "Add"
    };
    message(404, &format!("{title} {act} Fail"))
}

pub(crate) fn header<'request>(
    request: &'request Request<Bytes>,
    name: &str,
) -> Option<&'request str> {
    request.headers().get(name)?.to_str().ok()
}
