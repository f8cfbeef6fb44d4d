//! What would stand in Perfex for an order, without writing anything.
//!
//! [`Preview::of`] takes the same path as a handling of the order: translate, decide, compare with
//! the link. It stops where calls to Perfex would begin.

mod document;
mod planned;
mod proposal;
#[cfg(test)]
mod tests;

use domain::{Decision, ParkReason, Parked, Rules, SkipReason, decide, decide_deleted};
use rust_decimal::Decimal;
use serde::Serialize;

pub use document::{Action, PreviewDocument, PreviewLine, PreviewPayment, TaxSums};
pub use proposal::Proposal;

use crate::link::{Link, LinkedDocument};
use crate::translate::translate;
use document::shown;

/// How handling the order now would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviewOutcome {
    /// Documents stand for it.
    Documents,
    /// Nothing is written until a person or a setting cures it.
    Park,
    /// Nothing is written, and nobody needs to act.
    Skip,
}

/// What would stand in Perfex for an order. Amounts serialise as decimal strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// How it would end.
    pub outcome: PreviewOutcome,
    /// The stable code of why it is parked or skipped. Beside documents: why the order waits for a
    /// person all the same, as it would be listed; null if it does not.
    pub reason: Option<&'static str>,
    /// What to do about it.
    pub detail: Option<String>,
    /// What would stand, the credit notes after their invoice. Empty unless the outcome is
    /// `documents`.
    pub documents: Vec<PreviewDocument>,
    /// Refunds whose credit note cannot be written; the documents do not wait for them.
    pub parked: Vec<ParkedRefund>,
    /// Documents that stand and would be called off.
    pub calls_off: Vec<CalledOff>,
    /// The order, `None` if it is gone or unreadable.
    pub order: Option<PreviewOrder>,
    /// The maps that were made up from the order, since the settings have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Proposal>,
    /// What a reader should know beside it, one sentence each.
    pub notes: Vec<String>,
}

/// A refund whose credit note cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParkedRefund {
    /// The refund's id.
    pub refund: u64,
    /// The stable code.
    pub reason: &'static str,
    /// What to do about it.
    pub detail: String,
}

/// A document that stands and would be called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalledOff {
    /// `estimate` or `invoice`.
    pub kind: &'static str,
    /// Its number.
    pub number: u32,
    /// Its total.
    pub total: Decimal,
    /// What it would become: `declined`, `cancelled`, or `credited` in full and replaced.
    pub status: &'static str,
}

/// The order as the store shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewOrder {
    /// Its id.
    pub id: u64,
    /// Its number as the customer knows it.
    pub number: String,
    /// Its status.
    pub status: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Its total.
    pub total: Decimal,
    /// All taxes in it.
    pub total_tax: Decimal,
    /// Whether its prices hold the tax.
    pub prices_include_tax: bool,
    /// Whether money came in.
    pub paid: bool,
    /// What was given back of it, as the order itself tells.
    pub refunded: Decimal,
}

impl Preview {
    /// What would stand for an order as the store shows it now. `link` is what is known of it so
    /// far, an empty one for an order that was never handled.
    ///
    /// Where the rules have no tax map at all, one is proposed from the order and used.
    pub fn of(
        order: &woocommerce::Order,
        refunds: &[woocommerce::Refund],
        link: &Link,
        rules: &Rules,
    ) -> Self {
        let mut rules = rules.clone();
        let (proposed, mut notes) = Proposal::of(order, &mut rules);
        notes.extend(missing_refunds(order, refunds));
        let mut preview = match translate(order, refunds) {
            Ok(checked) => match decide(&checked, &link.standing(), &rules) {
                Decision::Stand(plan) => planned::preview(&checked, &plan, link, &rules),
                other => Self::without_plan(other, link),
            },
            Err(parked) => Self::parked(&parked),
        };
        preview.order = Some(PreviewOrder::from(order));
        preview.proposed = proposed;
        preview.notes.splice(0..0, notes);
        preview
    }

    /// What would become of the documents of an order that is gone from the store.
    pub fn of_deleted(link: &Link) -> Self {
        Self::without_plan(decide_deleted(&link.standing()), link)
    }

    /// An order that is set aside before anything is decided.
    pub fn parked(parked: &Parked) -> Self {
        Self {
            reason: Some(parked.reason.code()),
            detail: Some(parked.detail.clone()),
            ..Self::empty(PreviewOutcome::Park)
        }
    }

    /// An order that the store shows, but not in a form that can be read.
    pub fn unreadable(detail: &str) -> Self {
        Self::parked(&Parked::new(ParkReason::Unreadable, detail))
    }

    fn empty(outcome: PreviewOutcome) -> Self {
        Self {
            outcome,
            reason: None,
            detail: None,
            documents: vec![],
            parked: vec![],
            calls_off: vec![],
            order: None,
            proposed: None,
            notes: vec![],
        }
    }

    fn without_plan(decision: Decision, link: &Link) -> Self {
        match decision {
            Decision::Park(parked) => Self::parked(&parked),
            Decision::Skip(reason) => Self {
                reason: Some(reason.code()),
                detail: Some(why_skipped(reason).to_owned()),
                ..Self::empty(PreviewOutcome::Skip)
            },
            Decision::Withdraw(_) | Decision::Stand(_) => Self {
                calls_off: called_off(link),
                notes: vec!["the order is called off, and so is what stands for it".to_owned()],
                ..Self::empty(PreviewOutcome::Documents)
            },
        }
    }
}

impl From<&woocommerce::Order> for PreviewOrder {
    fn from(order: &woocommerce::Order) -> Self {
        let refunded: Decimal = order.refunds.iter().map(|refund| refund.total).sum();
        Self {
            id: order.id,
            number: order.number.clone(),
            status: order.status.clone(),
            currency: order.currency.clone(),
            total: shown(order.total),
            total_tax: shown(order.total_tax),
            prices_include_tax: order.prices_include_tax,
            paid: order.date_paid_gmt.is_some(),
            refunded: shown(refunded.abs()),
        }
    }
}

/// An invoice that stands is called off; else the estimate.
fn called_off(link: &Link) -> Vec<CalledOff> {
    let off = match (&link.invoice, &link.estimate) {
        (Some(invoice), _) => Some(CalledOff::of("invoice", &invoice.document, "cancelled")),
        (None, Some(estimate)) => Some(CalledOff::of("estimate", &estimate.document, "declined")),
        (None, None) => None,
    };
    off.into_iter().collect()
}

impl CalledOff {
    fn of(kind: &'static str, document: &LinkedDocument, status: &'static str) -> Self {
        Self {
            kind,
            number: document.number,
            total: shown(document.total),
            status,
        }
    }
}

fn why_skipped(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Draft => "a cart or an unsaved form is no order yet",
        SkipReason::NeverStood => "it was called off before anything stood for it",
        SkipReason::StatusNotWanted => {
            "the store's settings write nothing for orders in this status"
        }
        SkipReason::ZeroTotal => "the store's settings write nothing for orders of zero",
        // The others are customers', which have no documents.
        _ => "nothing is to be written",
    }
}

fn missing_refunds(
    order: &woocommerce::Order,
    refunds: &[woocommerce::Refund],
) -> impl Iterator<Item = String> {
    let missing: Vec<String> = order
        .refunds
        .iter()
        .filter(|named| refunds.iter().all(|refund| refund.id != named.id))
        .map(|named| named.id.to_string())
        .collect();
    let said = format!(
        "the order names refunds whose details are missing ({}): their credit notes cannot be shown",
        missing.join(", ")
    );
    (!missing.is_empty()).then_some(said).into_iter()
}
