//! The use-cases: reading an order afresh and making Perfex agree with it.
//!
//! - [`settings`]: the shop's settings, validated whole
//! - [`ports`]: the small traits that the use-cases need from the outside
//! - [`link`], [`claim`], [`intent`]: what we know about an order and a client in Perfex
//! - [`translate`]: WooCommerce's wire models to a checked order
//! - [`read`]: orders read afresh, one request for a store and batch
//! - [`Reconciler`]: one order, from the decision to the saved link
//! - [`preview`]: what would stand for an order, without writing anything
//! - [`breaker`], [`waiting`]: what happens while a store or the CRM is out of order
//! - [`delta`]: which orders of a store changed since the last look
//! - [`full_sync`]: a walk over a whole store, with its progress
//! - [`watchdog`]: whether a store still tells us of changes
//! - [`adopt`]: links to documents that stood before us
//! - [`verify`]: whether the store and Perfex agree, order by order
//! - [`seen`]: what an order showed, for lists and searches
//! - [`pulse`]: when a store was last heard of
//! - [`stores`]: the clients of both sides, made from settings and secrets
//! - [`outcome`]: the five ways in which a change can end
#![warn(missing_docs)]

pub mod adopt;
mod book;
pub mod breaker;
pub mod claim;
mod client;
mod compose;
pub mod customer_link;
mod deletions;
pub mod delta;
mod documents;
mod find_client;
mod forget;
pub mod full_sync;
pub mod intent;
pub mod link;
pub mod outcome;
mod own;
mod pay;
pub mod ports;
pub mod preview;
pub mod probe;
pub mod pulse;
pub mod read;
mod reconcile;
mod reconcile_customer;
#[cfg(test)]
mod recorded_clients;
mod refresh_client;
mod replace;
pub mod seen;
mod sequence;
pub mod settings;
mod settle;
mod slot;
mod stand;
mod states;
mod stop;
pub mod stores;
mod suggest;
mod todo;
pub mod translate;
pub mod verify;
pub mod waiting;
pub mod watchdog;
mod withdraw;

pub use breaker::{Breaker, Side};
pub use claim::Claim;
pub use customer_link::CustomerLink;
pub use link::Link;
pub use outcome::{Outcome, RetryReason};
pub use read::{CustomerReading, Found, Reading};
pub use reconcile::Reconciler;
pub use seen::Seen;
pub use settings::Settings;
