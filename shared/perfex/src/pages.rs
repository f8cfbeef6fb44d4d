//! Whole lists, page by page. Only 3.x has pages.

use serde::de::DeserializeOwned;
use serde_json::Value;
use transport::Transport;

use crate::classify::Answer;
use crate::{Client, Error, answer};

/// The largest page that 3.x gives.
const PER_PAGE: usize = 100;
/// A host that always says "more" must not hold a function for ever.
const MAX_PAGES: usize = 500;

impl<T: Transport> Client<T> {
    /// Every row of `resource`. Half a list would prove an absence that is none, so a list
    /// without end is an error.
    pub(crate) async fn all_pages<R: DeserializeOwned>(
        &self,
        resource: &str,
        query: &str,
    ) -> Result<Vec<R>, Error> {
        let mut records = Vec::new();
        for page in 1..=MAX_PAGES {
            let query = self::query(page, query);
            let Answer::Json(value) = self.read(&[resource], &query).await? else {
                return Ok(records);
            };
            let more = has_more(&value);
            let rows = answer::rows(value);
            let more = more && !rows.is_empty();
            for row in rows {
                records.push(answer::record(row)?);
            }
            if !more {
                return Ok(records);
            }
        }
        Err(answer::not_understood("a list without end"))
    }
}

/// The query of a page, from 1 on.
pub(crate) fn query(page: usize, query: &str) -> String {
    format!("page={page}&per_page={PER_PAGE}&{query}")
}

/// Whether a page follows this one.
pub(crate) fn goes_on(page: &Answer) -> bool {
    matches!(page, Answer::Json(value) if has_more(value))
}

/// A bare array is a host that ignores pages and has sent everything. Of the meta block, only a
/// clear "last page" ends the walk; where it is missing, the next page is asked for.
fn has_more(value: &Value) -> bool {
    if value.is_array() {
        return false;
    }
    let meta = value.get("meta");
    let number = |key: &str| {
        let value = meta?.get(key)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    };
    let last = number("total_pages").or_else(|| number("last_page"));
    let current = number("current_page").or_else(|| number("page"));
    match (meta.and_then(|meta| meta.get("has_more")), current, last) {
        (Some(Value::Bool(more)), _, _) => *more,
        (_, Some(current), Some(last)) => current < last,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_of_the_last_page_is_understood() {
        for (last, envelope) in [
            (true, json!([{"id": 1}])),
            (true, json!({"data": [], "meta": {"has_more": false}})),
            (false, json!({"data": [], "meta": {"has_more": true}})),
            (
                true,
                json!({"data": [], "meta": {"page": 2, "total_pages": 2}}),
            ),
            (
                false,
                json!({"data": [], "meta": {"current_page": "1", "last_page": "2"}}),
            ),
            (false, json!({"data": []})),
        ] {
            assert_eq!(has_more(&envelope), !last, "{envelope}");
        }
    }
}
