//! A simulated WooCommerce store: it serves recorded orders and edits to them, by the rules that
//! WooCommerce 10.5 was seen to follow, and delivers signed webhooks one at a time and without retry.
//!
//! - [`Store`]: the store as a state machine; time is an argument
//! - `load`: recordings to a state; `list`, `dates`, `amounts`: what a list gives
//! - `edit`: what changes an order; `webhooks`: what is queued for delivery after it
//! - `php_json`, `sign`: the bytes of a delivery and their signature
//! - `control`, `page`, `deliver`, `server`: for tests, for people, and onto the network
//!
//! It shares no code with the clients that it tests.

mod amounts;
mod auth;
mod control;
mod dates;
mod deliver;
mod edit;
mod faults;
mod list;
mod load;
mod page;
mod php_json;
mod reply;
mod routes;
mod server;
mod sign;
mod store;
mod webhooks;

pub use deliver::Deliverer;
pub use faults::{Fault, FaultKind};
pub use load::LoadError;
pub use php_json::encode;
pub use reply::Reply;
pub use server::serve;
pub use sign::sign;
pub use store::{Call, Keys, Store};
