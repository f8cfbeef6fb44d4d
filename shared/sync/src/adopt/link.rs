//! The link of an order to documents that stood already.

use std::collections::BTreeMap;

use domain::{Decision, Document, Plan, Target, decide};
use jiff::Timestamp;
use perfex::{ClientId, DocumentId, DocumentKind, status};
use transport::Transport;

use super::proposal::{linked, place};
use super::{AdoptError, Adopted, Adopter, Proposal};
use crate::claim::{Claim, ClaimState};
use crate::find_client::mails;
use crate::intent::IntendedDocument;
use crate::link::{Link, LinkedClient, LinkedDocument};
use crate::ports::{Claims, Links, TableError};
use crate::verify::{Held, patiently};

impl<T: Transport, B: Links + Claims> Adopter<'_, T, B> {
    /// Reads the documents of a proposal afresh and links them, if `write`; else only tells what
    /// would be linked. The order counts as not handled yet: the next walk over the store books it
    /// and writes what is still missing.
    pub async fn adopt(
        &self,
        proposal: Proposal,
        now: Timestamp,
        write: bool,
    ) -> Result<Adopted, AdoptError> {
        let Proposal { kind, .. } = proposal;
        let Some(read) = self.read(kind, proposal.document).await? else {
            return Ok(Adopted::NotFound);
        };
        let held = Held::from(read.clone());
        let Some(document) = linked(&held).filter(|_| held.is_in_force(kind)) else {
            return Ok(Adopted::NotFound);
        };
        let mut link = proposal.link;
        place(&mut link, kind, document, held.status);
        let decision = decide(&proposal.checked, &link.standing(), self.rules);
        let Decision::Stand(plan) = decision else {
            return Ok(Adopted::NothingDue);
        };
        let expected = (plan.document.total, u64::from(plan.document.currency));
        if expected != (held.total, held.currency) && !self.even_if_different {
            return Ok(Adopted::Differs {
                number: proposal.number,
                order: (
                    plan.document.total,
                    proposal.checked.currency.code().to_owned(),
                ),
                document: (held.total, held.currency(self.rules)),
            });
        }
        take_over(&mut link, &plan, &read);
        let mut told = vec![told(kind, &held)];
        let credited = self
            .link_notes(&mut link, &proposal.notes, &plan, &mut told)
            .await?;
        let still_missing = still_missing(&link, &plan, credited);
        if write {
            link.updated_at = now;
            self.link_client(&mut link, &plan, &read, now).await?;
            match self.table.save_link(&mut link).await {
                Ok(()) => {}
                Err(TableError::Conflict) => return Ok(Adopted::Busy),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Adopted::Linked {
            documents: told,
            still_missing,
        })
    }

    async fn read(
        &self,
        kind: DocumentKind,
        id: u64,
    ) -> Result<Option<perfex::Document>, perfex::Error> {
        patiently(|| self.crm.document(kind, DocumentId(id))).await
    }

    /// Links the credit notes that fit; gives how many.
    async fn link_notes(
        &self,
        link: &mut Link,
        notes: &BTreeMap<u64, u64>,
        plan: &Plan,
        told_all: &mut Vec<String>,
    ) -> Result<usize, AdoptError> {
        let kind = DocumentKind::CreditNote;
        for (refund, note) in notes {
            let Some(read) = self.read(kind, *note).await? else {
                continue;
            };
            let held = Held::from(read.clone());
            let Some(mut document) = linked(&held).filter(|_| held.is_in_force(kind)) else {
                continue;
            };
            let credit = plan.credits.iter().find(|credit| credit.refund == *refund);
            let Some(Ok(expected)) = credit.map(|credit| &credit.document) else {
                continue;
            };
            if held.total != expected.total {
                continue;
            }
            as_written(&mut document, expected, &read);
            link.credit_notes.insert(*refund, document);
            told_all.push(told(kind, &held));
        }
        Ok(link.credit_notes.len())
    }

    /// The document's client is the order's, and that of its e-mail, unless another is claimed.
    async fn link_client(
        &self,
        link: &mut Link,
        plan: &Plan,
        read: &perfex::Document,
        now: Timestamp,
    ) -> Result<(), AdoptError> {
        let ClientId(client) = read.client;
        let contacts = patiently(|| self.crm.contacts_of(read.client)).await?;
        let mails = contacts.iter().any(mails);
        let key = plan.document.client_key.clone();
        if self.table.claim(&key).await?.is_none() {
            let state = ClaimState::Linked {
                client,
                mails,
                cards: vec![],
                as_of: None,
            };
            let mut claim = Claim::new(key.clone(), state, now);
            match self.table.save_claim(&mut claim).await {
                // Somebody was faster, and that one counts.
                Ok(()) | Err(TableError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        link.client = Some(LinkedClient {
            id: client,
            key,
            mails,
        });
        Ok(())
    }
}

/// The document counts as written by us: with the digest of what we would have written, so that
/// it is left alone until the order changes.
fn take_over(link: &mut Link, plan: &Plan, read: &perfex::Document) {
    if let (Target::Estimate(_), Some(estimate)) = (&plan.target, &mut link.estimate) {
        as_written(&mut estimate.document, &plan.document, read);
    }
    if let (Target::Invoice(_), Some(invoice)) = (&plan.target, &mut link.invoice) {
        as_written(&mut invoice.document, &plan.document, read);
        // Whoever took the money, it is not to be taken twice.
        let paid = read.payments.iter().map(|payment| payment.amount).sum();
        let settled = read.status == status::INVOICE_PAID || !read.payments.is_empty();
        invoice.paid = settled.then_some(paid);
    }
}

/// The taxes of its lines are those that we would write, if the lines are: Perfex does not tell them.
fn as_written(linked: &mut LinkedDocument, expected: &Document, read: &perfex::Document) {
    let intended = IntendedDocument::from(expected);
    linked.hash = intended.hash;
    let same_lines = read.items.len() == expected.lines.len()
        && read.subtotal == expected.subtotal
        && read.total_tax == expected.total_tax;
    if same_lines {
        linked.line_taxes = intended.line_taxes;
    }
}

fn told(kind: DocumentKind, held: &Held) -> String {
    let number = held.number.unwrap_or(0);
    format!("{kind} {number} of {:.2}", held.total)
}

fn still_missing(link: &Link, plan: &Plan, credited: usize) -> Vec<String> {
    let mut missing = vec![];
    if let (Target::Invoice(Some(payment)), Some(invoice)) = (&plan.target, &link.invoice)
        && invoice.paid.is_none()
    {
        missing.push(format!("a payment of {:.2}", payment.amount));
    }
    let notes = plan.credits.iter();
    let without = notes.filter(|credit| !link.credit_notes.contains_key(&credit.refund));
    for credit in without.take(plan.credits.len() - credited.min(plan.credits.len())) {
        missing.push(format!("a credit note for refund {}", credit.refund));
    }
    missing
}
