//! From an answer's JSON to records, in whatever envelope they come.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::classify::Answer;
use crate::{AnswerKind, Error, UnexpectedAnswer};

/// The rows of a list: a bare array, `{"data":[…]}`, one bare record, or the object with numeric
/// keys that PHP makes of an array with gaps.
pub(crate) fn rows(value: Value) -> Vec<Value> {
    match value {
        Value::Array(rows) => rows,
        Value::Object(mut object) => match object.remove("data") {
            Some(data) if data.is_array() || data.is_object() => rows(data),
            _ if is_gapped_array(&object) => object.into_iter().map(|(_, row)| row).collect(),
            _ if object.is_empty() => Vec::new(),
            _ => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    }
}

fn is_gapped_array(object: &Map<String, Value>) -> bool {
    let numbered = |(key, row): (&String, &Value)| row.is_object() && key.parse::<u64>().is_ok();
    !object.is_empty() && object.iter().all(numbered)
}

impl Answer {
    /// The records of a list; none for "No data were found".
    pub(crate) fn records<R: DeserializeOwned>(self) -> Result<Vec<R>, Error> {
        match self {
            Self::Nothing => Ok(Vec::new()),
            Self::Blank(answer) => Err(Error::Unexpected(answer)),
            Self::Json(value) => rows(value).into_iter().map(record).collect(),
        }
    }

    /// One record; `None` for "No data were found".
    pub(crate) fn record<R: DeserializeOwned>(self) -> Result<Option<R>, Error> {
        let mut records = self.records()?;
        if records.len() > 1 {
            return Err(not_understood("a list instead of one record"));
        }
        Ok(records.pop())
    }
}

/// Decodes one record. A failure names the field and never its value.
pub(crate) fn record<R: DeserializeOwned>(row: Value) -> Result<R, Error> {
    serde_path_to_error::deserialize(row)
        .map_err(|error| not_understood(&format!("field {} not understood", error.path())))
}

pub(crate) fn not_understood(what: &str) -> Error {
    Error::Unexpected(UnexpectedAnswer {
        status: 200,
        content_type: "application/json".to_owned(),
        kind: AnswerKind::Json,
        start: what.to_owned(),
    })
}

/// The id under the first of `keys` that holds one, at the top level or under `data`. 3.x names
/// it `record_id`, older builds name it by resource, 2.x does not tell it.
pub(crate) fn id(value: &Value, keys: &[&str]) -> Option<u64> {
    let places = [Some(value), value.get("data")];
    places
        .into_iter()
        .flatten()
        .find_map(|place| keys.iter().find_map(|key| number(place.get(key)?)))
}

fn number(value: &Value) -> Option<u64> {
    let number = value
        .as_u64()
        .or_else(|| value.as_str()?.trim().parse().ok());
    number.filter(|id| *id > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn every_envelope_of_a_list_gives_its_rows() {
        let row = json!({"id": "1"});
        for envelope in [
            json!([row]),
            json!({"data": [row], "meta": {"page": 1}}),
            json!({"3": row}),
            row.clone(),
        ] {
            assert_eq!(
                rows(envelope.clone()),
                std::slice::from_ref(&row),
                "{envelope}"
            );
        }
        for empty in [json!([]), json!({}), json!({"data": []}), json!(null)] {
            assert!(rows(empty.clone()).is_empty(), "{empty}");
        }
    }

    #[test]
    fn ids_are_found_as_numbers_and_texts_at_both_levels() {
        let keys = ["record_id", "id"];
        assert_eq!(
            id(&json!({"status": true, "record_id": 31}), &keys),
            Some(31)
        );
        assert_eq!(id(&json!({"data": {"id": "57"}}), &keys), Some(57));
        assert_eq!(id(&json!({"id": "7", "record_id": "8"}), &keys), Some(8));
        assert_eq!(id(&json!({"id": false, "record_id": "0"}), &keys), None);
        assert_eq!(id(&json!({"status": true}), &keys), None);
    }

    #[test]
    fn a_field_that_does_not_decode_is_named_without_its_value() {
        #[derive(Debug, serde::Deserialize)]
        struct Row {
            #[serde(rename = "total", deserialize_with = "crate::lenient::decimal")]
            _total: rust_decimal::Decimal,
        }
        let error = Answer::Json(json!([{"total": "Jane Doe"}]))
            .records::<Row>()
            .unwrap_err();
        assert!(error.to_string().contains("field total"), "{error}");
        assert!(!format!("{error:?}").contains("Jane"));
    }
}
