//! Fields as WooCommerce writes them: amounts as strings or numbers, times without a zone, `null`
//! or an empty text where there is nothing.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

/// The text of a string or number, `None` for null and an empty text.
///
/// A number is taken by its very digits: no amount is ever a binary fraction.
fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let json = Box::<RawValue>::deserialize(from)?;
    let json = json.get();
    match json.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => {
            let text: String = serde_json::from_str(json)
                .map_err(|_| D::Error::custom("a text with a broken escape"))?;
            Ok(Some(text).filter(|text| !text.trim().is_empty()))
        }
        Some(b'-' | b'0'..=b'9') => Ok(Some(json.to_owned())),
        _ => Err(D::Error::custom("neither text nor number")),
    }
}

/// An amount that is there.
pub(crate) fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    optional_amount(from)?.ok_or_else(|| D::Error::custom("an amount is missing"))
}

/// An amount, or nothing.
pub(crate) fn optional_amount<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Decimal>, D::Error> {
    let Some(text) = text_or_number(from)? else {
        return Ok(None);
    };
    let text = text.trim();
    // The text stays out of the error: errors are logged.
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_scientific(text))
        .map(Some)
        .map_err(|_| D::Error::custom("not an amount"))
}

/// A text; null is empty and a number is its text.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(text_or_number(from)?.unwrap_or_default())
}

/// A time in the store's own zone, or nothing.
pub(crate) fn local<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    text.parse()
        .map(Some)
        .map_err(|_| D::Error::custom("not a time"))
}

/// A time in UTC, which WooCommerce writes without saying so.
pub(crate) fn gmt<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(time) = local(from)? else {
        return Ok(None);
    };
    let zoned = time.to_zoned(TimeZone::UTC).map_err(D::Error::custom)?;
    Ok(Some(zoned.timestamp()))
}

/// A list; PHP writes an empty object as `[]`, and some plugins null.
pub(crate) fn list<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
