//! Documents that bear a marker of ours, and that no link names.

use std::collections::BTreeSet;

use domain::marker;
use jiff::civil::date;
use perfex::DocumentKind;
use transport::Transport;

use super::gone::named;
use super::held::{Held, read};
use super::{Finding, FindingKind, Report, Verifier, VerifyError};
use crate::link::Link;
use crate::ports::Links;

/// The documents that links name.
#[derive(Debug, Default)]
pub struct NamedDocuments(BTreeSet<(DocumentKind, u64)>);

impl NamedDocuments {
    /// Whether a link names it.
    pub fn has(&self, kind: DocumentKind, id: u64) -> bool {
        self.0.contains(&(kind, id))
    }

    /// Adds those of a link.
    pub fn add(&mut self, link: &Link) {
        self.0
            .extend(named(link).map(|(kind, _, document)| (kind, document.id)));
    }
}

impl<S: Transport, T: Transport, B: Links> Verifier<'_, S, T, B> {
    /// Tells the documents of Perfex's lists that bear this store's marker and that no link names: a
    /// second one of a document that was written twice, or one whose link was lost. `named` are the
    /// documents of all links of the store, read after the lists.
    pub async fn unlinked(
        &self,
        named: &NamedDocuments,
        mut tell: impl FnMut(&Finding),
    ) -> Result<Report, VerifyError> {
        let mut report = Report::default();
        let documents = self.lists.into_iter().flat_map(super::Lists::documents);
        for (kind, listed) in documents {
            let owner = marker::owner(self.rules.store_index, listed.marker());
            let Some(owner) = owner.filter(|_| !named.has(kind, listed.id)) else {
                continue;
            };
            // The list may be old.
            let held = read(self.crm, kind, listed.id).await?;
            if let Some(held) = held.filter(|held| held.is_in_force(kind)) {
                report.add(self.stray(kind, owner, &held).told(&mut tell));
            }
        }
        Ok(report)
    }

    pub(super) fn stray(&self, kind: DocumentKind, owner: marker::Owner, held: &Held) -> Report {
        let mut report = Report::default();
        let day = held.date.unwrap_or(date(1970, 1, 1));
        let currency = held.currency(self.rules);
        report.stands(day, &currency, kind, held.total);
        let (order, refund) = match owner {
            marker::Owner::Order(order) => (order.0, None),
            marker::Owner::Refund(refund) => (0, Some(refund)),
        };
        report.find(Finding {
            kind: match kind {
                DocumentKind::Invoice => FindingKind::SecondInvoice,
                _ => FindingKind::Extra,
            },
            store: self.id.clone(),
            order,
            refund,
            document: kind,
            document_id: Some(held.id),
            document_number: held.number,
            day,
            currency,
            store_total: None,
            perfex_total: Some(held.total),
            detail: format!(
                "it bears the marker {}, and no link names it: delete it if another stands for \
                 the order, or link it with `woosync adopt`",
                held.marker()
            ),
        });
        report
    }
}
