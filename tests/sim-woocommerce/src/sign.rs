//! The signature of a delivery.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `base64(hmac_sha256(body, secret))`, the secret's entities decoded first as WordPress does.
pub fn sign(secret: &str, body: &[u8]) -> String {
    let key = secret
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#039;", "'")
        .replace("&amp;", "&");
    Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .map(|hmac| STANDARD.encode(hmac.chain_update(body).finalize().into_bytes()))
        .unwrap_or_default()
}
