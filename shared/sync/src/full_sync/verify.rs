//! The step `verify`: every order of the store beside what Perfex holds for it.

use std::future::Future;

use transport::Transport;
use woocommerce::{Among, DateWalk, Fields, ListedOrder, OrderList};

use super::worker::{Halt, Place, Worker};
use super::{Listing, Run, Step, StepRun};
use crate::ports::{Clock, Hints, Known, Links, Runs};
use crate::verify::{Report, Verifier, VerifyError};

/// Compares orders with what stands for them.
pub trait Compare: Send + Sync {
    /// Compares the orders of a page, which shows them in full.
    fn compare(
        &self,
        orders: Vec<ListedOrder>,
    ) -> impl Future<Output = Result<Report, VerifyError>> + Send;
}

impl<S: Transport, T: Transport, B: Links> Compare for Verifier<'_, S, T, B> {
    async fn compare(&self, orders: Vec<ListedOrder>) -> Result<Report, VerifyError> {
        self.page(orders, |_| {}).await
    }
}

impl From<VerifyError> for Halt {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Table(error) => error.into(),
            error => Self::Pause(error.to_string()),
        }
    }
}

impl<T: Transport, R: Runs + Known, Q: Hints, C: Clock, V: Compare> Worker<'_, T, R, Q, C, V> {
    pub(super) async fn begin_verify(&self, place: &Place) -> Result<StepRun, Halt> {
        let span = place.read(|run| run.asked.span()).await;
        let (_, total) = self.client.split(span, 1).await?;
        let listing = Listing::Beside {
            walk: DateWalk::after(span.after),
            in_trash: false,
        };
        let now = self.clock.now();
        Ok(StepRun::new(Step::Verify, listing, Some(total), now))
    }

    /// Walks the orders, then those in the trash, whose documents should be called off.
    pub(super) async fn verify(&self, place: &Place) -> Result<(), Halt> {
        loop {
            let Some((mut walk, in_trash, size)) = place.read(standing).await else {
                return Ok(());
            };
            let Some(next) = walk.next() else {
                return Ok(());
            };
            self.may_go_on().await?;
            let span = place.read(|run| run.asked.span()).await;
            let list = OrderList {
                among: if in_trash { Among::Trash } else { Among::Kept },
                ..OrderList::created_before(span.before, Fields::All)
            };
            let asked = self.client.list(list, next, size);
            let Some(page) = self.page(place, asked).await? else {
                continue;
            };
            let new = walk.take(page.items, size);
            let listed = new.len() as u64;
            let found = self.verifier.compare(new).await?;
            let next = match (walk.next(), in_trash) {
                (None, false) => Listing::Beside {
                    walk: DateWalk::after(span.after),
                    in_trash: true,
                },
                _ => Listing::Beside { walk, in_trash },
            };
            place
                .write(self.table, |run| {
                    run.report.get_or_insert_default().add(found);
                    if let Some(step) = run.steps.last_mut() {
                        step.listing = next;
                        step.listed += listed;
                        step.passed_over += listed;
                    }
                })
                .await?;
        }
    }
}

fn standing(run: &Run) -> Option<(DateWalk, bool, usize)> {
    match &run.steps.last()?.listing {
        Listing::Beside { walk, in_trash } => Some((walk.clone(), *in_trash, run.page_size)),
        _ => None,
    }
}
