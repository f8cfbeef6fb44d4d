//! What behaviour tests are made of.
//!
//! - [`world`]: a shop, an office and the use-case between them, all in memory
//! - [`crm_wire`]: the wire to the simulated CRM, with one fault at a chosen call
//! - [`memory_table`]: the table's ports in memory, with failures at will
//! - [`store_wire`]: the wire to the simulated store
//! - [`clock`]: a clock that stands still until it is told to go on
//! - [`contract`]: what every implementation of the table's ports promises
//! - [`ledger_contract`]: what they promise of the ledger
//! - [`delta_contract`]: what they promise of the scheduled looks
//! - [`outage_contract`]: what they promise of breakers and waiting hints
//! - [`stand_in`]: a local stand-in for AWS, for tests of the real adapters
#![expect(
    clippy::expect_used,
    reason = "test support: a failure here is a failed test"
)]

pub mod clock;
pub mod contract;
pub mod crm_wire;
pub mod customer_contract;
pub mod delta_contract;
pub mod ledger_contract;
mod memory_delta;
mod memory_outage;
mod memory_runs;
pub mod memory_table;
pub mod outage_contract;
pub mod stand_in;
pub mod store_wire;
pub mod world;
