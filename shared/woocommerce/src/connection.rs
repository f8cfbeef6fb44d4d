//! Where a store is and how to be let in.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// Where a store is and how to be let in.
pub struct Connection {
    /// The store's address; it may have a path.
    pub base: Url,
    /// The REST key, `ck_…`.
    pub consumer_key: String,
    /// Its secret, `cs_…`.
    pub consumer_secret: SecretString,
}

/// The address or the key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableAddress {
    /// Not an address that can be called.
    #[error("the store's address must begin with https:// (plain http only on this machine)")]
    NotHttp,
    /// A user name or password in the address, which would be shown wherever the address is.
    #[error("the store's address must not hold a user name or password")]
    WithPassword,
    /// The key or its secret has characters that cannot be in a header.
    #[error("the store's key has characters that no WooCommerce key has")]
    Key,
}

impl Connection {
    /// The address of a route, for example `orders/12`, with an encoded query or none.
    pub(crate) fn address(&self, route: &str, query: &str) -> String {
        let base = self.base.as_str();
        let base = base
            .split(['?', '#'])
            .next()
            .unwrap_or(base)
            .trim_end_matches('/');
        let address = format!("{base}/wp-json/wc/v3/{route}");
        if query.is_empty() {
            return address;
        }
        format!("{address}?{query}")
    }

    pub(crate) fn check(&self) -> Result<(), UnusableAddress> {
        match (self.base.scheme(), self.base.host()) {
            ("https", Some(_)) => {}
            ("http", Some(host)) if is_loopback(&host) => {}
            _ => return Err(UnusableAddress::NotHttp),
        }
        if !self.base.username().is_empty() || self.base.password().is_some() {
            return Err(UnusableAddress::WithPassword);
        }
        self.authorization().map(drop)
    }

    /// Basic authentication, which WooCommerce takes over HTTPS.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, UnusableAddress> {
        let secret = self.consumer_secret.expose_secret();
        let pair = STANDARD.encode(format!("{}:{secret}", self.consumer_key));
        let mut value =
            HeaderValue::from_str(&format!("Basic {pair}")).map_err(|_| UnusableAddress::Key)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("base", &self.base.origin().ascii_serialization())
            .finish_non_exhaustive()
    }
}
