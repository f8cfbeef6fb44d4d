//! The consumer: a batch of hints in, the messages that must come back out.
//!
//! - [`Environment`]: what the function is told at its start
//! - [`Consumer`]: the wired function
//! - `batch`: groups, decoding, poison, and which messages are held back
//! - `sides`: the clients of the stores and the CRM, made from settings and secrets
//! - `order`: one hint, from its reading to the log line

mod batch;
mod consumer;
mod environment;
mod order;
mod sides;

pub use batch::{Batch, Message, Verdict};
pub use consumer::Consumer;
pub use environment::Environment;
