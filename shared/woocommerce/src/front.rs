//! What stands between us and the store: a cache answers with what was, a bot check not at all.

use http::HeaderMap;
use transport::Transport;

use crate::client::Client;
use crate::error::Error;

/// Headers by which caches tell that an answer came out of them. RFC 9211 names the first; the rest
/// are those of CDNs, of hosts' own caches and of plugins. All of them hold the word `hit` then.
const OF_CACHES: [&str; 11] = [
    "cache-status",
    "x-cache",
    "x-cache-status",
    "x-proxy-cache",
    "x-fastcgi-cache",
    "x-nginx-cache",
    "x-litespeed-cache",
    "x-kinsta-cache",
    "x-sucuri-cache",
    "cf-cache-status",
    "x-wp-cf-super-cache-status",
];

/// Headers by which something in front of a store gives itself away, and its name for people.
const OF_FRONTS: [(&str, &str); 6] = [
    ("cf-ray", "Cloudflare"),
    ("x-sucuri-id", "Sucuri"),
    ("x-amz-cf-id", "Amazon CloudFront"),
    ("x-varnish", "Varnish"),
    ("x-served-by", "a CDN"),
    ("via", "a proxy"),
];

/// What an answer tells of what it came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Front {
    /// The header by which a cache tells that the answer is its own, an older one of the store.
    pub cached_by: Option<&'static str>,
    /// What stands in front of the store, as far as it says so.
    pub behind: Option<&'static str>,
}

impl Front {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // RFC 9111: only a cache writes an age.
        let is_aged = text("age").and_then(|age| age.trim().parse::<u64>().ok());
        let is_hit = |name: &&&str| text(name).is_some_and(says_hit);
        let cached_by = OF_CACHES.iter().find(is_hit).copied();
        Self {
            cached_by: cached_by.or(is_aged.filter(|age| *age > 0).map(|_| "age")),
            behind: OF_FRONTS
                .iter()
                .find(|(name, _)| headers.contains_key(*name))
                .map(|(_, what)| *what),
        }
    }
}

/// `HIT`, `cache; hit`, `HIT from edge`; neither `MISS` nor `hit-for-pass`.
fn says_hit(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.any(|word| word == "hit")
}

impl<T: Transport> Client<T> {
    /// What the store's answers come through: `GET /orders/statuses`, which a cache that keeps
    /// answers of the API has met before if anybody asked for it within its time.
    pub async fn front(&self) -> Result<Front, Error> {
        let answer = self.read("orders/statuses", "").await?;
        Ok(Front::of(answer.headers()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn front(headers: &[(&str, &str)]) -> Front {
        let headers = headers.iter().map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        });
        Front::of(&headers.collect())
    }

    #[test]
    fn a_cached_answer_is_told_by_its_headers() {
        for (name, value) in [
            ("x-cache", "HIT"),
            ("x-cache", "Hit from cloudfront"),
            ("cf-cache-status", "HIT"),
            ("x-litespeed-cache", "hit,private"),
            ("cache-status", "ExampleCache; hit; ttl=30"),
            ("x-cache", "TCP HIT"),
            ("age", "31"),
        ] {
            let cached_by = front(&[(name, value)]).cached_by;
            assert_eq!(cached_by, Some(name), "{name}: {value}");
        }
    }

    #[test]
    fn a_cache_that_lets_the_api_through_is_none() {
        for (name, value) in [
            ("x-cache", "MISS"),
            ("cf-cache-status", "DYNAMIC"),
            ("cf-cache-status", "BYPASS"),
            ("cache-status", "ExampleCache; fwd=miss"),
            ("x-cache", "hit-for-pass"),
            ("age", "0"),
            ("age", "old"),
        ] {
            assert_eq!(front(&[(name, value)]).cached_by, None, "{name}: {value}");
        }
    }

    #[test]
    fn what_stands_in_front_is_named() {
        assert_eq!(front(&[("cf-ray", "8a")]).behind, Some("Cloudflare"));
        assert_eq!(front(&[("via", "1.1 edge")]).behind, Some("a proxy"));
        assert_eq!(front(&[("server", "nginx")]), Front::default());
    }
}
