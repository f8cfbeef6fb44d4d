//! Answers that are not the API's, and what to do about each.

use std::fmt;

/// What an answer that is not the API's looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// A page of a bot check.
    Captcha,
    /// WordPress is being updated.
    Maintenance,
    /// A redirection to a log-in page.
    LoginRedirect,
    /// Another redirection.
    Redirect,
    /// Some other page.
    Page,
    /// JSON that stops half-way.
    Truncated,
    /// Nothing at all.
    Empty,
    /// Something else.
    Other,
}

impl Oddity {
    /// One line that says what to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Captcha => {
                "A bot check stands in front of the store: let requests to /wp-json/wc/ pass it"
            }
            Self::Maintenance => "The store is in maintenance; this ends by itself",
            Self::LoginRedirect => {
                "The store's REST API asks for a log-in: switch that off for /wp-json/wc/"
            }
            Self::Redirect => {
                "The store's address in the settings redirects: use the one that it redirects to"
            }
            Self::Page => {
                "The REST API should answer here: check the store's address and that its permalinks are not plain"
            }
            Self::Truncated => "The answer was cut off; if it stays so, look at the host's limits",
            Self::Empty => "The host answered with nothing: look at the store's PHP error log",
            Self::Other => "Look at the store's PHP error log and at what stands in front of it",
        }
    }
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Captcha => "a bot check answered in the store's place",
            Self::Maintenance => "the store is in maintenance",
            Self::LoginRedirect => "the store redirected to a log-in page",
            Self::Redirect => "the store redirected",
            Self::Page => "the store answered with a page instead of JSON",
            Self::Truncated => "the store's answer was cut off",
            Self::Empty => "the store's answer is empty",
            Self::Other => "the store's answer is not JSON",
        })
    }
}
