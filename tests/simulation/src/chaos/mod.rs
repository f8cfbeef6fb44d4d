//! The whole pipeline in weather: webhook, looks, consumers, all between parts that fail as the dice
//! of a seed say. The same seed plays the same story again, call by call.
//!
//! - [`Weather`]: what fails, when, and the trace of it
//! - `Life`: a process that can die at every call it makes
//! - `shaky_table`, `shaky_queue`, `shaky_wire`: the parts
//! - `shop`: what happens in the store
//! - `workers`: the functions, started again when they die
//! - `oracle`: what has to stand in the end
//! - [`play`]: one seed from beginning to end

mod life;
mod oracle;
mod play;
mod shaky_queue;
mod shaky_table;
mod shaky_wire;
mod shop;
mod weather;
mod workers;
mod world;

pub use play::{Played, open_shop, play};
pub use weather::Weather;
