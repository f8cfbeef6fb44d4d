//! The consumer's own handler between a queue, a table, a store and a CRM in memory, in simulated
//! time: a day passes in a moment.

pub mod chaos;
mod clock;
mod fifo_queue;
mod outside;
mod wire;

pub use clock::SimulatedClock;
pub use fifo_queue::{FifoQueue, Received};
pub use outside::{Keys, Simulated};
pub use wire::{CrmWire, Wire};
