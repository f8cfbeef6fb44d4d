//! What can go wrong on the store's side, at will.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::reply::{Reply, html};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// No connection.
    Down,
    /// The answer takes the delay.
    Slow,
    /// An error page of PHP, status 500.
    Status500,
    /// A page with status 200.
    Html,
    /// A bot check: 202 with a page.
    Captcha,
    /// A byte order mark before the JSON.
    Bom,
    /// A warning of PHP before the JSON, with status 200.
    PhpWarning,
    /// Half of the JSON.
    Truncated,
    /// 503 with a page and `Retry-After: 600`.
    Maintenance,
    /// The connection breaks after the work is done.
    Drop,
    /// The key is refused.
    RefuseKey,
    /// A cache in front of the store says that the answer came out of it.
    Cached,
}

/// A fault that waits for requests to strike.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// How the path starts of the requests that it strikes; all if absent.
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// How many requests it strikes; all if absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// The delay of a slow answer, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
}

impl Fault {
    /// Whether it strikes this request; if so it is used up by one.
    pub(crate) fn strike(&mut self, path: &str) -> bool {
        let fits = self
            .path_prefix
            .as_deref()
            .is_none_or(|prefix| path.starts_with(prefix));
        if !fits || self.times == Some(0) {
            return false;
        }
        if let Some(times) = &mut self.times {
            *times -= 1;
        }
        true
    }

    /// What becomes of the answer.
    pub(crate) fn spoil(&self, answer: Response<Bytes>, now: Timestamp) -> Reply {
        let page = |status, text: &'static str| {
            Reply::Answer(html(status, Bytes::from_static(text.as_bytes()), now))
        };
        let before = |text: &[u8]| {
            let joined = [text, answer.body()].concat();
            Reply::Answer(answer.clone().map(|_| Bytes::from(joined)))
        };
        match self.kind {
            FaultKind::Down => Reply::NotReached,
            FaultKind::Slow => Reply::Slow(
                Duration::from_millis(self.delay_ms),
                Box::new(Reply::Answer(answer)),
            ),
            FaultKind::Status500 => page(500, "<!DOCTYPE html><h1>A plugin failed</h1>"),
            FaultKind::Html => page(200, "<!DOCTYPE html><h1>Welcome to the shop</h1>"),
            FaultKind::Captcha => page(
                202,
                "<!DOCTYPE html><p>Checking that you are human: captcha</p>",
            ),
            FaultKind::Bom => before("\u{feff}".as_bytes()),
            FaultKind::PhpWarning => before(
                b"<br />\n<b>Warning</b>:  Undefined array key in plugin.php on line 3<br />\n",
            ),
            FaultKind::Truncated => Reply::Answer(answer.map(|body| body.slice(..body.len() / 2))),
            FaultKind::Maintenance => {
                let text = Bytes::from_static(b"<!DOCTYPE html><p>Maintenance</p>");
                let mut response = html(503, text, now);
                response
                    .headers_mut()
                    .insert("retry-after", http::HeaderValue::from_static("600"));
                Reply::Answer(response)
            }
            FaultKind::Cached => {
                let mut cached = answer;
                let headers = cached.headers_mut();
                headers.insert("x-cache", http::HeaderValue::from_static("HIT"));
                headers.insert("via", http::HeaderValue::from_static("1.1 cache"));
                Reply::Answer(cached)
            }
            FaultKind::Drop => Reply::LostAfterCommit,
            FaultKind::RefuseKey => Reply::Answer(crate::reply::error(
                401,
                "woocommerce_rest_cannot_view",
                "Sorry, you cannot list resources.",
                now,
            )),
        }
    }
}
