//! All rows of a table, out of it and into another.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};
use sync::ports::TableError;

use crate::key::Key;
use crate::row::Row;
use crate::table::Table;

/// What became of a row that was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// It was written.
    Written,
    /// The table holds this very row already.
    There,
    /// The table holds another row under its key, which stays.
    Differs,
}

impl Table {
    /// Hands out every row but what is of the moment (breakers, hints that wait, when a store was
    /// last heard of), as an object of attributes with their types, as `DynamoDB` writes them in
    /// JSON. The table is read from end to end, not at one moment.
    pub async fn each_row(
        &self,
        mut each: impl FnMut(Value) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        let filter = "NOT begins_with(pk, :breaker) AND NOT begins_with(pk, :waiting) \
                      AND NOT begins_with(pk, :pulse)";
        let values = [
            (":breaker", "BREAKER#".to_owned()),
            (":waiting", "WAITING#".to_owned()),
            (":pulse", "PULSE#".to_owned()),
        ];
        self.scan(filter, values, |row| each(to_json(row)?)).await
    }

    /// Puts a row back, unless one stands under its key.
    pub async fn restore(&self, row: &Value) -> Result<Restored, TableError> {
        let row = of_json(row)?;
        let key = Key::of(&row)?;
        match self.write_numbers(row.clone(), 0).await {
            Ok(()) => Ok(Restored::Written),
            Err(TableError::Conflict) => match self.read(&key).await? {
                Some(standing) if standing == row => Ok(Restored::There),
                _ => Ok(Restored::Differs),
            },
            Err(error) => Err(error),
        }
    }
}

fn to_json(row: &Row) -> Result<Value, TableError> {
    let mut names: Vec<&String> = row.keys().collect();
    // The key first, then by name, so that two exports can be compared.
    names.sort_by_key(|name| (*name != "pk", *name != "sk", *name));
    let mut object = Map::new();
    for name in names {
        let value = match &row[name] {
            AttributeValue::S(text) => json!({"S": text}),
            AttributeValue::N(number) => json!({"N": number}),
            AttributeValue::Bool(flag) => json!({"BOOL": flag}),
            AttributeValue::Ss(texts) => json!({"SS": texts}),
            _ => return Err(unreadable(name)),
        };
        object.insert(name.clone(), value);
    }
    Ok(Value::Object(object))
}

fn of_json(row: &Value) -> Result<Row, TableError> {
    let attributes = row
        .as_object()
        .ok_or_else(|| TableError::Unreadable("a line that is no object".to_owned()))?;
    let mut row = HashMap::new();
    for (name, value) in attributes {
        let value = match (&value["S"], &value["N"], &value["BOOL"], &value["SS"]) {
            (Value::String(text), ..) => AttributeValue::S(text.clone()),
            (_, Value::String(number), ..) => AttributeValue::N(number.clone()),
            (_, _, Value::Bool(flag), _) => AttributeValue::Bool(*flag),
            (.., Value::Array(texts)) => {
                let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
                let texts: Option<Vec<String>> = texts.collect();
                AttributeValue::Ss(texts.ok_or_else(|| unreadable(name))?)
            }
            _ => return Err(unreadable(name)),
        };
        row.insert(name.clone(), value);
    }
    Ok(row)
}

fn unreadable(name: &str) -> TableError {
    TableError::Unreadable(format!(
        "attribute {name} is neither text, number, flag nor a set of texts"
    ))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_row_comes_back_as_it_was() {
        let row: Row = [
            ("version", AttributeValue::N("3".to_owned())),
            ("pk", AttributeValue::S("ORDER#main#183".to_owned())),
            ("sk", AttributeValue::S("LINK".to_owned())),
            ("doc", AttributeValue::S("{\"order\":183}".to_owned())),
            ("open", AttributeValue::Bool(true)),
            ("buyers", AttributeValue::Ss(vec!["e3b0".to_owned()])),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let json = to_json(&row).unwrap();
        assert!(
            json.to_string()
                .starts_with("{\"pk\":{\"S\":\"ORDER#main#183\"},\"sk\"")
        );
        assert_eq!(of_json(&json).unwrap(), row);
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for line in [json!([]), json!({"pk": "ORDER#"}), json!({"pk": {"M": {}}})] {
            assert!(matches!(of_json(&line), Err(TableError::Unreadable(_))));
        }
    }
}
