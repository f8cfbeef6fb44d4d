//! The full-sync function: walks a whole store, step by step, with progress that anyone can watch.
//!
//! - [`Call`]: what the function is asked to do
//! - [`Environment`]: what it is told at its start
//! - [`FullSync`]: the wired function

mod call;
mod environment;
mod full_sync;
mod work;

pub use call::Call;
pub use environment::Environment;
pub use full_sync::FullSync;
