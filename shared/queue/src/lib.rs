//! The queue of hints, on Amazon SQS (FIFO).
//!
//! - [`HintQueue`]: puts a hint on the queue, puts a received one to sleep, takes poison out
//! - [`DeadLetters`]: the dead-letter queue, for a person who looks at it
//! - [`Depth`]: how much is in a queue
//! - [`QueueError`]: SQS refused, or could not be reached
//!
//! Receiving hints and deleting them is not here: Lambda's event source mapping does both.
#![warn(missing_docs)]

mod dead_letters;
mod depth;
mod error;
mod hint_queue;

pub use dead_letters::{DeadLetter, DeadLetters};
pub use depth::Depth;
pub use error::QueueError;
pub use hint_queue::{HintQueue, LONGEST_SLEEP};
