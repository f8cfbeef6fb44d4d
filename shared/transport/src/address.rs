//! Which addresses may be spoken to.

use http::Uri;
use url::{Host, Url};

use crate::TransportError;

/// Accepts `https` everywhere and plain `http` only to this machine: keys and orders must not
/// cross a network in the clear because of a mistyped address.
pub(crate) fn check(uri: &Uri) -> Result<(), TransportError> {
    let url = Url::parse(&uri.to_string()).map_err(|_| refused("the address is not a full URL"))?;
    let host = url
        .host()
        .ok_or_else(|| refused("the address names no host"))?;
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&host) => Ok(()),
        "http" => Err(refused(&format!(
            "http://{host} is not encrypted; use https (plain http is for this machine only)"
        ))),
        other => Err(refused(&format!("{other}: is neither https nor http"))),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn refused(why: &str) -> TransportError {
    TransportError::Refused(why.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn verdict(address: &str) -> Result<(), TransportError> {
        check(&address.parse().unwrap())
    }

    #[test]
    fn https_goes_anywhere() {
        assert_eq!(verdict("https://crm.example.com/api"), Ok(()));
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for address in [
            "http://localhost:8080/",
            "http://127.0.0.1/",
            "http://[::1]:1/",
        ] {
            assert_eq!(verdict(address), Ok(()), "{address}");
        }
        for address in [
            "http://crm.example.com/",
            "http://10.0.0.1/",
            "http://localhost.example.com/",
        ] {
            let TransportError::Refused(text) = verdict(address).unwrap_err() else {
                panic!("{address} was not refused");
            };
            assert!(text.contains("use https"), "{text}");
        }
    }

    #[test]
    fn other_schemes_and_relative_addresses_are_refused() {
        for address in ["ftp://crm.example.com/", "/api/invoices"] {
            assert!(
                matches!(verdict(address), Err(TransportError::Refused(_))),
                "{address}"
            );
        }
    }

    #[test]
    fn a_refusal_never_shows_the_query() {
        let text = verdict("http://crm.example.com/?key=secret")
            .unwrap_err()
            .to_string();
        assert!(!text.contains("secret"), "{text}");
    }
}
