//! The delta-sync function: a look at every store, side by side.
//!
//! - [`Environment`]: what the function is told at its start
//! - [`DeltaSync`]: the wired function
//! - [`Summary`]: how each store's look ended

mod delta_sync;
mod environment;
mod summary;

pub use delta_sync::DeltaSync;
pub use environment::Environment;
pub use summary::{StoreSummary, Summary};
