//! The step `refunds`: every refund of the store that has no credit note. They come with their orders;
//! this makes sure.

use std::collections::BTreeSet;

use domain::OrderId;
use transport::Transport;
use woocommerce::{IdWalk, RefundOf};

use super::worker::{Halt, Place, Worker};
use super::{Item, Listing, Step, StepRun};
use crate::ports::{Clock, Hints, Known, Runs};

impl<T: Transport, R: Runs + Known, Q: Hints, C: Clock> Worker<'_, T, R, Q, C> {
    pub(super) async fn begin_refunds(&self) -> Result<StepRun, Halt> {
        let first = self.client.refunds(0, 1).await?;
        let listing = Listing::Ids {
            walk: IdWalk::new(),
            outbox: vec![],
        };
        Ok(StepRun::new(
            Step::Refunds,
            listing,
            first.total,
            self.clock.now(),
        ))
    }

    /// One page; the items that have to be sent because of it, and how many were new.
    pub(super) async fn page_of_refunds(
        &self,
        place: &Place,
        walk: &mut IdWalk,
        offset: usize,
        size: usize,
    ) -> Result<Option<(u64, Vec<Item>)>, Halt> {
        let asked = self.client.refunds(offset, size);
        let Some(page) = self.page(place, asked).await? else {
            return Ok(None);
        };
        let new = walk.take(page.items, size, |refund: &RefundOf| refund.id);
        let span = place.read(|run| run.asked.span()).await;
        let in_span = |refund: &&RefundOf| {
            let made = refund.created_gmt;
            span.after.is_none_or(|after| made > Some(after))
                && span.before.is_none_or(|before| made < Some(before))
        };
        let orders: BTreeSet<OrderId> = new.iter().map(|refund| OrderId(refund.order)).collect();
        let credited = self.table.credited(self.store, &orders).await?;
        let items = new.iter().filter(in_span).filter(|refund| {
            let notes = credited.get(&OrderId(refund.order));
            notes.is_none_or(|notes| !notes.contains(&refund.id))
        });
        let items = items.map(|refund| Item {
            step: Step::Refunds,
            id: refund.order,
            at: i64::try_from(refund.id).unwrap_or(i64::MAX),
        });
        Ok(Some((new.len() as u64, items.collect())))
    }
}
