//! The console: one page for shop owners and bookkeepers, and the JSON API that it lives on.
//!
//! - [`Environment`]: what the function is told at its start
//! - [`Console`]: what it reaches out to
//! - [`router`]: the public files of the page under `/console`, which hold no data, and the API under
//!   `/api/v1`, which the gateway's authorizer guards
//! - `access`: who is asking, and what that person may do
//! - `api`: a module for each screen
//! - `problem`: errors as RFC 9457 writes them
//! - `assets`: the page's files, embedded in the binary

mod access;
mod api;
mod assets;
mod console;
mod cursor;
mod environment;
mod headers;
mod problem;
mod router;
mod sides;

pub use console::Console;
pub use environment::Environment;
pub use router::router;
