//! What is counted.

/// A metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// From the moment of a change in the store until it stood in Perfex.
    Lag,
    /// Changes that were written to Perfex.
    Done,
    /// Changes that wait for a person or a setting.
    Parked,
    /// Tries that have to be made again.
    Retries,
    /// Deliveries without the right signature.
    SignatureFailures,
    /// Webhooks that do not deliver: paused by a person, not to be mended, or never set up.
    WebhooksBroken,
    /// 1: a look at the stores came to its end in every one of them; 0: it did not.
    DeltaFinished,
    /// How many sides (the CRM, the stores) nothing is sent to. Told every minute.
    BreakersOpen,
    /// Requests to Perfex for changes.
    PerfexCalls,
    /// Requests to the stores for changes.
    StoreCalls,
}

/// What a metric is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Times. Those of one invocation are added up.
    Count,
    /// Milliseconds. Each value is a point.
    Milliseconds,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 10] = [
        Self::Lag,
        Self::Done,
        Self::Parked,
        Self::Retries,
        Self::SignatureFailures,
        Self::WebhooksBroken,
        Self::DeltaFinished,
        Self::BreakersOpen,
        Self::PerfexCalls,
        Self::StoreCalls,
    ];

    /// Its name in CloudWatch.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lag => "Lag",
            Self::Done => "Done",
            Self::Parked => "Parked",
            Self::Retries => "Retries",
            Self::SignatureFailures => "SignatureFailures",
            Self::WebhooksBroken => "WebhooksBroken",
            Self::DeltaFinished => "DeltaFinished",
            Self::BreakersOpen => "BreakersOpen",
            Self::PerfexCalls => "PerfexCalls",
            Self::StoreCalls => "StoreCalls",
        }
    }

    /// What it is counted in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Lag => Unit::Milliseconds,
            _ => Unit::Count,
        }
    }
}

impl Unit {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
        }
    }
}
