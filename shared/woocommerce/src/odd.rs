//! An answer that is not the API's: what it looks like.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode, header};
use url::Url;

use crate::advice::Oddity;
use crate::error::Error;
use crate::masked;

/// How much of a body is looked at.
const LOOKED_AT_BYTES: usize = 4096;

/// The longest wait that is believed. A host may ask for anything.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// What a page of a bot check holds.
const BOT_CHECKS: [&str; 4] = ["captcha", "challenge", "are you human", "cf-browser"];

/// The answer as an error.
pub(crate) fn odd(response: &Response<Bytes>) -> Error {
    let body = response.body();
    let body = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT_BYTES)]);
    let target = text(response, header::LOCATION).and_then(target);
    Error::Odd {
        oddity: oddity(response.status(), &body, target.as_ref()),
        status: response.status().as_u16(),
        content_type: masked::beginning(text(response, header::CONTENT_TYPE).unwrap_or_default()),
        beginning: masked::beginning(&body),
        redirects_to: target.and_then(|url| origin(&url)),
        retry_after: retry_after(response),
    }
}

/// When the host wants to be asked again, if it says so in seconds.
pub(crate) fn retry_after(response: &Response<Bytes>) -> Option<Duration> {
    let seconds = text(response, header::RETRY_AFTER)?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn text(response: &Response<Bytes>, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// Where a redirection leads. One without a host stays at the store's, which the base stands for.
fn target(location: &str) -> Option<Url> {
    let base = Url::parse("https://store.invalid/").ok()?;
    base.join(location).ok()
}

/// Scheme and host: the path and the query may hold what is to be kept to ourselves.
fn origin(url: &Url) -> Option<String> {
    let origin = url.origin();
    let here = url.host_str() == Some("store.invalid") || !origin.is_tuple();
    (!here).then(|| origin.ascii_serialization())
}

fn oddity(status: StatusCode, body: &str, target: Option<&Url>) -> Oddity {
    if status.is_redirection() {
        return match target {
            Some(url) if url.path().contains("login") => Oddity::LoginRedirect,
            _ => Oddity::Redirect,
        };
    }
    let body = body.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if body.is_empty() {
        return Oddity::Empty;
    }
    if body.starts_with(['[', '{']) {
        return Oddity::Truncated;
    }
    if !body.starts_with('<') {
        return Oddity::Other;
    }
    let lower = body.to_ascii_lowercase();
    // WooCommerce never answers a read with 202.
    if status == StatusCode::ACCEPTED || BOT_CHECKS.iter().any(|check| lower.contains(check)) {
        return Oddity::Captcha;
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return Oddity::Maintenance;
    }
    Oddity::Page
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn redirection(location: &str) -> (Oddity, Option<String>) {
        let response = Response::builder()
            .status(302)
            .header(header::LOCATION, location)
            .body(Bytes::new());
        match odd(&response.unwrap()) {
            Error::Odd {
                oddity,
                redirects_to,
                ..
            } => (oddity, redirects_to),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_redirection_tells_the_host_and_nothing_more() {
        let host = |host: &str| Some(host.to_owned());
        for (location, expected) in [
            (
                "https://www.shop.example.test/wp-json/?key=ck_1",
                (Oddity::Redirect, host("https://www.shop.example.test")),
            ),
            (
                "https://shop.example.test:8443/wp-login.php?redirect_to=x",
                (
                    Oddity::LoginRedirect,
                    host("https://shop.example.test:8443"),
                ),
            ),
            ("/wp-login.php", (Oddity::LoginRedirect, None)),
            ("/elsewhere?from=login", (Oddity::Redirect, None)),
            ("mailto:jane@example.com", (Oddity::Redirect, None)),
        ] {
            assert_eq!(redirection(location), expected, "{location}");
        }
    }

    #[test]
    fn a_wait_is_believed_up_to_an_hour() {
        let told = |wait: &str| {
            let response = Response::builder().header(header::RETRY_AFTER, wait);
            retry_after(&response.body(Bytes::new()).unwrap())
        };
        assert_eq!(told("600"), Some(Duration::from_mins(10)));
        assert_eq!(told("18446744073709551615"), Some(LONGEST_WAIT));
        assert_eq!(told("soon"), None);
        assert_eq!(told("-1"), None);
    }
}
