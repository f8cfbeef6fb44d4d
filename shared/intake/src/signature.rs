//! The signature of a delivery.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::specialchars;

/// The bytes of an `X-WC-Webhook-Signature` header: HMAC-SHA256 of the raw body, in base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature([u8; 32]);

/// The header is not the base64 of 32 bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signature is not the base64 of 32 bytes")]
pub struct NotASignature;

impl FromStr for Signature {
    type Err = NotASignature;

    fn from_str(header: &str) -> Result<Self, NotASignature> {
        let bytes = STANDARD.decode(header).map_err(|_| NotASignature)?;
        bytes.try_into().map(Self).map_err(|_| NotASignature)
    }
}

impl Signature {
    /// Whether it signs exactly these bytes with this secret, in a time that does not depend on
    /// where it differs. An empty secret signs nothing: everybody knows it.
    pub fn verifies(&self, secret: &str, body: &[u8]) -> bool {
        let key = specialchars::decode(secret);
        if key.is_empty() {
            return false;
        }
        Hmac::<Sha256>::new_from_slice(key.as_bytes())
            .is_ok_and(|hmac| hmac.chain_update(body).verify_slice(&self.0).is_ok())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Test case 2 of RFC 4231.
    const BODY: &[u8] = b"what do ya want for nothing?";
    const HEADER: &str = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";

    #[test]
    fn a_known_signature_verifies_and_any_other_does_not() {
        let signature: Signature = HEADER.parse().unwrap();
        assert!(signature.verifies("Jefe", BODY));
        assert!(!signature.verifies("jefe", BODY));
        assert!(!signature.verifies("Jefe", b"what do ya want for nothing!"));
    }

    #[test]
    fn an_empty_secret_signs_nothing() {
        let hmac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
        let signature = Signature(hmac.chain_update(BODY).finalize().into_bytes().into());
        assert!(!signature.verifies("", BODY));
    }

    #[test]
    fn a_secret_with_entities_signs_as_the_text_that_they_stand_for() {
        let hmac = Hmac::<Sha256>::new_from_slice(b"a&b'").unwrap();
        let signature = Signature(hmac.chain_update(BODY).finalize().into_bytes().into());
        assert!(signature.verifies("a&amp;b&#039;", BODY));
        assert!(signature.verifies("a&b'", BODY));
        assert!(!signature.verifies("a&amp;amp;b'", BODY));
    }

    #[test]
    fn what_is_not_32_bytes_of_base64_is_no_signature() {
        for header in ["", "abc", "AAAA", "=", "ä", &STANDARD.encode([0; 33])] {
            assert_eq!(header.parse::<Signature>(), Err(NotASignature), "{header}");
        }
    }
}
