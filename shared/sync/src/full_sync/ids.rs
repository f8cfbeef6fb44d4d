//! The walk of a step whose list is sorted by id.

use transport::Transport;

use super::worker::{Halt, Place, Worker};
use super::{Item, Listing, Run, Step};
use crate::ports::{Clock, Hints, Known, Runs};

impl<T: Transport, R: Runs + Known, Q: Hints, C: Clock> Worker<'_, T, R, Q, C> {
    pub(super) async fn walk_ids(&self, place: &Place, step: Step) -> Result<(), Halt> {
        loop {
            let Some((mut walk, outbox, size)) = place.read(standing).await else {
                return Ok(());
            };
            self.send(place, &outbox).await?;
            let Some(offset) = walk.next() else {
                if !outbox.is_empty() {
                    place
                        .write(self.table, |run| note(run, None, vec![]))
                        .await?;
                }
                return Ok(());
            };
            self.may_go_on().await?;
            let page = match step {
                Step::Customers => {
                    self.page_of_customers(place, &mut walk, offset, size)
                        .await?
                }
                _ => self.page_of_refunds(place, &mut walk, offset, size).await?,
            };
            let Some((new, items)) = page else {
                continue;
            };
            let queued = items.len() as u64;
            let dry_run = place.read(|run| run.asked.dry_run).await;
            let outbox = if dry_run { vec![] } else { items };
            let change = |run: &mut Run| {
                note(run, Some(walk), outbox);
                if let Some(step) = run.steps.last_mut() {
                    step.listed += new;
                    step.queued += queued;
                    step.passed_over += new - queued;
                }
            };
            place.write(self.table, change).await?;
        }
    }
}

fn standing(run: &Run) -> Option<(woocommerce::IdWalk, Vec<Item>, usize)> {
    match &run.steps.last()?.listing {
        Listing::Ids { walk, outbox } => Some((walk.clone(), outbox.clone(), run.page_size)),
        _ => None,
    }
}

fn note(run: &mut Run, at: Option<woocommerce::IdWalk>, items: Vec<Item>) {
    if let Some(Listing::Ids { walk, outbox }) = run.steps.last_mut().map(|step| &mut step.listing)
    {
        *outbox = items;
        *walk = at.unwrap_or_else(|| walk.clone());
    }
}
