//! What the consumer reaches out to in the simulation.

use behaviour::memory_table::MemoryTable;
use consumer::Outside;
use secrets::SecretSource;

use crate::clock::SimulatedClock;
use crate::fifo_queue::FifoQueue;
use crate::wire::Wire;

/// Everything in memory.
pub struct Simulated;

impl Outside for Simulated {
    type Table = MemoryTable;
    type Queue = FifoQueue;
    type Wire = Wire;
    type Clock = SimulatedClock;
    type Secrets = Keys;
}

/// A secret's text.
pub struct Keys(pub String);

impl SecretSource for Keys {
    async fn read(&self) -> Result<String, String> {
        Ok(self.0.clone())
    }
}
