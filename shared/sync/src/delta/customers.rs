//! Customers that registered since the last look.
//!
//! WooCommerce cannot list customers by their last change, so a look finds new ones only. One that
//! was edited is told of by a delivery, or by its next order.

use std::collections::BTreeSet;

use intake::Resource;
use transport::Transport;

use super::{Counts, Delta, DeltaError, DeltaRow, PAGE};
use crate::ports::{Clock, DeltaRows, Hints};

/// How many customers that were seen the next request asks for again. Those who register meanwhile
/// move the list forward, which only shows some twice; accounts that are deleted move it back.
const OVERLAP: usize = 10;

impl<T: Transport, R: DeltaRows, Q: Hints, C: Clock> Delta<'_, T, R, Q, C> {
    /// Queues those who registered since the last look, the oldest first; false if the time is over.
    /// The very first look only notes who is the newest: those before are a matter of the full sync.
    pub(super) async fn poll_customers(
        &self,
        row: &mut DeltaRow,
        counts: &mut Counts,
    ) -> Result<bool, DeltaError> {
        let after = row.state.customers_after;
        let page_size = if after.is_some() { PAGE } else { 1 };
        let (mut found, mut offset) = (BTreeSet::new(), 0);
        loop {
            if self.clock.now() >= self.until {
                return Ok(false);
            }
            let page = self.client.newest_customers(offset, page_size).await?;
            counts.requests += 1;
            let begins_with_seen = page.first().is_some_and(|id| found.contains(id));
            if offset > 0 && !begins_with_seen {
                // More were deleted than overlap. At the beginning of the list nothing is missed.
                offset = 0;
                continue;
            }
            let reaches_back = page.iter().any(|id| after.is_none_or(|after| *id <= after));
            found.extend(
                page.iter()
                    .filter(|id| after.is_none_or(|after| **id > after)),
            );
            if reaches_back || page.len() < page_size {
                break;
            }
            offset += page.len() - OVERLAP;
        }
        if after.is_some() {
            counts.listed += found.len() as u64;
            for id in &found {
                self.send(Resource::Customer, *id, 0).await?;
                counts.queued += 1;
            }
        }
        row.state.customers_after = found.last().copied().or(after).or(Some(0));
        Ok(true)
    }
}
