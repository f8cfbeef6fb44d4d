//! The step `verify`: every order of the store beside what Perfex holds for it, then every document
//! in Perfex's own lists beside links and store.

use std::future::Future;

use perfex::DocumentKind;
use transport::Transport;
use woocommerce::{Among, DateWalk, Fields, ListedOrder, OrderList};

use super::worker::{Halt, Place, Worker};
use super::{Listing, Run, Step, StepRun};
use crate::ports::{Clock, Hints, Known, Links, Runs};
use crate::verify::{ListedReport, Report, Verifier, VerifyError};

/// Compares orders with what stands for them.
pub trait Compare: Send + Sync {
    /// Compares the orders of a page, which shows them in full.
    fn compare(
        &self,
        orders: Vec<ListedOrder>,
    ) -> impl Future<Output = Result<Report, VerifyError>> + Send;

    /// Compares a page of one of Perfex's lists.
    fn listed_by_perfex(
        &self,
        kind: DocumentKind,
        page: usize,
    ) -> impl Future<Output = Result<ListedReport, VerifyError>> + Send;
}

impl<S: Transport, T: Transport, B: Links> Compare for Verifier<'_, S, T, B> {
    async fn compare(&self, orders: Vec<ListedOrder>) -> Result<Report, VerifyError> {
        self.page(orders, |_| {}).await
    }

    async fn listed_by_perfex(
        &self,
        kind: DocumentKind,
        page: usize,
    ) -> Result<ListedReport, VerifyError> {
        self.listed_by_perfex(kind, page).await
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

    /// Goes on with the step: the orders, then Perfex's lists.
    pub(super) async fn verify(&self, place: &Place) -> Result<(), Halt> {
        self.orders_beside_perfex(place).await?;
        self.perfex_beside_orders(place).await
    }

    /// Walks the orders, then those in the trash, whose documents should be called off.
    async fn orders_beside_perfex(&self, place: &Place) -> Result<(), Halt> {
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
                // A document does not tell when its order was made: no part of the lists belongs to
                // a part of the orders.
                (None, true) if span.after.is_none() && span.before.is_none() => {
                    Listing::InPerfex {
                        kind: DocumentKind::Invoice,
                        next: Some(1),
                    }
                }
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

    /// Goes through Perfex's lists: what bears our marker and no link names, and what stands for an
    /// order that is gone.
    async fn perfex_beside_orders(&self, place: &Place) -> Result<(), Halt> {
        while let Some((kind, page)) = place.read(listed_next).await {
            self.may_go_on().await?;
            let found = self.verifier.listed_by_perfex(kind, page).await?;
            let next = match (found.is_last, kind_after(kind)) {
                (false, _) => Listing::InPerfex {
                    kind,
                    next: Some(page + 1),
                },
                (true, Some(kind)) => Listing::InPerfex {
                    kind,
                    next: Some(1),
                },
                (true, None) => Listing::InPerfex { kind, next: None },
            };
            place
                .write(self.table, |run| {
                    run.report.get_or_insert_default().add(found.report);
                    if let Some(step) = run.steps.last_mut() {
                        step.listing = next;
                    }
                })
                .await?;
        }
        Ok(())
    }
}

fn kind_after(kind: DocumentKind) -> Option<DocumentKind> {
    match kind {
        DocumentKind::Invoice => Some(DocumentKind::Estimate),
        DocumentKind::Estimate => Some(DocumentKind::CreditNote),
        DocumentKind::CreditNote => None,
    }
}

fn listed_next(run: &Run) -> Option<(DocumentKind, usize)> {
    match run.steps.last()?.listing {
        Listing::InPerfex { kind, next } => Some((kind, next?)),
        _ => None,
    }
}

fn standing(run: &Run) -> Option<(DateWalk, bool, usize)> {
    match &run.steps.last()?.listing {
        Listing::Beside { walk, in_trash } => Some((walk.clone(), *in_trash, run.page_size)),
        _ => None,
    }
}
