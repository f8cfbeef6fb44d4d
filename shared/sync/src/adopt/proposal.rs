//! What could be adopted for an order, before it is known whether another order wants it too.

use std::collections::BTreeMap;

use domain::{Decision, EstimateStatus, Order, OrderId, Plan, Target, decide};
use jiff::Timestamp;
use jiff::civil::date;
use perfex::DocumentKind;
use transport::Transport;
use woocommerce::Refund;

use super::{AdoptError, Adopted, Adopter};
use crate::link::{Link, LinkedDocument, LinkedEstimate, LinkedInvoice};
use crate::ports::{Claims, Links};
use crate::translate::translate;
use crate::verify::Held;

/// What could be adopted for an order.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The order's id.
    pub order: u64,
    pub(super) checked: Box<Order>,
    pub(super) link: Link,
    pub(super) kind: DocumentKind,
    pub(super) document: u64,
    pub(super) number: u64,
    /// Credit notes by refund.
    pub(super) notes: BTreeMap<u64, u64>,
}

/// Which documents orders lay claim to, of a whole store: some 50 bytes an order.
#[derive(Debug, Default)]
pub struct Wanted(BTreeMap<(DocumentKind, u64), u32>);

impl Wanted {
    /// Adds what an order lays claim to, each order once.
    pub fn add(&mut self, proposal: &Proposal) {
        let notes = proposal.notes.values();
        let notes = notes.map(|note| (DocumentKind::CreditNote, *note));
        for key in notes.chain([(proposal.kind, proposal.document)]) {
            *self.0.entry(key).or_default() += 1;
        }
    }

    /// The proposal, if no other order lays claim to its document. A credit note that two lay claim
    /// to is nobody's.
    pub fn settle(&self, mut proposal: Proposal) -> Result<Proposal, Adopted> {
        let is_alone = |kind, id: u64| self.0.get(&(kind, id)).is_none_or(|orders| *orders == 1);
        if !is_alone(proposal.kind, proposal.document) {
            return Err(Adopted::Taken(proposal.number));
        }
        proposal
            .notes
            .retain(|_, note| is_alone(DocumentKind::CreditNote, *note));
        Ok(proposal)
    }
}

impl<T: Transport, B: Links + Claims> Adopter<'_, T, B> {
    /// Looks up what could be adopted for an order, or says why there is nothing.
    pub async fn propose(
        &self,
        wire: &woocommerce::Order,
        refunds: &[Refund],
    ) -> Result<Result<Proposal, Adopted>, AdoptError> {
        let link = self.table.link(self.id, OrderId(wire.id)).await?;
        let link = link
            .unwrap_or_else(|| Link::new(self.id.clone(), OrderId(wire.id), Timestamp::UNIX_EPOCH));
        if link.intent.is_some() {
            return Ok(Err(Adopted::Busy));
        }
        if link.invoice.is_some() || !link.replaced.is_empty() {
            return Ok(Err(Adopted::Known));
        }
        let checked = match translate(wire, refunds) {
            Ok(checked) => checked,
            Err(parked) => return Ok(Err(waits(&parked))),
        };
        let plan = match decide(&checked, &link.standing(), self.rules) {
            Decision::Stand(plan) => plan,
            Decision::Park(parked) => return Ok(Err(waits(&parked))),
            Decision::Skip(_) | Decision::Withdraw(_) => return Ok(Err(Adopted::NothingDue)),
        };
        let kind = match plan.target {
            Target::Invoice(_) => DocumentKind::Invoice,
            Target::Estimate(_) if link.estimate.is_some() => return Ok(Err(Adopted::Known)),
            Target::Estimate(_) => DocumentKind::Estimate,
        };
        Ok(self.look_up(checked, link, kind, &plan))
    }

    fn look_up(
        &self,
        checked: Order,
        link: Link,
        kind: DocumentKind,
        plan: &Plan,
    ) -> Result<Proposal, Adopted> {
        let id = checked.id.0;
        let found = self.lookup.of_order(kind, id, &checked.number);
        let held = |document: &u64| self.lookup.document(kind, *document);
        let number = |document: &u64| held(document).and_then(|held| held.number).unwrap_or(0);
        let mut documents = found.iter();
        let document = match (documents.next(), documents.next()) {
            (None, _) => return Err(Adopted::NotFound),
            (Some(_), Some(_)) => {
                return Err(Adopted::Ambiguous(found.iter().map(number).collect()));
            }
            (Some(only), None) => *only,
        };
        let number = number(&document);
        if self.named.has(kind, document) {
            return Err(Adopted::Taken(number));
        }
        let mut notes = BTreeMap::new();
        for credit in &plan.credits {
            let Ok(expected) = &credit.document else {
                continue;
            };
            let kind = DocumentKind::CreditNote;
            let ids = self.lookup.of_refund(credit.refund, &checked.number);
            let mut fitting = ids.into_iter().filter(|id| {
                let held = self.lookup.document(kind, *id);
                let fits = held.is_some_and(|held| {
                    held.total == expected.total && held.currency == u64::from(expected.currency)
                });
                fits && !self.named.has(kind, *id) && !notes.values().any(|taken| taken == id)
            });
            if let Some(note) = fitting.next() {
                notes.insert(credit.refund, note);
            }
        }
        Ok(Proposal {
            order: id,
            checked: Box::new(checked),
            link,
            kind,
            document,
            number,
            notes,
        })
    }
}

fn waits(parked: &domain::Parked) -> Adopted {
    Adopted::Parked(format!("{}: {}", parked.reason.code(), parked.detail))
}

/// The document as a link keeps it, before its content is known.
pub(super) fn linked(held: &Held) -> Option<LinkedDocument> {
    Some(LinkedDocument {
        id: held.id,
        number: u32::try_from(held.number?).ok()?,
        date: held.date.unwrap_or(date(1970, 1, 1)),
        total: held.total,
        hash: String::new(),
        line_taxes: vec![],
        office: domain::office::Office::default(),
    })
}

/// Puts a document into its place.
pub(super) fn place(link: &mut Link, kind: DocumentKind, document: LinkedDocument, status: u8) {
    if kind == DocumentKind::Estimate {
        link.estimate = Some(LinkedEstimate {
            document,
            status: estimate_status(status),
            invoiced_as: 0,
        });
    } else {
        link.invoice = Some(LinkedInvoice {
            document,
            paid: None,
            cancelled: false,
        });
    }
}

fn estimate_status(status: u8) -> EstimateStatus {
    crate::compose::estimate_status(status)
}
