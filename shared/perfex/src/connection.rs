//! Where a Perfex is and how to be let in.

use std::fmt;

use secrecy::SecretString;
use url::{Url, form_urlencoded};

use crate::Flavour;

/// Where a Perfex is and how to be let in.
#[derive(Clone)]
pub struct Connection {
    /// The address of the installation, without `/api`.
    pub base: Url,
    /// The token that an administrator made under *API → API Management*.
    pub token: SecretString,
    /// The generation of the API module.
    pub flavour: Flavour,
}

impl Connection {
    /// The address of `segments` under `/api`, each percent-encoded.
    ///
    /// An `@` is encoded too: some hosts answer 403 to a bare one.
    pub(crate) fn address(&self, segments: &[&str]) -> String {
        let base = self.base.as_str();
        let base = base.split(['?', '#']).next().unwrap_or(base);
        let base = base.trim_end_matches('/');
        let base = base.strip_suffix("/api").unwrap_or(base);
        let mut address = format!("{base}/api");
        for segment in segments {
            address.push('/');
            address.extend(form_urlencoded::byte_serialize(segment.as_bytes()));
        }
        address
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("host", &self.base.host_str())
            .field("flavour", &self.flavour)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(base: &str) -> Connection {
        Connection {
            base: base.parse().unwrap(),
            token: "tok_secret".to_owned().into(),
            flavour: Flavour::Themesic3,
        }
    }

    #[test]
    fn every_spelling_of_the_base_leads_to_the_same_address() {
        for base in [
            "https://h.test",
            "https://h.test/",
            "https://h.test/api/",
            "https://h.test/?x=1",
        ] {
            assert_eq!(
                at(base).address(&["invoices", "7"]),
                "https://h.test/api/invoices/7"
            );
        }
        assert_eq!(
            at("https://h.test/crm/").address(&["payments"]),
            "https://h.test/crm/api/payments"
        );
    }

    #[test]
    fn an_at_sign_is_percent_encoded() {
        let address = at("https://h.test").address(&["contacts", "search", "jane@example.com"]);
        assert_eq!(
            address,
            "https://h.test/api/contacts/search/jane%40example.com"
        );
    }

    #[test]
    fn the_token_does_not_show_in_debug() {
        assert!(!format!("{:?}", at("https://h.test")).contains("tok_secret"));
    }
}
