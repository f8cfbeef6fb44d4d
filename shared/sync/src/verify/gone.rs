//! Links whose order the store no longer has.

use std::collections::BTreeSet;

use perfex::DocumentKind;
use transport::Transport;
use woocommerce::OrderRead;

use super::{Finding, FindingKind, Report, Verifier, VerifyError};
use crate::link::{Link, LinkedDocument};
use crate::ports::Links;

/// How many orders are asked for at once.
const AT_ONCE: usize = 100;

impl<S: Transport, T: Transport, B: Links> Verifier<'_, S, T, B> {
    /// Asks the store for the orders of these links, and tells what stands for those that are gone
    /// for good. An order in the trash is not gone: [`window`](Self::window) shows it.
    pub async fn gone(
        &self,
        links: &[Link],
        mut tell: impl FnMut(&Finding),
    ) -> Result<Report, VerifyError> {
        let mut report = Report::default();
        for links in links.chunks(AT_ONCE) {
            let ids: Vec<u64> = links.iter().map(|link| link.order).collect();
            let listed = self.store.orders(&ids, self.statuses).await?;
            let mut there = BTreeSet::new();
            for order in listed {
                let id = match order {
                    Ok(order) => Some(order.id),
                    Err(unreadable) => unreadable.id,
                };
                there.extend(id);
            }
            for link in links {
                if there.contains(&link.order) {
                    continue;
                }
                // A list can leave out what a plugin hides; only the order's own address tells.
                if let OrderRead::Deleted = self.store.order(link.order).await? {
                    report.add(self.without_order(link).await?.told(&mut tell));
                }
            }
        }
        Ok(report)
    }

    async fn without_order(&self, link: &Link) -> Result<Report, VerifyError> {
        let mut report = Report {
            gone: 1,
            ..Report::default()
        };
        for (kind, refund, linked) in named(link) {
            // An estimate that became an invoice stands for nothing any more.
            let settled = kind == DocumentKind::Estimate && link.invoice.is_some();
            let Some(held) = self.held(kind, linked, false).await? else {
                continue;
            };
            if settled || !held.is_in_force(kind) {
                continue;
            }
            let currency = held.currency(self.rules);
            report.stands(linked.date, &currency, kind, held.total);
            let parked = link.outcome.parked.as_ref();
            report.find(Finding {
                kind: FindingKind::Extra,
                store: link.store.clone(),
                order: link.order,
                refund,
                document: kind,
                document_id: Some(held.id),
                document_number: held.number,
                day: linked.date,
                currency,
                store_total: None,
                perfex_total: Some(held.total),
                detail: parked.map_or_else(
                    || "its order is gone from the store".to_owned(),
                    |parked| {
                        format!(
                            "its order is gone from the store; {}: {}",
                            parked.reason.code(),
                            parked.detail
                        )
                    },
                ),
            });
        }
        Ok(report)
    }
}

/// Every document that a link names, with the refund of a credit note.
pub(super) fn named(
    link: &Link,
) -> impl Iterator<Item = (DocumentKind, Option<u64>, &LinkedDocument)> {
    let invoice = link.invoice.iter().map(|invoice| &invoice.document);
    let replaced = link.replaced.iter();
    let invoices = invoice.chain(replaced.clone().map(|replaced| &replaced.invoice.document));
    let estimates = link.estimate.iter();
    let notes = link.credit_notes.iter();
    invoices
        .map(|document| (DocumentKind::Invoice, None, document))
        .chain(estimates.map(|estimate| (DocumentKind::Estimate, None, &estimate.document)))
        .chain(notes.map(|(refund, note)| (DocumentKind::CreditNote, Some(*refund), note)))
        .chain(replaced.map(|replaced| (DocumentKind::CreditNote, None, &replaced.credit_note)))
}
