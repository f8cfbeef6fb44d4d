//! What is sent for a run: one hint, told apart from every other of the run.

use std::fmt;
use std::str::FromStr;

use intake::{Hint, Resource, Source, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Kind, RunId, Step};

/// One hint of a run. What it is called is the same however often it is sent, so that it is counted
/// once. An order that the walk meets twice, since someone changed the date of its creation, is two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Item {
    /// The step.
    pub step: Step,
    /// Id of the order or the customer.
    pub id: u64,
    /// What tells it from another of this id: second of the creation, id of the refund, or 0.
    pub at: i64,
}

impl Item {
    /// The hint.
    pub(crate) fn hint(&self, store: &StoreId, kind: Kind, run: &RunId, now: Timestamp) -> Hint {
        Hint {
            store: store.clone(),
            resource: match self.step {
                Step::Customers => Resource::Customer,
                Step::Orders | Step::Refunds | Step::Verify => Resource::Order,
            },
            id: self.id,
            topic: format!("{}.{}", kind.name(), self.step.name()),
            source: match kind {
                Kind::Full => Source::Full,
                Kind::Nightly => Source::Nightly,
            },
            run: Some(run.to_string()),
            received_at: now,
            trace: self.to_string(),
        }
    }

    /// The deduplication id of its hint.
    pub(crate) fn deduplication_id(&self, run: &RunId) -> String {
        format!("{run}.{self}")
    }

    /// The item that a hint was sent for; none if it was sent for no run.
    pub fn of(hint: &Hint) -> Option<(RunId, Self)> {
        let run = hint.run.as_deref()?.parse().ok()?;
        Some((run, hint.trace.parse().ok()?))
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.step.name(), self.id, self.at)
    }
}

/// The text is no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an item of a run")]
pub struct NoItem;

impl FromStr for Item {
    type Err = NoItem;

    fn from_str(text: &str) -> Result<Self, NoItem> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(NoItem);
        Ok(Self {
            step: Step::of(part()?).ok_or(NoItem)?,
            id: part()?.parse().map_err(|_| NoItem)?,
            at: part()?.parse().map_err(|_| NoItem)?,
        })
    }
}

impl TryFrom<String> for Item {
    type Error = NoItem;

    fn try_from(text: String) -> Result<Self, NoItem> {
        text.parse()
    }
}

impl From<Item> for String {
    fn from(item: Item) -> Self {
        item.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_hint_tells_its_item() {
        let item = Item {
            step: Step::Orders,
            id: 183,
            at: -5,
        };
        let store = "main".parse().unwrap();
        let run = RunId::new(Timestamp::UNIX_EPOCH, uuid::Uuid::nil());
        let hint = item.hint(&store, Kind::Full, &run, Timestamp::UNIX_EPOCH);
        let hint = Hint::from_json(&hint.to_json()).unwrap();
        assert_eq!(Item::of(&hint), Some((run, item)));
        assert_eq!(hint.topic, "full.orders");
    }

    #[test]
    fn another_hint_tells_none() {
        for text in [
            "",
            "orders",
            "orders.183",
            "orders.x.1",
            "order.183.1",
            "orders.1.2.3",
        ] {
            assert_eq!(text.parse::<Item>(), Err(NoItem), "{text}");
        }
    }
}
