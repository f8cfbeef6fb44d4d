//! Fields as Perfex writes them: numbers mostly as strings, texts sometimes as numbers, flags as
//! `"0"` and `"1"`.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use crate::text::plain;

fn scalar<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(flag) => Ok(Some(u8::from(flag).to_string())),
        Value::Array(_) | Value::Object(_) => Err(D::Error::custom("neither text nor number")),
    }
}

fn filled<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(scalar(from)?
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty()))
}

/// A text, decoded; null is empty.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(plain(&scalar(from)?.unwrap_or_default()))
}

pub(crate) fn optional_text<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<String>, D::Error> {
    Ok(scalar(from)?.map(|text| plain(&text)))
}

/// The text of a value that was read before, decoded; empty for what is neither text nor number.
pub(crate) fn told(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// A whole number; zero, which Perfex writes for "none", is a number too.
pub(crate) fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    optional_whole(from)?.ok_or_else(|| D::Error::custom("not a whole number"))
}

/// `None` for null, an empty text and what is no whole number (a formatted document number).
pub(crate) fn optional_whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(filled(from)?.and_then(|text| text.parse().ok()))
}

pub(crate) fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    optional_decimal(from)?.ok_or_else(|| D::Error::custom("not a number"))
}

/// Zero for null and an empty text.
pub(crate) fn decimal_or_zero<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    Ok(optional_decimal(from)?.unwrap_or_default())
}

pub(crate) fn optional_decimal<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Decimal>, D::Error> {
    // The text itself stays out of the error: errors are logged.
    let parse = |text: String| text.parse().map_err(|_| D::Error::custom("not a number"));
    filled(from)?.map(parse).transpose()
}

/// `"1"`, 1, true and "on" are set; everything else is not.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(matches!(
        filled(from)?.as_deref(),
        Some("1" | "true" | "on" | "yes")
    ))
}

/// The day of `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`; `None` for a host that writes days otherwise.
pub(crate) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    Ok(filled(from)?.and_then(|text| text.get(..10)?.parse().ok()))
}

/// A list that PHP may have left out, nulled or written as an object with numeric keys.
pub(crate) fn list<'de, D, R>(from: D) -> Result<Vec<R>, D::Error>
where
    D: Deserializer<'de>,
    R: serde::de::DeserializeOwned,
{
    let rows = crate::answer::rows(Value::deserialize(from)?);
    rows.into_iter()
        .map(|row| serde_json::from_value(row).map_err(|_| D::Error::custom("not understood")))
        .collect()
}
