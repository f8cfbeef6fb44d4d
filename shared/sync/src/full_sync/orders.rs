//! The step `orders`: every order by its creation, in spans that are walked side by side.

use domain::OrderStatus;
use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use transport::Transport;
use woocommerce::{Fields, ListedOrder, OrderList};

use super::compare::Certain;
use super::worker::{Halt, Place, Worker};
use super::{Compare, Item, Listing, Run, SpanWalk, Step, StepRun};
use crate::ports::{Clock, Hints, Known, Runs};

/// Fewer orders than this are not worth a further span.
const LEAST_OF_A_SPAN: u64 = 500;

impl<T: Transport, R: Runs + Known, Q: Hints, C: Clock, V: Compare> Worker<'_, T, R, Q, C, V> {
    /// Begins the step: named orders, or spans.
    pub(super) async fn begin_orders(&self, place: &Place) -> Result<StepRun, Halt> {
        let (asked, now) = (place.read(|run| run.asked.clone()).await, self.clock.now());
        if !asked.ids.is_empty() {
            let total = asked.ids.len() as u64;
            let item = |id: &u64| Item {
                step: Step::Orders,
                id: *id,
                at: 0,
            };
            let outbox = if asked.dry_run {
                vec![]
            } else {
                asked.ids.iter().map(item).collect()
            };
            let mut begun = StepRun::new(Step::Orders, Listing::Named { outbox }, Some(total), now);
            (begun.listed, begun.queued) = (total, total);
            return Ok(begun);
        }
        let mut span = asked.span();
        // Orders that are made after this second come by themselves.
        let until = self.client.store_time().await?.unwrap_or(now);
        let until = until
            .saturating_add(SignedDuration::from_secs(1))
            .unwrap_or(until);
        span.before = Some(span.before.map_or(until, |before| before.min(until)));
        let (whole, total) = self.client.split(span, 1).await?;
        let parts = (total / LEAST_OF_A_SPAN).clamp(1, self.concurrency as u64);
        let parts = usize::try_from(parts).unwrap_or(1);
        let spans = match parts {
            1 => whole,
            _ => self.client.split(span, parts).await?.0,
        };
        let spans = spans.into_iter().map(SpanWalk::new).collect();
        Ok(StepRun::new(
            Step::Orders,
            Listing::Spans(spans),
            Some(total),
            now,
        ))
    }

    /// Walks the spans side by side to their ends.
    pub(super) async fn walk_spans(&self, place: &Place, spans: usize) -> Result<(), Halt> {
        let walks = (0..spans).map(|span| self.walk_span(place, span));
        try_join_all(walks).await?;
        Ok(())
    }

    async fn walk_span(&self, place: &Place, number: usize) -> Result<(), Halt> {
        loop {
            let (mut span, size) = place
                .read(|run| (span_of(run, number).cloned(), run.page_size))
                .await;
            let Some(span) = &mut span else {
                return Ok(());
            };
            if !span.outbox.is_empty() {
                self.send(place, &span.outbox).await?;
            }
            let Some(next) = span.walk.next() else {
                if !span.outbox.is_empty() {
                    let empty = |run: &mut Run| {
                        if let Some(span) = span_of_mut(run, number) {
                            span.outbox.clear();
                        }
                    };
                    place.write(self.table, empty).await?;
                }
                return Ok(());
            };
            self.may_go_on().await?;
            let list = OrderList::created_before(span.span.before, Fields::Key);
            let Some(page) = self.page(place, self.client.list(list, next, size)).await? else {
                continue;
            };
            self.take(place, number, span, page.items, size).await?;
        }
    }

    /// Notes a page, and what has to be sent because of it.
    async fn take(
        &self,
        place: &Place,
        number: usize,
        span: &mut SpanWalk,
        page: Vec<ListedOrder>,
        size: usize,
    ) -> Result<(), Halt> {
        let known = span.walk.clone();
        let new = span.walk.take(page.clone(), size);
        let mut outbox: Vec<Item> = new
            .iter()
            .filter(|order| !is_draft(order))
            .map(item)
            .collect();
        let listed = new.len() as u64;
        let passed_over = listed - outbox.len() as u64;
        // A page that only told us to step back makes nothing certain.
        let stepped_back = new.is_empty() && !page.is_empty() && span.walk.next().is_some();
        if !stepped_back && let Some(certain) = Certain::after(span, &known, &page) {
            let ours = certain.span(span.span);
            let ours = self.table.made_in(self.store, ours).await?;
            outbox.extend(certain.missing(ours));
            span.compared_before = certain.before;
        }
        let dry_run = place.read(|run| run.asked.dry_run).await;
        let queued = outbox.len() as u64;
        span.outbox = if dry_run { vec![] } else { outbox };
        let noted = span.clone();
        place
            .write(self.table, |run| {
                if let Some(span) = span_of_mut(run, number) {
                    *span = noted;
                }
                if let Some(step) = run.steps.last_mut() {
                    step.listed += listed;
                    step.queued += queued;
                    step.passed_over += passed_over;
                }
            })
            .await
    }
}

fn span_of(run: &Run, number: usize) -> Option<&SpanWalk> {
    match &run.steps.last()?.listing {
        Listing::Spans(spans) => spans.get(number),
        _ => None,
    }
}

fn span_of_mut(run: &mut Run, number: usize) -> Option<&mut SpanWalk> {
    match &mut run.steps.last_mut()?.listing {
        Listing::Spans(spans) => spans.get_mut(number),
        _ => None,
    }
}

fn is_draft(order: &ListedOrder) -> bool {
    OrderStatus::from(order.status.clone()).is_draft()
}

fn item(order: &ListedOrder) -> Item {
    Item {
        step: Step::Orders,
        id: order.id,
        at: order.created_gmt.map_or(0, Timestamp::as_second),
    }
}
