//! A simulator of Perfex CRM with the Themesic REST API, in both generations, with the manners that integrators report of the real thing.
//!
//! - `crm`, `gate`: the state, and what surrounds every call: the token, the rate limit, replays, faults, the log of calls
//! - `wire`: requests taken apart as PHP would, and what the database keeps of them; `request`, `routes`, `answer`: from a call to its envelope
//! - `clients`, `documents`, `payments`, `credits`, `items`, `search`, `lists`, `lookups`: the resources; `totals`: the arithmetic
//! - `staff`: what people of the office do on the admin pages
//! - `row`, `table`: what the database keeps; `control`, `state`, `page`, `server`: for tests, for people, and onto a socket
//!
//! It shares no code with the clients that it tests, and it is a synchronous state machine: time is an argument.

mod answer;
mod calls;
mod clients;
mod control;
mod credits;
mod crm;
mod custom_fields;
mod documents;
mod faults;
mod flavour;
mod gate;
mod installation;
mod items;
mod lists;
mod lookups;
mod page;
mod payments;
mod reply;
mod request;
mod routes;
mod row;
mod search;
mod seed;
mod server;
mod setup;
mod staff;
mod state;
mod table;
mod totals;
mod wire;

pub use calls::Call;
pub use crm::Crm;
pub use documents::DocumentKind;
pub use faults::{Fault, FaultKind, Match};
pub use flavour::Flavour;
pub use reply::Reply;
pub use seed::{Seed, SeedCurrency, SeedCustomField, SeedPaymentMode, SeedTax};
pub use server::serve;
pub use setup::Setup;
pub use staff::{Columns, StaffError, StaffWork};
