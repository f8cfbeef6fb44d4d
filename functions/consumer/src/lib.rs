//! The consumer: a batch of hints in, the messages that must come back out.
//!
//! - [`Environment`]: what the function is told at its start
//! - [`Event`]: a batch of the queue, or the schedule's minute
//! - [`Consumer`]: the wired function
//! - [`Outside`]: what it reaches out to, and [`OnAws`], what that is in the function
//! - `batch`: groups, decoding, poison, and which messages are held back
//! - `sides`: the clients of the stores and the CRM, made from settings and secrets
//! - `health`: the breakers of the stores and the CRM, and what a batch saw of them
//! - `heard`: when each store last told us something
//! - `runs`: what a batch means for the full syncs that its hints were sent for
//! - `nightly`: whether Perfex still holds what was written
//! - `tick`: every minute, probes and what waited for them
//! - `permissions`: what the CRM's token may not do, tried again
//! - `order`: one hint, from its reading to the log line
//! - `figures`: what of it is counted

mod batch;
mod consumer;
mod environment;
mod event;
mod figures;
mod health;
mod heard;
mod nightly;
mod on_aws;
mod order;
mod outside;
mod permissions;
mod runs;
mod sides;
mod tick;

pub use batch::{Batch, Message, Verdict};
pub use consumer::Consumer;
pub use environment::Environment;
pub use event::{Event, Tick};
pub use on_aws::OnAws;
pub use outside::{Inbox, Outside, Parts};
