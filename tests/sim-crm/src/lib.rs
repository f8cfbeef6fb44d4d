//! A simulator of Perfex CRM with the Themesic REST API, in both generations, with the manners that integrators report of the real thing.
//!
//! - `crm`: what surrounds every call: the token, the rate limit, replays, faults, the log of calls
//! - `wire`: requests taken apart as PHP would; `answer`: the envelopes of both generations
//! - `clients`, `documents`, `lines`, `totals`, `payments`, `search`, `lookups`: the resources
//! - `control`, `page`, `server`: for tests, for people, and onto a socket
//!
//! It shares no code with the clients that it tests, and it is a synchronous state machine: time is an argument.

mod answer;
mod calls;
mod clients;
mod control;
mod crm;
mod documents;
mod faults;
mod flavour;
mod lines;
mod lookups;
mod page;
mod payments;
mod reply;
mod search;
mod server;
mod setup;
mod totals;
mod wire;

pub use calls::Call;
pub use crm::Crm;
pub use faults::{Fault, FaultKind, Match};
pub use flavour::Flavour;
pub use reply::Reply;
pub use server::serve;
pub use setup::Setup;
