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
    const RFC: &str = "W9zBRr9gdU5qBCQIloPCRdOuwOpZxL0WYzqFfQvYY5g=";

    #[test]
    fn a_known_signature_verifies_and_any_other_does_not() {
        let body = b"what do ya want for nothing?";
        let bytes: [u8; 32] = [
            0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95,
            0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9,
            0x64, 0xec, 0x38, 0x43,
        ];
        let signature = Signature(bytes);
        assert!(signature.verifies("Jefe", body));
        assert!(!signature.verifies("jefe", body));
        assert!(!signature.verifies("Jefe", b"what do ya want for nothing!"));
        assert!(!RFC.parse::<Signature>().unwrap().verifies("", body));
    }

    #[test]
    fn what_is_not_32_bytes_of_base64_is_no_signature() {
        for header in ["", "abc", "AAAA", "=", "ä", &STANDARD.encode([0; 33])] {
            assert_eq!(header.parse::<Signature>(), Err(NotASignature), "{header}");
        }
    }
}
