//! Bounds on dates, as WooCommerce reads them.
//!
//! With `dates_are_gmt=true` a suffixed time is first turned into the site's local time and then
//! compared with the GMT column: wrong by the site's offset. Without it a suffix is honoured and a
//! naive time is the site's. Both are exclusive, in whole seconds.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The instant that a bound stands for, or `None` for what WooCommerce refuses with 400.
pub(crate) fn bound(text: &str, gmt: bool, zone: &TimeZone) -> Option<Timestamp> {
    let Parts {
        naive,
        fraction,
        offset,
    } = split(text)?;
    match (offset, gmt) {
        (None, true) => instant(naive, &TimeZone::UTC),
        // A fraction makes WooCommerce lose the suffix.
        (None, false) => instant(naive, zone),
        (Some(_), false) if fraction => instant(naive, zone),
        (Some(offset), false) => instant(naive, &TimeZone::UTC)?.checked_sub(offset).ok(),
        (Some(offset), true) => {
            let meant = instant(naive, &TimeZone::UTC)?.checked_sub(offset).ok()?;
            let local = meant.to_zoned(zone.clone()).datetime();
            instant(local, &TimeZone::UTC)
        }
    }
}

fn instant(naive: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    Some(naive.to_zoned(zone.clone()).ok()?.timestamp())
}

struct Parts {
    naive: DateTime,
    fraction: bool,
    offset: Option<SignedDuration>,
}

/// `YYYY-MM-DDTHH:MM:SS`, perhaps a fraction, perhaps `Z`, `+01` or `+01:00`. A space may stand for
/// the `T`; small letters may not.
fn split(text: &str) -> Option<Parts> {
    if !text.is_ascii() || text.len() < 19 || !matches!(text.as_bytes()[10], b'T' | b' ') {
        return None;
    }
    let (whole, rest) = text.split_at(19);
    let naive: DateTime = whole.replace(' ', "T").parse().ok()?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(digits) => {
            let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == digits.len() {
                return None;
            }
            (true, rest)
        }
        None => (false, rest),
    };
    let offset = match rest {
        "" => None,
        "Z" => Some(SignedDuration::ZERO),
        _ => Some(offset(rest)?),
    };
    Some(Parts {
        naive,
        fraction,
        offset,
    })
}

fn offset(text: &str) -> Option<SignedDuration> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let two = |digits: &str| {
        let right = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        right.then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (hours, minutes) = text[1..].split_once(':').unwrap_or((&text[1..], "00"));
    let seconds = two(hours)? * 3600 + two(minutes)? * 60;
    Some(SignedDuration::from_secs(sign * seconds))
}

/// A naive time as the API writes it.
pub(crate) fn naive(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S")
        .to_string()
}

/// The instant of a `*_gmt` field.
pub(crate) fn gmt(text: &str) -> Option<Timestamp> {
    instant(text.parse().ok()?, &TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_whole_times_with_a_capital_suffix_are_taken() {
        for refused in [
            "2026-11-01",
            "1795408342",
            "yesterday",
            "2026-11-01t00:00:00",
            "2026-11-01T00:00:00z",
            "2026-11-01T00:00:00 01:00",
            "2026-11-01T00:00:00.Z",
            "2026-11-01T00:00:00+1:00",
            "2026-13-01T00:00:00",
            "2026-11-01T00:00:0\u{fc}",
        ] {
            assert!(bound(refused, true, &TimeZone::UTC).is_none(), "{refused}");
        }
        for taken in [
            "2026-11-01 00:00:00",
            "2026-11-01T00:00:00.5Z",
            "2026-11-01T01:00:00+01",
        ] {
            let at = bound(taken, false, &TimeZone::UTC).unwrap();
            assert_eq!(at.to_string(), "2026-11-01T00:00:00Z", "{taken}");
        }
    }

    #[test]
    fn a_suffix_with_gmt_errs_by_the_sites_offset_in_either_direction() {
        let utc = |zone: &str| {
            let zone = TimeZone::get(zone).unwrap();
            bound("2026-11-23T12:00:00Z", true, &zone)
                .unwrap()
                .to_string()
        };
        assert_eq!(utc("Europe/Berlin"), "2026-11-23T13:00:00Z");
        assert_eq!(utc("America/New_York"), "2026-11-23T07:00:00Z");
        assert_eq!(utc("Asia/Kolkata"), "2026-11-23T17:30:00Z");
        assert_eq!(utc("UTC"), "2026-11-23T12:00:00Z");
    }
}
