//! What the benches need of AWS on this machine: the runtime API that a Lambda function asks for its next
//! invocation, and just as much of the services as the functions call.
//!
//! It is made for measuring: as little work as an answer takes, and nothing kept but counts.

pub mod aws;
pub mod deliveries;
pub mod function;
pub mod runtime_api;
pub mod tls;
