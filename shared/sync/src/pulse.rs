//! When a store was last heard of, for whoever wonders whether it still speaks to us.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The last delivery of a store that was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// When the delivery came in.
    pub received_at: Timestamp,
    /// When what it told of was handled.
    pub handled_at: Timestamp,
}

impl Heard {
    /// How long that took, in milliseconds.
    pub fn lag_ms(&self) -> u64 {
        let lag = self.handled_at.duration_since(self.received_at);
        u64::try_from(lag.as_millis()).unwrap_or(0)
    }
}

/// How a store's webhooks were found at the last look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksSeen {
    /// When.
    pub at: Timestamp,
    /// Whether every topic is delivered.
    pub healthy: bool,
    /// What is wrong, in one line; empty if nothing is.
    #[serde(default)]
    pub problem: String,
}

/// What is known of a store's pulse.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pulse {
    /// The last delivery; noted once a minute at most.
    #[serde(default)]
    pub heard: Option<Heard>,
    /// Its webhooks.
    #[serde(default)]
    pub webhooks: Option<WebhooksSeen>,
}
