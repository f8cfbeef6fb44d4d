//! A seed for what has to differ from process to process.

use std::hash::{BuildHasher as _, RandomState};

/// A random number, another one with each call. Not for secrets.
pub fn random_seed() -> u64 {
    RandomState::new().hash_one(())
}
