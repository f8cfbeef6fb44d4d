//! A simulated WooCommerce store: it serves recorded orders and what becomes of them, by the rules
//! that WooCommerce 10.5 was seen to follow, and delivers signed webhooks one at a time and without
//! retry.
//!
//! - [`Store`]: the store as a state machine; time is an argument
//! - `load`, `exact`: recordings to a state
//! - `routes`, `auth`, `query`, `params`, `paging`, `fields`, `reply`, `refusal`: the REST API as such
//! - `orders`, `list`, `refunds`, `customers`, `taxes`, `settings`, `hooks`: its resources
//! - `order`, `edit`, `refund`, `customer`, `stock`: what happens to them, and which deliveries follow
//! - `lines`, `refund_lines`, `rates`, `totals`, `meta`, `amounts`: what an order is made of
//! - `wc_auth`: the pages on which an application is given a key
//! - `webhook`, `deliveries`, `php_json`, `sign`: deliveries, their bytes and their signature
//! - `control`, `page`, `deliver`, `server`: for tests, for people, and onto the network
//!
//! It shares no code with the clients that it tests.

mod amounts;
mod auth;
mod control;
mod customer;
mod customers;
mod dates;
mod deliver;
mod deliveries;
mod edit;
mod exact;
mod faults;
mod fields;
mod hooks;
mod ids;
mod lines;
mod list;
mod load;
mod meta;
mod new_order;
mod order;
mod orders;
mod page;
mod paging;
mod params;
mod php_json;
mod query;
mod rates;
mod refund;
mod refund_lines;
mod refunds;
mod refusal;
mod reply;
mod routes;
mod server;
mod settings;
mod sign;
mod stock;
mod store;
mod taxes;
mod totals;
mod wc_auth;
mod webhook;

pub use auth::{Keys, Permissions};
pub use deliver::Deliverer;
pub use deliveries::{Built, Run};
pub use faults::{Fault, FaultKind};
pub use load::LoadError;
pub use php_json::encode;
pub use reply::Reply;
pub use server::serve;
pub use sign::sign;
pub use store::{Call, Store};
