//! The digest: once a day, how every store is doing, through the topic of the alarms.
//!
//! An alarm tells of a moment; what it told of may still be waiting a week later. The digest says so
//! until somebody has seen to it. It is put together of keys and of one end of an index: a store with
//! a hundred thousand orders costs as much as one with ten.
//!
//! - `facts`: what is known, as it was read
//! - `section`: what is to be said of it, line by line, and which lines need somebody
//! - `message`: subject and text
//! - `gather`: reads it, and sends the message if the settings want it

mod facts;
mod gather;
mod message;
mod section;

pub(crate) use gather::Digest;
pub use gather::Sent;
