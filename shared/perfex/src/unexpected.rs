//! An answer that is not the API's, told in one safe line.

use std::fmt;

use http::{HeaderMap, StatusCode, header};

use crate::text;

const START_CHARS: usize = 120;

/// An answer that is not the API's, told so that an operator can act on it. It never shows
/// records: of JSON only the message, of an SQL error page nothing from the statement on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnexpectedAnswer {
    /// HTTP status.
    pub status: u16,
    /// Content type as sent, without parameters; empty when absent.
    pub content_type: String,
    /// What kind of answer it looks like.
    pub kind: AnswerKind,
    /// Its first 120 characters as plain text, e-mails and long digit runs masked.
    pub start: String,
}

/// What an unexpected answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// No body.
    Empty,
    /// 3xx, mostly to a login page or to another host name.
    Redirect,
    /// A page that wants to see a browser (captcha, bot check).
    Challenge,
    /// 503.
    Maintenance,
    /// Another HTML page: PHP's or the web server's.
    Html,
    /// JSON that breaks off.
    Truncated,
    /// JSON, but not what was asked for.
    Json,
    /// Something else.
    Other,
}

impl AnswerKind {
    /// One line on what to look at first.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Empty => "PHP stopped without a word: see the host's PHP error log",
            Self::Redirect => {
                "use the final https address of Perfex, and let /api pass without a login"
            }
            Self::Challenge => "exempt /api from the host's bot check",
            Self::Maintenance => "the host is in maintenance or overloaded",
            Self::Html => "see the host's PHP error log, and check that the REST API module is on",
            Self::Truncated => {
                "the host breaks off its answers: see its PHP memory and time limits"
            }
            Self::Json => "check the flavour in the settings against the installed module",
            Self::Other => "check that the address is Perfex's",
        }
    }
}

impl UnexpectedAnswer {
    pub(crate) fn json(status: StatusCode, headers: &HeaderMap, said: &str) -> Self {
        Self::new(status, headers, AnswerKind::Json, said)
    }

    /// Judges a body that does not decode as JSON.
    pub(crate) fn not_json(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let body = body.trim_start_matches('\u{feff}').trim();
        let kind = kind_of(status, headers, body);
        let start = match kind {
            // Both would show records.
            AnswerKind::Truncated => format!("{} bytes", body.len()),
            AnswerKind::Redirect => location(headers),
            _ => before_sql(&text::without_tags(body)).to_owned(),
        };
        Self::new(status, headers, kind, &start)
    }

    fn new(status: StatusCode, headers: &HeaderMap, kind: AnswerKind, start: &str) -> Self {
        let start: String = text::masked(start).chars().take(START_CHARS).collect();
        Self {
            status: status.as_u16(),
            content_type: content_type(headers),
            kind,
            start: start.trim().to_owned(),
        }
    }
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if !self.content_type.is_empty() {
            write!(f, " {}", self.content_type)?;
        }
        if !self.start.is_empty() {
            write!(f, " \"{}\"", self.start)?;
        }
        write!(f, " ({})", self.kind.advice())
    }
}

fn kind_of(status: StatusCode, headers: &HeaderMap, body: &str) -> AnswerKind {
    let html = body.starts_with('<') || content_type(headers) == "text/html";
    let lower = body.to_ascii_lowercase();
    let challenge = ["captcha", "challenge", "just a moment"];
    if status.is_redirection() {
        AnswerKind::Redirect
    } else if html
        && (status == StatusCode::ACCEPTED || challenge.iter().any(|w| lower.contains(w)))
    {
        AnswerKind::Challenge
    } else if status == StatusCode::SERVICE_UNAVAILABLE {
        AnswerKind::Maintenance
    } else if body.is_empty() {
        AnswerKind::Empty
    } else if body.starts_with(['{', '[']) {
        AnswerKind::Truncated
    } else if html {
        AnswerKind::Html
    } else {
        AnswerKind::Other
    }
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let value = value.unwrap_or_default();
    value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn location(headers: &HeaderMap) -> String {
    let value = headers.get(header::LOCATION).and_then(|v| v.to_str().ok());
    let value = value.unwrap_or_default();
    format!("to {}", value.split(['?', '#']).next().unwrap_or_default())
}

/// `CodeIgniter`'s database error page shows the statement with all its values.
fn before_sql(page: &str) -> &str {
    let upper = page.to_ascii_uppercase();
    let statement = [
        "INSERT INTO",
        "UPDATE `",
        "SELECT ",
        "DELETE FROM",
        "DUPLICATE ENTRY",
        "VALUES",
    ]
    .iter()
    .filter_map(|start| upper.find(start))
    .min();
    &page[..statement.unwrap_or(page.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(status: u16, body: &str) -> UnexpectedAnswer {
        let status = StatusCode::from_u16(status).unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("text/html; charset=UTF-8"),
        );
        headers.insert(
            header::LOCATION,
            header::HeaderValue::from_static("https://h.test/admin?s=1"),
        );
        UnexpectedAnswer::not_json(status, &headers, body.as_bytes())
    }

    #[test]
    fn each_kind_of_page_is_told_apart() {
        assert_eq!(
            page(202, "<html>sgcaptcha</html>").kind,
            AnswerKind::Challenge
        );
        assert_eq!(
            page(403, "<title>Just a moment...</title>").kind,
            AnswerKind::Challenge
        );
        assert_eq!(page(302, "").kind, AnswerKind::Redirect);
        assert_eq!(
            page(503, "<h1>Maintenance</h1>").kind,
            AnswerKind::Maintenance
        );
        assert_eq!(page(500, "<h1>A PHP Error</h1>").kind, AnswerKind::Html);
        assert_eq!(page(200, "").kind, AnswerKind::Empty);
        assert_eq!(page(200, "{\"id\":\"5\",\"na").kind, AnswerKind::Truncated);
    }

    #[test]
    fn a_database_error_page_shows_its_cause_but_no_values() {
        let page = page(
            500,
            "<h1>A Database Error Occurred</h1><p>Unknown column 'duedate' in 'field list'</p>\
             <p>INSERT INTO `tblestimates` VALUES ('Jane Doe')</p>",
        );
        assert_eq!(
            page.start,
            "A Database Error Occurred Unknown column 'duedate' in 'field list'"
        );
    }

    #[test]
    fn records_mails_and_long_numbers_are_never_shown() {
        let truncated = page(200, "[{\"company\":\"Jane Doe\",").to_string();
        assert!(!truncated.contains("Jane"), "{truncated}");
        let told = page(500, "<p>no mail to jane@example.com at 4915112345678</p>").to_string();
        assert!(
            !told.contains("jane") && !told.contains("4915112345678"),
            "{told}"
        );
    }

    #[test]
    fn a_redirect_names_its_target_without_the_query() {
        assert_eq!(page(302, "").start, "to https://h.test/admin");
    }

    #[test]
    fn the_start_is_at_most_120_characters() {
        assert_eq!(page(500, &"é".repeat(500)).start.chars().count(), 120);
    }
}
