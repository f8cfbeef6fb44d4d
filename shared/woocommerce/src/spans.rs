//! A store's orders in spans of their creation, of about as many orders each: to walk side by side.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use transport::Transport;

use crate::by_date::{Fields, OrderList};
use crate::client::Client;
use crate::date_walk::NextPage;
use crate::error::Error;

/// WooCommerce keeps whole seconds.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A span of creation, both ends exclusive, as WooCommerce takes them. An open end reaches to the
/// very first or the very last order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Later than this second.
    pub after: Option<Timestamp>,
    /// Earlier than this second.
    pub before: Option<Timestamp>,
}

impl<T: Transport> Client<T> {
    /// The store's own time, as it tells it with an answer; none if it does not.
    pub async fn store_time(&self) -> Result<Option<Timestamp>, Error> {
        let list = OrderList::created_before(None, Fields::Key);
        let first = NextPage {
            after: None,
            offset: 0,
        };
        Ok(self.list(list, first, 1).await?.store_time)
    }

    /// Cuts a span into at most `parts` of about as many orders each, and tells how many orders there
    /// are. Costs a small request for each part. Every second is in one part, so whatever is made or
    /// deleted meanwhile, no order is in two.
    pub async fn split(&self, span: Span, parts: usize) -> Result<(Vec<Span>, u64), Error> {
        let list = OrderList::created_before(span.before, Fields::Key);
        let at = async |offset: usize| {
            let after = span.after;
            self.list(list, NextPage { after, offset }, 1).await
        };
        let first = at(0).await?;
        let total = first.total.unwrap_or(first.items.len() as u64);
        let parts = (parts as u64).clamp(1, total.max(1));
        let mut ends: Vec<Timestamp> = Vec::new();
        for part in 1..parts {
            let offset = usize::try_from(total * part / parts).unwrap_or(usize::MAX);
            let created = at(offset)
                .await?
                .items
                .first()
                .and_then(|order| order.created_gmt);
            ends.extend(created.filter(|end| ends.last().is_none_or(|last| end > last)));
        }
        let afters = [span.after]
            .into_iter()
            .chain(ends.iter().map(|end| Some(*end)));
        let befores = ends
            .iter()
            .map(|end| Some(*end + SECOND))
            .chain([span.before]);
        let spans = afters.zip(befores);
        Ok((
            spans
                .map(|(after, before)| Span { after, before })
                .collect(),
            total,
        ))
    }
}
