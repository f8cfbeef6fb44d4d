//! What the consumer reaches out to.
//!
//! The function has AWS and HTTPS there ([`crate::OnAws`]). The simulation of the whole pipeline has
//! a table, a queue, a clock and wires of its own, and runs the same handler between them.

use std::future::Future;
use std::time::Duration;

use secrets::SecretSource;
use sync::ports::{Clock, Hints, ParkedRows, Pulses, Rows, Runs, SettingsSource, WaitingRoom};
use transport::{Seeds, Transport};

/// The kinds of everything outside.
pub trait Outside {
    /// Links, claims, settings, breakers, waiting hints and the tallies of runs.
    type Table: Rows + Runs + WaitingRoom + ParkedRows + Pulses + SettingsSource;
    /// The queues whose messages come in.
    type Queue: Hints + Inbox;
    /// Connections to the stores and the CRM. A clone is the same connection.
    type Wire: Transport + Clone;
    /// The time of day.
    type Clock: Clock;
    /// Where the keys are kept.
    type Secrets: SecretSource;
}

/// What may be done to a message that was received.
pub trait Inbox: Send + Sync {
    /// Puts it to sleep: it comes back to the queue of this name after this time. An error says in
    /// one line why not.
    fn retry_later(
        &self,
        queue: &str,
        receipt: &str,
        after: Duration,
    ) -> impl Future<Output = Result<(), String>> + Send;

    /// Puts a copy of it into the dead-letter queue, with the reason. Within five minutes a second
    /// one of the same message is dropped.
    fn bury(
        &self,
        body: &str,
        reason: &str,
        group: &str,
        message: &str,
    ) -> impl Future<Output = Result<(), String>> + Send;
}

/// Everything outside.
pub struct Parts<O: Outside> {
    /// Links, claims, settings, breakers and waiting hints.
    pub table: O::Table,
    /// The queues whose messages come in.
    pub queue: O::Queue,
    /// The time of day.
    pub clock: O::Clock,
    /// Connections to the stores.
    pub store_wire: O::Wire,
    /// Connections to the CRM.
    pub crm_wire: O::Wire,
    /// The stores' REST keys.
    pub keys: O::Secrets,
    /// The CRM's token.
    pub token: O::Secrets,
    /// How long a call to the CRM may take, which the wire sees to.
    pub call_timeout: Duration,
    /// By which the pauses between tries are spread.
    pub seeds: Seeds,
}
