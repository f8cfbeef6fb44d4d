//! What behaviour tests are made of.
//!
//! - [`memory_table`]: the table's ports in memory, with failures at will
//! - [`contract`]: what every implementation of the table's ports promises
//! - [`stand_in`]: a local stand-in for AWS, for tests of the real adapters

pub mod contract;
pub mod memory_table;
pub mod stand_in;
