//! One request for a page, and its answer.

use std::collections::HashMap;

use bytes::Bytes;
use http::{Response, Uri};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::listing::Listing;
use crate::order::Order;

/// What a request asks for.
pub(crate) struct Asked {
    by_change: bool,
    after: Option<i64>,
    before: Option<i64>,
    offset: usize,
    per_page: usize,
    keys_only: bool,
    trash: bool,
}

impl Asked {
    pub(crate) fn read(uri: &Uri) -> Result<Self, String> {
        if !uri.path().ends_with("/wp-json/wc/v3/orders") {
            return Err(format!("no route {}", uri.path()));
        }
        let query = uri.query().unwrap_or_default();
        let query: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let get = |name: &str| query.get(name).map(String::as_str);
        if get("order") != Some("asc") {
            return Err("this store lists upwards only".to_owned());
        }
        let by_change = match get("orderby") {
            Some("modified") => true,
            Some("date") => false,
            other => return Err(format!("orderby {other:?}")),
        };
        let (after, before) = if by_change {
            ("modified_after", "modified_before")
        } else {
            ("after", "before")
        };
        let bound = |name: &str| get(name).map(second).transpose();
        let (after, before) = (bound(after)?, bound(before)?);
        if (after.is_some() || before.is_some()) && get("dates_are_gmt") != Some("true") {
            return Err("a bound in the store's zone".to_owned());
        }
        let number = |name: &str, otherwise: usize| match get(name) {
            None => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| format!("{name}={text}")),
        };
        let per_page = number("per_page", 10)?;
        if !(1..=100).contains(&per_page) {
            return Err(format!("per_page={per_page}"));
        }
        Ok(Self {
            by_change,
            after,
            before,
            offset: number("offset", 0)?,
            per_page,
            keys_only: get("_fields").is_some(),
            trash: get("status") == Some("trash"),
        })
    }

    pub(crate) fn answer(&self, listing: &Listing) -> (Response<Bytes>, usize) {
        let all = listing.sequence(self.by_change);
        let date = |order: &Order| {
            if self.by_change {
                order.modified
            } else {
                order.created
            }
        };
        let from = self
            .after
            .map_or(0, |after| all.partition_point(|order| date(order) <= after));
        let to = self.before.map_or(all.len(), |before| {
            all.partition_point(|order| date(order) < before)
        });
        let within = all.get(from..to).unwrap_or_default();
        // Counting is by position where nothing is in the trash, since a large store has to be quick.
        let shown = |order: &&Order| order.trashed == self.trash;
        let has_trash = self.trash || listing.has_trash();
        let (total, page): (usize, Vec<&Order>) = if has_trash {
            let listed: Vec<&Order> = within.iter().filter(shown).collect();
            let page = listed.iter().skip(self.offset).take(self.per_page);
            (listed.len(), page.copied().collect())
        } else {
            let page = within.iter().skip(self.offset).take(self.per_page);
            (within.len(), page.collect())
        };
        let writer = listing.writer(self.keys_only);
        let mut body = String::from("[");
        for (place, order) in page.iter().enumerate() {
            if place > 0 {
                body.push(',');
            }
            writer.write(order, &mut body);
        }
        body.push(']');
        // Past the end WooCommerce counts nothing.
        let total = if page.is_empty() { 0 } else { total };
        (response(200, body, total, listing.now), page.len())
    }
}

/// Naive UTC in whole seconds; nothing else is right in every zone.
fn second(text: &str) -> Result<i64, String> {
    let at: DateTime = text.parse().map_err(|_| format!("the bound {text}"))?;
    if text.ends_with('Z') || text.contains('+') {
        return Err(format!("the bound {text} names a zone"));
    }
    let at = at
        .to_zoned(TimeZone::UTC)
        .map_err(|error| error.to_string())?;
    Ok(at.timestamp().as_second())
}

pub(crate) fn refused(problem: &str, now: i64) -> Response<Bytes> {
    let body = serde_json::json!({"code": "rest_invalid_param", "message": problem});
    response(400, body.to_string(), 0, now)
}

fn response(status: u16, body: String, total: usize, now: i64) -> Response<Bytes> {
    let now = Timestamp::from_second(now).unwrap_or_default();
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    Response::builder()
        .status(status)
        .header("content-type", "application/json; charset=UTF-8")
        .header("date", date)
        .header("x-wp-total", total)
        .body(body.into())
        .unwrap_or_default()
}
