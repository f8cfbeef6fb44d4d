//! The orders that the store made between two moments.

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use transport::Transport;
use woocommerce::{Among, DateWalk, Fields, Order, OrderList, Refund};

use super::{Finding, Report, Verifier, VerifyError};
use crate::ports::Links;

/// How many orders a request asks for.
const PAGE: usize = 100;

impl<S: Transport, T: Transport, B: Links> Verifier<'_, S, T, B> {
    /// Compares the orders that were made after the second `after` and before the second `before`
    /// (both exclusive, as the store's list has it) with what stands for them. Every finding is told
    /// to `tell`; the report keeps the first.
    pub async fn window(
        &self,
        after: Option<Timestamp>,
        before: Option<Timestamp>,
        mut tell: impl FnMut(&Finding),
    ) -> Result<Report, VerifyError> {
        let mut report = Report::default();
        // The list leaves out the trash unless it is asked for.
        for among in [Among::Kept, Among::Trash] {
            let list = OrderList {
                among,
                ..OrderList::created_before(before, Fields::All)
            };
            let mut walk = DateWalk::after(after);
            while let Some(next) = walk.next() {
                let page = self.store.list(list, next, PAGE).await?;
                let orders = walk.take(page.items, PAGE);
                let checked = stream::iter(orders)
                    .map(|order| self.listed(order.id, order.json))
                    .buffer_unordered(self.at_once.max(1));
                let parts: Vec<Report> = checked.try_collect().await?;
                for part in parts {
                    report.add(part.told(&mut tell));
                }
            }
        }
        Ok(report)
    }

    async fn listed(&self, id: u64, json: String) -> Result<Report, VerifyError> {
        match serde_json::from_str::<Order>(&json) {
            Ok(order) => {
                let refunds = self.refunds(&order).await?;
                self.order(&order, &refunds).await
            }
            Err(_) => Ok(self.unreadable(id)),
        }
    }

    async fn refunds(&self, order: &Order) -> Result<Vec<Refund>, VerifyError> {
        if order.refunds.is_empty() {
            return Ok(vec![]);
        }
        let refunds = self.store.refunds_of(order.id).await?;
        let told = |id| refunds.iter().any(|refund| refund.id == id);
        if order.refunds.iter().all(|named| told(named.id)) {
            return Ok(refunds);
        }
        Err(VerifyError::StoreUnclear(order.id))
    }
}
