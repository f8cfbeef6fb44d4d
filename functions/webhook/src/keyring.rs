//! The webhook secrets of all stores, and the check of a signature against them.

use std::collections::HashMap;
use std::hint::black_box;

use intake::{Signature, StoreId};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// The webhook secrets by store: `{"main":{"current":"…","previous":"…"}}`.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Keyring {
    stores: HashMap<String, Keys>,
}

/// A store's secrets. Two while they are rotated: deliveries that the store had queued before are
/// signed with the old one.
#[derive(Debug, Deserialize)]
struct Keys {
    current: SecretString,
    previous: Option<SecretString>,
}

/// Stands in for a secret that is not there, so that the work is the same. What it says never
/// counts.
const NO_SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef01";

impl Keyring {
    /// Whether `signature` signs `body` with a secret of `store`.
    ///
    /// It takes as long for a store that does not exist as for one that does: two signatures are
    /// computed in any case.
    pub fn verifies(&self, store: Option<&StoreId>, body: &[u8], signature: &Signature) -> bool {
        let keys = store.and_then(|store| self.stores.get(store.as_str()));
        let current = keys.map(|keys| &keys.current);
        let previous = keys.and_then(|keys| keys.previous.as_ref());
        signed_with(current, body, signature) | signed_with(previous, body, signature)
    }
}

/// An empty secret is none: anybody could sign with it.
fn signed_with(secret: Option<&SecretString>, body: &[u8], signature: &Signature) -> bool {
    let secret = secret
        .map(ExposeSecret::expose_secret)
        .filter(|secret| !secret.is_empty());
    let verified = black_box(signature.verifies(secret.unwrap_or(NO_SECRET), body));
    secret.is_some() & verified
}
