//! One page of Perfex's own lists beside links and store, so that a run can go through them page by
//! page, however many documents there are.

use std::collections::BTreeMap;

use domain::{OrderId, marker};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use perfex::{DocumentKind, DocumentRow, ListedPage};
use transport::Transport;

use super::calls::patiently;
use super::gone::named;
use super::held::read;
use super::{Report, Verifier, VerifyError};
use crate::link::Link;
use crate::ports::Links;

/// What a page of one of Perfex's lists came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedReport {
    /// What was found.
    pub report: Report,
    /// Whether no page follows.
    pub is_last: bool,
}

impl<S: Transport, T: Transport, B: Links> Verifier<'_, S, T, B> {
    /// Tells the documents of a page that bear the marker of an order of this store and that no link
    /// names, and those whose order the store no longer has. The marker of a refund does not say which
    /// order it belongs to: [`unlinked`](Self::unlinked) looks at these.
    ///
    /// A list that is too large for one answer (2.x has no pages) is left out, and the report says so.
    pub async fn listed_by_perfex(
        &self,
        kind: DocumentKind,
        page: usize,
    ) -> Result<ListedReport, VerifyError> {
        let listed = patiently(|| self.crm.documents_page(kind, page)).await;
        let ListedPage { rows, is_last } = match listed {
            Err(perfex::Error::TooLarge { .. }) => {
                let report = Report {
                    lists_left_out: true,
                    ..Report::default()
                };
                return Ok(ListedReport {
                    report,
                    is_last: true,
                });
            }
            listed => listed?,
        };
        let ours: Vec<(u64, OrderId)> = rows.iter().filter_map(|row| self.ours(row)).collect();
        let orders: BTreeMap<u64, OrderId> = ours.iter().map(|(_, id)| (id.0, *id)).collect();
        let links: BTreeMap<u64, Link> = stream::iter(orders.into_values())
            .map(async |order| self.table.link(self.id, order).await)
            .buffer_unordered(self.at_once.max(1))
            .try_filter_map(async |link| Ok(link.map(|link| (link.order, link))))
            .try_collect()
            .await?;
        let mut report = Report::default();
        let mut standing = vec![];
        for (id, order) in ours {
            let link = links.get(&order.0);
            let named = link.filter(|link| {
                named(link).any(|(of, _, document)| of == kind && document.id == id)
            });
            match named {
                Some(link) if stands_for_its_order(link, kind, id) => standing.push(link.clone()),
                Some(_) => {}
                // It may be the very document that is being written.
                None if link.is_some_and(|link| link.intent.is_some()) => {}
                None => report.add(self.if_it_stands(kind, id, order).await?),
            }
        }
        if !standing.is_empty() {
            report.add(self.gone_of(&standing).await?);
        }
        Ok(ListedReport { report, is_last })
    }

    fn ours(&self, row: &DocumentRow) -> Option<(u64, OrderId)> {
        let line = row.adminnote.lines().next().unwrap_or_default().trim();
        match marker::owner(self.rules.store_index, line)? {
            marker::Owner::Order(order) => Some((row.id.0, order)),
            marker::Owner::Refund(_) => None,
        }
    }

    /// The list may be older than the document.
    async fn if_it_stands(
        &self,
        kind: DocumentKind,
        id: u64,
        order: OrderId,
    ) -> Result<Report, VerifyError> {
        let held = read(self.crm, kind, id).await?;
        let held = held.filter(|held| held.is_in_force(kind));
        Ok(held.map_or_else(Report::default, |held| {
            self.stray(kind, marker::Owner::Order(order), &held)
        }))
    }

    async fn gone_of(&self, links: &[Link]) -> Result<Report, VerifyError> {
        let named = self.store.statuses().await?;
        let statuses: Vec<String> = named.into_iter().map(|status| status.slug).collect();
        let verifier = Verifier {
            statuses: &statuses,
            ..*self
        };
        verifier.gone(links, |_| {}).await
    }
}

/// Whether it is the document for which an order is asked after: each order once, though it may have
/// several.
fn stands_for_its_order(link: &Link, kind: DocumentKind, id: u64) -> bool {
    match kind {
        DocumentKind::Invoice => {
            let invoice = link.invoice.as_ref();
            invoice.is_some_and(|invoice| invoice.document.id == id)
        }
        DocumentKind::Estimate => link.invoice.is_none(),
        DocumentKind::CreditNote => false,
    }
}
