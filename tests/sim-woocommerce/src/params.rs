//! What WordPress's REST API refuses in a query, in its own words.

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde_json::{Map, json};

use crate::query::Query;
use crate::reply::json as json_answer;

/// A parameter that is refused.
#[derive(Debug)]
pub(crate) struct Problem {
    name: &'static str,
    code: &'static str,
    message: String,
}

/// The refused parameters of a request. Ask in the order of the route's schema: the answer names
/// them in that order.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn add(&mut self, name: &'static str, code: &'static str, message: String) {
        self.0.push(Problem {
            name,
            code,
            message,
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A whole number of at least `least`, and at most `most` if there is a most.
    pub(crate) fn number(
        &mut self,
        query: &Query,
        name: &'static str,
        least: i64,
        most: Option<i64>,
    ) -> Option<usize> {
        let text = query.get(name)?;
        let Ok(number) = text.parse::<i64>() else {
            let message = format!("{name} is not of type integer.");
            self.add(name, "rest_invalid_type", message);
            return None;
        };
        let bounds = match most {
            Some(most) if !(least..=most).contains(&number) => {
                format!("{name} must be between {least} (inclusive) and {most} (inclusive)")
            }
            None if number < least => format!("{name} must be greater than or equal to {least}"),
            _ => return usize::try_from(number).ok(),
        };
        self.add(name, "rest_out_of_bounds", bounds);
        None
    }

    pub(crate) fn boolean(&mut self, query: &Query, name: &'static str) {
        let known = ["true", "TRUE", "1", "false", "FALSE", "0"];
        if query.get(name).is_some_and(|text| !known.contains(&text)) {
            let message = format!("{name} is not of type boolean.");
            self.add(name, "rest_invalid_type", message);
        }
    }

    /// Ids; an empty list is none.
    pub(crate) fn ids(&mut self, query: &Query, name: &'static str) -> Option<Vec<u64>> {
        let texts = query.list(name).filter(|texts| !texts.is_empty())?;
        let mut ids = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            if let Ok(id) = text.parse() {
                ids.push(id);
            } else {
                let message = format!("{name}[{place}] is not of type integer.");
                self.add(name, "rest_invalid_type", message);
                return None;
            }
        }
        Some(ids)
    }

    /// One of a few words.
    pub(crate) fn word<'a>(
        &mut self,
        query: &'a Query,
        name: &'static str,
        known: &[&str],
        default: &'a str,
    ) -> &'a str {
        let given = query.get(name).unwrap_or(default);
        if !known.contains(&given) {
            self.not_one_of(name, name, known);
        }
        given
    }

    /// `place` is the parameter, or the place in its list.
    pub(crate) fn not_one_of(&mut self, name: &'static str, place: &str, known: &[&str]) {
        let message = format!("{place} is not one of {}.", in_words(known));
        self.add(name, "rest_not_in_enum", message);
    }

    pub(crate) fn answer(self, now: Timestamp) -> Response<Bytes> {
        let names: Vec<&str> = self.0.iter().map(|problem| problem.name).collect();
        let mut params = Map::new();
        let mut details = Map::new();
        for problem in &self.0 {
            let (name, message) = (problem.name.to_owned(), &problem.message);
            params.insert(name.clone(), json!(message));
            details.insert(
                name,
                json!({"code": problem.code, "message": message, "data": null}),
            );
        }
        let body = json!({
            "code": "rest_invalid_param",
            "message": format!("Invalid parameter(s): {}", names.join(", ")),
            "data": {"status": 400, "params": params, "details": details},
        });
        json_answer(400, &body, now)
    }
}

/// `a, b, and c`, or `a and b`.
fn in_words(known: &[&str]) -> String {
    match known {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}
