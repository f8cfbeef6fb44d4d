//! What is known of the stores, the CRM and the queues at a moment.

use std::collections::BTreeMap;
use std::time::Duration;

use intake::StoreId;
use jiff::Timestamp;
use queue::Depth;
use sync::breaker::State;
use sync::pulse::Pulse;

/// Everything that the digest speaks of. No names and no addresses: ids, counts, times.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// The stack.
    pub(crate) stack: String,
    /// The console's page.
    pub(crate) console_url: String,
    /// When this was read.
    pub(crate) at: Timestamp,
    /// From when on something is late.
    pub(crate) late: Late,
    /// The queues; why not, if one did not tell.
    pub(crate) queues: Result<Queues, String>,
    /// The CRM's breaker; none if no store's rows could be read.
    pub(crate) crm: Option<State>,
    /// The stores; why not, if one's rows could not be read.
    pub(crate) stores: BTreeMap<StoreId, Result<StoreFacts, String>>,
}

/// From when on something is late: the same limits as those of the alarms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Late {
    /// A look at a store.
    pub(crate) look: Duration,
    /// What a delivery told of.
    pub(crate) delivery: Duration,
}

/// How much is in the queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Queues {
    /// Changes of now.
    pub(crate) changes: Depth,
    /// What a full sync sent.
    pub(crate) backfill: Depth,
    /// What nothing can be done with.
    pub(crate) dead: Depth,
}

/// A store.
#[derive(Debug, Clone, Default)]
pub(crate) struct StoreFacts {
    /// When it was last heard of, and how its webhooks are.
    pub(crate) pulse: Pulse,
    /// When the last scheduled look at it ended.
    pub(crate) looked_at: Option<Timestamp>,
    /// Its breaker.
    pub(crate) breaker: State,
    /// What is parked: how many by the code of the reason.
    pub(crate) parked: BTreeMap<String, usize>,
    /// Whether there are more than were counted.
    pub(crate) more_parked: bool,
}
