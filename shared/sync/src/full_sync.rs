//! A walk over a whole store, step by step, which a person asks for, or the night.
//!
//! It queues a hint of every order, and what the consumers make of each is tallied, so that anyone
//! can see how far it is. It goes on over any number of invocations, and after any crash, from the
//! row that it keeps.
//!
//! - [`Asked`]: what a run is asked to do, read strictly
//! - [`Run`]: what is known of one, a row of the table while it is under way
//! - [`Item`], [`Tally`]: what is sent for it, and what became of that
//! - [`start`], [`cancel`], [`show`], [`list`]: what a person does with runs
//! - [`Worker`]: does the work, an invocation's worth at a time
//! - [`Progress`]: the figures that people watch

mod asked;
mod compare;
mod customers;
mod ids;
mod item;
mod orders;
mod progress;
mod refunds;
mod run;
mod steer;
mod tally;
mod worker;

pub use asked::{Asked, NotUnderstood, Step};
pub use item::Item;
pub use progress::{Progress, StepProgress};
pub use run::{ActiveRow, Ending, Kind, Listing, Pause, Run, RunId, SpanWalk, StepRun};
pub use steer::{Refused, cancel, list, show, start};
pub use tally::{Ended, Outcomes, Tally};
pub use worker::{WorkError, Worked, Worker};
