//! Seeds for the pauses between tries: calls that failed together must not come back together.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives another seed with each call. A clone goes on with the same row of seeds.
#[derive(Debug, Clone)]
pub struct Seeds(Arc<AtomicU64>);

impl Seeds {
    /// A row that nobody can foretell. Not for secrets.
    pub fn random() -> Self {
        Self::from(RandomState::new().hash_one(()))
    }

    /// The next seed.
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

impl From<u64> for Seeds {
    /// The same row each time, for what has to be repeated.
    fn from(first: u64) -> Self {
        Self(Arc::new(AtomicU64::new(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_calls_get_the_same_seed_whoever_makes_them() {
        let seeds = Seeds::from(7);
        let of_another_call = seeds.clone();
        assert_eq!(
            (seeds.next(), of_another_call.next(), seeds.next()),
            (7, 8, 9)
        );
    }
}
