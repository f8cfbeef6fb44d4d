//! The signature of a delivery.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `base64(hmac_sha256(body, secret))`, the secret's entities decoded first as WordPress does.
pub fn sign(secret: &str, body: &[u8]) -> String {
    Hmac::<Sha256>::new_from_slice(decoded(secret).as_bytes())
        .map(|hmac| STANDARD.encode(hmac.chain_update(body).finalize().into_bytes()))
        .unwrap_or_default()
}

/// WordPress's `wp_specialchars_decode($text, ENT_QUOTES)`: one pass, so that `&amp;lt;` gives
/// `&lt;`. Numeric forms are known with any number of leading zeros.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').and_then(|end| {
            let character = character(&rest[1..end])?;
            Some((character, end))
        });
        if let Some((character, end)) = entity {
            decoded.push(character);
            rest = &rest[end + 1..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    if let Some(hexadecimal) = number.strip_prefix(['x', 'X']) {
        return match hexadecimal.trim_start_matches('0') {
            "26" => Some('&'),
            "22" => Some('"'),
            "27" => Some('\''),
            _ => None,
        };
    }
    match number.trim_start_matches('0') {
        "38" => Some('&'),
        "60" => Some('<'),
        "62" => Some('>'),
        "34" => Some('"'),
        "39" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_a_secret_are_decoded_once() {
        for (secret, key) in [
            ("a & b &amp; c", "a & b & c"),
            ("&lt;&gt;&quot;&#039;&#39;&#x27;&#0038;", "<>\"'''&"),
            ("&amp;lt; &amp;amp;", "&lt; &amp;"),
            ("&copy; &apos; & ; &#65;", "&copy; &apos; & ; &#65;"),
            (" \u{1f511} \\ ", " \u{1f511} \\ "),
        ] {
            assert_eq!(decoded(secret), key);
        }
    }
}
