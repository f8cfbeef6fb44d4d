//! Bounds on dates, as WooCommerce reads them.
//!
//! With `dates_are_gmt=true` a suffixed time is first turned into the site's local time and then
//! compared with the GMT column: wrong by the site's offset. Without it a suffix is honoured and a
//! naive time is the site's. Both are exclusive, in whole seconds.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The instant that a bound stands for, or `None` for what WooCommerce refuses with 400.
pub(crate) fn bound(text: &str, gmt: bool, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.replace(' ', "T");
    let (naive, suffix) = split(&text)?;
    let fraction = naive.contains('.');
    let naive: DateTime = naive.split('.').next()?.parse().ok()?;
    let instant =
        |zone: &TimeZone, time: DateTime| Some(time.to_zoned(zone.clone()).ok()?.timestamp());
    match (suffix, gmt) {
        (None, true) => instant(&TimeZone::UTC, naive),
        (None, false) => instant(zone, naive),
        (Some(offset), true) => {
            let meant = instant(&TimeZone::UTC, naive)? - jiff::SignedDuration::from_secs(offset);
            let local = meant.to_zoned(zone.clone()).datetime();
            instant(&TimeZone::UTC, local)
        }
        // A fraction makes WooCommerce lose the suffix.
        (Some(_), false) if fraction => instant(zone, naive),
        (Some(offset), false) => {
            Some(instant(&TimeZone::UTC, naive)? - jiff::SignedDuration::from_secs(offset))
        }
    }
}

/// A time and its offset in seconds, if it has one. Only a capital `Z` is taken.
fn split(text: &str) -> Option<(&str, Option<i64>)> {
    if text.len() < 19 || text.as_bytes().get(10) != Some(&b'T') {
        return None;
    }
    if let Some(naive) = text.strip_suffix('Z') {
        return Some((naive, Some(0)));
    }
    let Some(at) = text[19..].find(['+', '-']).map(|at| at + 19) else {
        return text[19..]
            .chars()
            .all(|c| c == '.' || c.is_ascii_digit())
            .then_some((text, None));
    };
    let (naive, offset) = text.split_at(at);
    let (hours, minutes) = offset[1..].split_once(':')?;
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    Some((naive, Some(sign * seconds)))
}

/// A naive time as the API writes it.
pub(crate) fn naive(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S")
        .to_string()
}

/// The instant of a `*_gmt` field.
pub(crate) fn gmt(text: &str) -> Option<Timestamp> {
    let naive: DateTime = text.parse().ok()?;
    Some(naive.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
