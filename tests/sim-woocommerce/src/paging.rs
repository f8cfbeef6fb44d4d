//! Pages of a list: which records, the totals, the links to the pages beside it.

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::fields;
use crate::params::Problems;
use crate::query::Query;
use crate::reply::{json, set};
use crate::routes::Asked;
use crate::store::SITE;

/// The page that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    number: usize,
    size: usize,
    /// The first record, which overrides the number.
    offset: Option<usize>,
}

/// What differs between the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Orders and refunds: past the end the totals are 0, and links name the defaults.
    Orders,
    /// The others keep their totals.
    Others,
}

impl Page {
    /// Reads `page` and `per_page`, the first parameters of every schema.
    pub(crate) fn read(query: &Query, problems: &mut Problems) -> Self {
        let number = problems.number(query, "page", 1, None).unwrap_or(1);
        let size = problems
            .number(query, "per_page", 1, Some(100))
            .unwrap_or(10);
        Self {
            number,
            size,
            offset: None,
        }
    }

    /// A page of everything, for lists without pages.
    pub(crate) fn whole() -> Self {
        Self {
            number: 1,
            size: usize::MAX,
            offset: None,
        }
    }

    /// Reads `offset`, which stands later in the schemas.
    pub(crate) fn read_offset(&mut self, query: &Query, problems: &mut Problems) {
        self.offset = problems.number(query, "offset", 0, None);
    }

    /// This page of the records.
    pub(crate) fn answer(self, records: &[Value], kind: Kind, asked: Asked<'_>) -> Response<Bytes> {
        let query = asked.query;
        let start = self
            .offset
            .unwrap_or_else(|| (self.number - 1).saturating_mul(self.size));
        let shown: Vec<Value> = records
            .iter()
            .skip(start)
            .take(self.size)
            .map(|record| listed(record, query))
            .collect();
        let total = if shown.is_empty() && kind == Kind::Orders {
            0
        } else {
            records.len()
        };
        let pages = total.div_ceil(self.size);
        let links = Links {
            base: format!("{}{}", SITE.trim_end_matches('/'), asked.path),
            page: self.number,
            pages,
            defaults: kind == Kind::Orders,
            rows: !shown.is_empty(),
        };
        let mut response = json(200, &Value::Array(shown), asked.now);
        let headers = response.headers_mut();
        set(headers, "x-wp-total", &total.to_string());
        set(headers, "x-wp-totalpages", &pages.to_string());
        if let Some(links) = links.header(query) {
            set(headers, "link", &links);
        }
        response
    }
}

/// A record of a list, with `_fields` applied.
fn listed(record: &Value, query: &Query) -> Value {
    match query.list("_fields").filter(|fields| !fields.is_empty()) {
        Some(fields) => fields::only(record, &fields),
        None => record.clone(),
    }
}

/// A record that is answered alone: it keeps its `_links` whatever `_fields`
/// says.
pub(crate) fn alone(record: &Value, query: &Query) -> Value {
    match query.list("_fields").filter(|fields| !fields.is_empty()) {
        Some(mut fields) => {
            fields.push("_links");
            fields::only(record, &fields)
        }
        None => record.clone(),
    }
}

struct Links {
    base: String,
    page: usize,
    pages: usize,
    defaults: bool,
    rows: bool,
}

impl Links {
    fn header(&self, query: &Query) -> Option<String> {
        let mut links = Vec::new();
        if self.page > 1 {
            let previous = (self.page - 1).min(self.pages);
            links.push(format!("<{}>; rel=\"prev\"", self.to(previous, query)));
        }
        if self.page < self.pages {
            links.push(format!("<{}>; rel=\"next\"", self.to(self.page + 1, query)));
        }
        (!links.is_empty()).then(|| links.join(", "))
    }

    /// The parameters as WordPress holds them after checking: flags as `1`, lists with places, and
    /// the defaults that it filled in.
    fn to(&self, page: usize, query: &Query) -> String {
        let mut link = url::form_urlencoded::Serializer::new(String::new());
        let mut paged = false;
        for (name, value) in query.pairs() {
            match name.as_str() {
                "page" if paged => {}
                "page" => {
                    paged = true;
                    link.append_pair("page", &page.to_string());
                }
                "dates_are_gmt" => {
                    link.append_pair(name, if query.is_true(name) { "1" } else { "" });
                }
                "include" | "exclude" | "status" => {
                    for (place, part) in query.list(name).iter().flatten().enumerate() {
                        link.append_pair(&format!("{name}[{place}]"), part);
                    }
                }
                "consumer_secret" => {}
                _ => {
                    link.append_pair(name, value);
                }
            }
        }
        if self.defaults && query.list("status").is_none() {
            link.append_pair("status[0]", "any");
        }
        if self.defaults && self.rows {
            if query.get("dp").is_none() {
                link.append_pair("dp", "2");
            }
            link.append_pair("context", "view");
        }
        if !paged {
            link.append_pair("page", &page.to_string());
        }
        format!("{}?{}", self.base, link.finish())
    }
}
