//! The queue of hints, on Amazon SQS (FIFO).
//!
//! - [`HintQueue`]: puts a hint on the queue, puts a received one to sleep, takes poison out
//! - [`QueueError`]: SQS refused, or could not be reached
//!
//! Receiving and deleting are not here: Lambda's event source mapping does both.
#![warn(missing_docs)]

mod error;
mod hint_queue;

pub use error::QueueError;
pub use hint_queue::{HintQueue, LONGEST_SLEEP};
