//! Rows: a document with its version, and what else a row bears.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::ports::TableError;

use crate::key::Key;

/// A row as `DynamoDB` hands it out.
pub(crate) type Row = HashMap<String, AttributeValue>;

/// A number as it is written, to its last digit.
pub(crate) fn number(number: Decimal) -> AttributeValue {
    AttributeValue::N(number.normalize().to_string())
}

/// A number of a row, zero if it is not there.
pub(crate) fn amount(key: &Key, row: &Row, name: &str) -> Result<Decimal, TableError> {
    let Some(value) = row.get(name) else {
        return Ok(Decimal::ZERO);
    };
    let digits = value.as_n().ok().map(String::as_str);
    let read = |digits| {
        let plain = Decimal::from_str_exact(digits);
        plain.or_else(|_| Decimal::from_scientific(digits)).ok()
    };
    let unreadable = || TableError::Unreadable(format!("{key}: {name} is no amount"));
    digits.and_then(read).ok_or_else(unreadable)
}

/// The attributes of a row to be written. Empty texts are left out: an attribute that an index is
/// built on must not be empty.
pub(crate) fn encode(key: &Key, version: u64, doc: &str, texts: &[(&str, &str)]) -> Row {
    let mut row = key.attributes();
    row.insert("version".to_owned(), number(version.into()));
    row.insert("doc".to_owned(), AttributeValue::S(doc.to_owned()));
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        row.insert((*name).to_owned(), AttributeValue::S((*text).to_owned()));
    }
    row
}

/// A document as it is written.
pub(crate) fn json<T: Serialize>(key: &Key, document: &T) -> Result<String, TableError> {
    serde_json::to_string(document)
        .map_err(|_| TableError::Unreadable(format!("{key}: the document is no JSON")))
}

/// Whether a row bears this key.
pub(crate) fn has_key(row: &Row, key: &Key) -> bool {
    text(row, "pk") == Some(key.pk()) && text(row, "sk") == Some(key.sk())
}

/// A text attribute of a row.
pub(crate) fn text<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    row.get(name)?.as_s().ok().map(String::as_str)
}

/// The version of a row.
pub(crate) fn version(key: &Key, row: &Row) -> Result<u64, TableError> {
    row.get("version")
        .and_then(|value| value.as_n().ok())
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| TableError::Unreadable(format!("{key}: no version")))
}

/// The document of a row as text.
pub(crate) fn doc<'a>(key: &Key, row: &'a Row) -> Result<&'a str, TableError> {
    text(row, "doc").ok_or_else(|| TableError::Unreadable(format!("{key}: no doc")))
}

/// The version and the document of a row. An error names the row and the field, never a value.
pub(crate) fn decode<T: DeserializeOwned>(key: &Key, row: &Row) -> Result<(u64, T), TableError> {
    let mut reader = serde_json::Deserializer::from_str(doc(key, row)?);
    let document = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let kind = match error.inner().classify() {
            serde_json::error::Category::Data => "does not fit",
            _ => "is not JSON",
        };
        TableError::Unreadable(format!("{key}: field {} {kind}", error.path()))
    })?;
    Ok((version(key, row)?, document))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use domain::OrderId;
    use rust_decimal::dec;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Doc {
        total: u32,
    }

    fn key() -> Key {
        Key::link(&"main".parse().unwrap(), OrderId(183))
    }

    #[test]
    fn numbers_are_exact() {
        for (written, digits) in [
            (dec!(119.90), "119.9"),
            (dec!(-0.10), "-0.1"),
            (dec!(9_999_999_999_999.999), "9999999999999.999"),
            (dec!(0.000), "0"),
            (dec!(1000), "1000"),
        ] {
            assert_eq!(number(written), AttributeValue::N(digits.to_owned()));
        }
        let amount = |digits: &str| {
            let value = AttributeValue::N(digits.to_owned());
            amount(&key(), &Row::from([("gross".to_owned(), value)]), "gross")
        };
        assert_eq!(amount("119.9").unwrap(), dec!(119.90));
        assert_eq!(amount("1E+3").unwrap(), dec!(1000));
        let said = amount("NaN").unwrap_err().to_string();
        assert!(said.ends_with("ORDER#main#183 LINK: gross is no amount"));
    }

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let row = encode(
            &key(),
            3,
            r#"{"total":5}"#,
            &[("outcome", "done"), ("reason", "")],
        );
        let (version, doc) = decode::<Doc>(&key(), &row).unwrap();
        assert_eq!((version, doc.total), (3, 5));
        assert_eq!(text(&row, "pk"), Some("ORDER#main#183"));
        assert_eq!(text(&row, "outcome"), Some("done"));
        assert!(
            !row.contains_key("reason"),
            "an index attribute must not be empty"
        );
    }

    #[test]
    fn an_unreadable_row_is_told_by_its_field_without_its_content() {
        for (doc, says) in [
            (
                r#"{"total":"jane@example.com"}"#,
                "ORDER#main#183 LINK: field total does not fit",
            ),
            (
                r#"{"jane@example.com""#,
                "ORDER#main#183 LINK: field . is not JSON",
            ),
        ] {
            let row = encode(&key(), 3, doc, &[]);
            let said = decode::<Doc>(&key(), &row).unwrap_err().to_string();
            assert_eq!(said, format!("a row is not readable: {says}"));
        }
    }

    #[test]
    fn a_row_without_version_or_document_is_unreadable() {
        let whole = encode(&key(), 3, r#"{"total":5}"#, &[]);
        for missing in ["version", "doc"] {
            let mut row = whole.clone();
            row.remove(missing);
            let said = decode::<Doc>(&key(), &row).unwrap_err().to_string();
            assert!(said.ends_with(&format!("no {missing}")), "{said}");
        }
    }
}
