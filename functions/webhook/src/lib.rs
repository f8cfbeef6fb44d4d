//! The webhook function: a signed delivery of WooCommerce becomes a hint on the queue.
//!
//! [`handle`] reads from the top down: route, size, ping, signature, topic, hint. It answers every
//! request, whatever a stranger sends; a 5xx says that AWS did not take the hint, nothing else.
#![warn(missing_docs)]

mod authenticate;
mod config;
mod event;
mod handler;
mod keyring;
mod outcome;
mod ping;
mod ports;
mod response;
mod route;
mod verdict;

pub use config::{Config, Missing};
pub use event::{ApiEvent, BodyNotBase64};
pub use handler::{LARGEST_BODY_BYTES, handle};
pub use keyring::Keyring;
pub use outcome::Outcome;
pub use ports::{Hints, Keyrings};
pub use response::Response;
