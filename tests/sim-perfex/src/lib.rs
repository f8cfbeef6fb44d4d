//! A simulator of Perfex CRM with the Themesic REST API, in both generations, with the manners that integrators report of the real thing.
//!
//! Layout: `wire` takes a request apart as PHP would and builds answers, `db` is the strict database under it, the resources
//! (`customers`, `contacts`, `documents`, `payments`, `lookups`, `custom_fields`) sit between the two, `crm` adds what surrounds
//! them (token, rate limit, replays, faults, the log of calls), `page` shows it all to a person and `server` puts it on a socket.
//!
//! It shares no code with the clients that it tests, and it is a synchronous state machine: time is an argument.
#![warn(missing_docs)]

mod calls;
mod contacts;
mod control;
mod crm;
mod custom_fields;
mod customers;
mod db;
mod documents;
mod faults;
mod flavour;
mod gate;
mod host;
mod lookups;
mod page;
mod payments;
mod replays;
mod reply;
mod router;
mod seed;
mod server;
mod setup;
mod state;
mod wire;

pub use calls::Call;
pub use crm::Crm;
pub use faults::{Fault, FaultKind, Match};
pub use flavour::Flavour;
pub use reply::Reply;
pub use seed::{ClientSeed, ContactSeed, CustomFieldSeed, NamedSeed, Seed, TaxSeed};
pub use server::serve;
pub use setup::Setup;
