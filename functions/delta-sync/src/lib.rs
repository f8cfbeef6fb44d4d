//! The delta-sync function: a look at every store, side by side, and once a day what is to be said of
//! them.
//!
//! - [`Environment`]: what the function is told at its start
//! - [`Asked`]: what an invocation asks for
//! - [`DeltaSync`]: the wired function
//! - [`Summary`]: how each store's look ended
//! - [`Sent`]: what became of the digest

mod asked;
mod delta_sync;
mod digest;
mod environment;
mod summary;

pub use asked::Asked;
pub use delta_sync::{Answer, DeltaSync};
pub use digest::Sent;
pub use environment::{DigestEnvironment, Environment};
pub use summary::{StoreSummary, Summary};
