//! One request for a page, and its answer.

use std::collections::HashMap;

use bytes::Bytes;
use http::{Response, Uri};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::listing::Listing;
use crate::order::Order;

/// By what a list is sorted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sorted {
    Id,
    Created,
    Modified,
}

/// What a request asks for.
pub(crate) struct Asked {
    by: Sorted,
    is_descending: bool,
    after: Option<i64>,
    before: Option<i64>,
    modified_after: Option<i64>,
    modified_before: Option<i64>,
    offset: usize,
    per_page: usize,
    keys_only: bool,
    trash: bool,
}

impl Asked {
    pub(crate) fn read(uri: &Uri) -> Result<Self, String> {
        let routes = ["/wp-json/wc/v3/orders", "/wp-json/wc/v2/orders"];
        if !routes.iter().any(|route| uri.path().ends_with(route)) {
            return Err(format!("no route {}", uri.path()));
        }
        let query = uri.query().unwrap_or_default();
        let query: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let get = |name: &str| query.get(name).map(String::as_str);
        let is_descending = match get("order") {
            Some("asc") => false,
            None | Some("desc") => true,
            Some(other) => return Err(format!("order={other}")),
        };
        let by = match get("orderby") {
            Some("modified") => Sorted::Modified,
            None | Some("date") => Sorted::Created,
            Some("id") => Sorted::Id,
            Some(other) => return Err(format!("orderby={other}")),
        };
        let is_gmt = get("dates_are_gmt") == Some("true");
        let bound = |name: &str| get(name).map(|text| second(text, is_gmt)).transpose();
        let number = |name: &str, otherwise: usize| match get(name) {
            None => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| format!("{name}={text}")),
        };
        let per_page = number("per_page", 10)?;
        if !(1..=100).contains(&per_page) {
            return Err(format!("per_page={per_page}"));
        }
        let page = number("page", 1)?.max(1);
        Ok(Self {
            by,
            is_descending,
            after: bound("after")?,
            before: bound("before")?,
            modified_after: bound("modified_after")?,
            modified_before: bound("modified_before")?,
            offset: number("offset", (page - 1) * per_page)?,
            per_page,
            keys_only: get("_fields").is_some(),
            trash: get("status") == Some("trash"),
        })
    }

    /// The answer, and the orders that it holds.
    pub(crate) fn answer(&self, listing: &Listing) -> (Response<Bytes>, Vec<u64>) {
        let within = self.bounded(listing.sequence(self.by));
        let is_other = self.is_bounded_by_the_other_date();
        // Counting is by position where each order within is shown, since a large store has to be quick.
        let shown = |order: &&Order| order.trashed == self.trash && self.is_between(order);
        let in_turn: Box<dyn Iterator<Item = &Order>> = if self.is_descending {
            Box::new(within.iter().rev())
        } else {
            Box::new(within.iter())
        };
        let (total, page): (usize, Vec<&Order>) = if self.trash || listing.has_trash() || is_other {
            let listed: Vec<&Order> = in_turn.filter(shown).collect();
            let page = listed.iter().skip(self.offset).take(self.per_page);
            (listed.len(), page.copied().collect())
        } else {
            let page = in_turn.skip(self.offset).take(self.per_page);
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
        let pages = total.div_ceil(self.per_page);
        let response = response(200, body, total, pages, listing.now);
        (response, page.iter().map(|order| order.id).collect())
    }

    /// The part of a sequence within the bounds of the date that it is sorted by.
    fn bounded<'a>(&self, all: &'a [Order]) -> &'a [Order] {
        let (after, before, date): (_, _, fn(&Order) -> i64) = match self.by {
            Sorted::Id => return all,
            Sorted::Created => (self.after, self.before, |order| order.created),
            Sorted::Modified => (self.modified_after, self.modified_before, |order| {
                order.modified
            }),
        };
        let from = after.map_or(0, |after| all.partition_point(|order| date(order) <= after));
        let to = before.map_or(all.len(), |before| {
            all.partition_point(|order| date(order) < before)
        });
        all.get(from..to).unwrap_or_default()
    }

    fn is_bounded_by_the_other_date(&self) -> bool {
        let created = self.after.is_some() || self.before.is_some();
        let modified = self.modified_after.is_some() || self.modified_before.is_some();
        match self.by {
            Sorted::Id => created || modified,
            Sorted::Created => modified,
            Sorted::Modified => created,
        }
    }

    fn is_between(&self, order: &Order) -> bool {
        let within = |at: i64, after: Option<i64>, before: Option<i64>| {
            after.is_none_or(|after| at > after) && before.is_none_or(|before| at < before)
        };
        within(order.created, self.after, self.before)
            && within(order.modified, self.modified_after, self.modified_before)
    }
}

/// A bound in whole seconds. With `dates_are_gmt=true` naive UTC: nothing else is right in every zone.
/// Without it the time is the store's, whose zone is UTC here; a zone that is named is passed over then.
fn second(text: &str, is_gmt: bool) -> Result<i64, String> {
    let named = text.ends_with('Z') || text.contains('+');
    if is_gmt && named {
        return Err(format!("the bound {text} names a zone"));
    }
    let naive = text.split(['Z', '+']).next().unwrap_or_default();
    let at: DateTime = naive.parse().map_err(|_| format!("the bound {text}"))?;
    let at = at
        .to_zoned(TimeZone::UTC)
        .map_err(|error| error.to_string())?;
    Ok(at.timestamp().as_second())
}

pub(crate) fn refused(problem: &str, now: i64) -> Response<Bytes> {
    let body = serde_json::json!({"code": "rest_invalid_param", "message": problem});
    response(400, body.to_string(), 0, 0, now)
}

fn response(status: u16, body: String, total: usize, pages: usize, now: i64) -> Response<Bytes> {
    let now = Timestamp::from_second(now).unwrap_or_default();
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    Response::builder()
        .status(status)
        .header("content-type", "application/json; charset=UTF-8")
        .header("date", date)
        .header("x-wp-total", total)
        .header("x-wp-totalpages", pages)
        .body(body.into())
        .unwrap_or_default()
}
