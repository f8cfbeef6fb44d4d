//! A call to the API, taken apart as the handlers of its generation do.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::crm::Crm;
use crate::wire::{Input, form, percent_decode, percent_unescape};

/// A call, taken apart.
pub(crate) struct ApiCall {
    pub(crate) method: Method,
    /// The path below `/api`, decoded, in parts.
    pub(crate) parts: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    /// What the handler sees of the body: none where PHP would see none.
    pub(crate) body: Option<Input>,
    pub(crate) now: Timestamp,
    /// Another caller is just ahead: number and e-mail are not found in use.
    pub(crate) race: bool,
}

impl ApiCall {
    /// 2.x reads forms on POST and JSON on PUT, 3.x either.
    pub(crate) fn read(crm: &Crm, request: &Request<Bytes>, now: Timestamp, race: bool) -> Self {
        let kind = request.headers().get("content-type");
        let kind = kind.and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default();
        let body = String::from_utf8_lossy(request.body());
        let as_json = || {
            serde_json::from_str::<Input>(&body)
                .ok()
                .filter(|input| !input.is_empty())
        };
        let is_json = kind.starts_with("application/json");
        let mut input = match (request.method(), crm.flavour.is_2(), is_json) {
            (&Method::POST, true, true) => Some(Input::empty()),
            (&Method::PUT, true, _) | (_, false, true) => as_json(),
            _ => Some(form(&body, kind, crm.setup.max_input_vars)),
        };
        if let (&Method::PUT, Some(input)) = (request.method(), &mut input) {
            // The filter on update bodies decodes what looks like a percent escape.
            input.map_texts(&|text| percent_unescape(text));
        }
        let path = request.uri().path().trim_start_matches("/api/");
        Self {
            method: request.method().clone(),
            parts: path
                .trim_end_matches('/')
                .split('/')
                .map(percent_decode)
                .collect(),
            query: query(request),
            body: input,
            now,
            race,
        }
    }

    /// What the handler sees of the body.
    pub(crate) fn input(&self) -> &Input {
        self.body.as_ref().unwrap_or(&Input::Null)
    }

    pub(crate) fn day(&self) -> String {
        self.now.strftime("%Y-%m-%d").to_string()
    }

    pub(crate) fn time(&self) -> String {
        self.now.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// This many days from now.
    pub(crate) fn day_after(&self, days: u16) -> String {
        let today = self.now.to_zoned(TimeZone::UTC).date();
        today.saturating_add(i64::from(days).days()).to_string()
    }
}

/// The query, decoded.
pub(crate) fn query(request: &Request<Bytes>) -> BTreeMap<String, String> {
    let query = request.uri().query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}
