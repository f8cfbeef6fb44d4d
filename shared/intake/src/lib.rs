//! What comes in: a store's delivery, its signature, and the hint that is all we keep of it.
//!
//! - [`Signature`]: proves that a body comes from the store
//! - [`Topic`]: what a delivery is about, and whether we act on it
//! - [`resource_id`]: the only thing that is read from a body
//! - [`Hint`]: the message on the queue
#![warn(missing_docs)]

mod body;
mod hint;
mod signature;
mod specialchars;
mod store_id;
mod topic;

pub use body::resource_id;
pub use hint::{Hint, HintError, LONGEST_HINT_BYTES, Source};
pub use signature::{NotASignature, Signature};
pub use store_id::{NotAStoreId, StoreId};
pub use topic::{Resource, Topic};
