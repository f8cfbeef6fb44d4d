//! The preview of an order for which documents should stand.

use domain::{Credit, Decision, Document, Order, Parked, Plan, Rules, Target, decide};

use super::document::{credit_note, estimate_or_invoice};
use super::{Action, CalledOff, ParkedRefund, Preview, PreviewOutcome};
use crate::link::Link;
use crate::todo::{Todo, refuse_locked};

/// What should stand, compared with what the link says.
pub(super) fn preview(order: &Order, plan: &Plan, link: &Link, rules: &Rules) -> Preview {
    match Todo::between(link, plan, rules) {
        Ok(todo) if todo.replace_invoice => replaced(order, link, rules),
        Ok(todo) => standing(order, plan, link, rules, &todo),
        Err(parked) => Preview::parked(&parked),
    }
}

fn standing(order: &Order, plan: &Plan, link: &Link, rules: &Rules, todo: &Todo) -> Preview {
    let mut preview = Preview::empty(PreviewOutcome::Documents);
    let document = estimate_or_invoice(order, plan, todo, rules);
    preview.documents.push(document);
    for credit in &plan.credits {
        let action = match (
            todo.credit.contains(&credit.refund),
            link.credit_notes.contains_key(&credit.refund),
        ) {
            (false, true) => Action::Unchanged,
            (true, true) => Action::Update,
            (_, false) => Action::Create,
        };
        match writable(credit, action, rules) {
            Ok(note) => {
                let note = credit_note(order, credit.refund, note, action, rules);
                preview.documents.push(note);
            }
            Err(parked) => preview.parked.push(ParkedRefund {
                refund: credit.refund,
                reason: parked.reason.code(),
                detail: parked.detail,
            }),
        }
    }
    if let Some(blocked) = &todo.blocked {
        preview.reason = Some(blocked.reason.code());
        preview.detail = Some(blocked.detail.clone());
    }
    preview.notes = notes(order, plan, link, rules, todo);
    preview
}

/// A credit note that is to be written must not be of a closed period.
fn writable<'a>(credit: &'a Credit, action: Action, rules: &Rules) -> Result<&'a Document, Parked> {
    let note = credit.document.as_ref().map_err(Clone::clone)?;
    if action != Action::Unchanged {
        refuse_locked(rules, note.date)?;
    }
    Ok(note)
}

/// The paid invoice is credited in full, and then another stands in its place.
fn replaced(order: &Order, link: &Link, rules: &Rules) -> Preview {
    let Some(before) = link.invoice.as_ref() else {
        return Preview::empty(PreviewOutcome::Documents);
    };
    let mut without = link.clone();
    without.invoice = None;
    let mut standing = without.standing();
    standing.replaced += 1;
    let mut preview = match decide(order, &standing, rules) {
        Decision::Stand(plan) => preview(order, &plan, &without, rules),
        other => Preview::without_plan(other, &without),
    };
    let off = CalledOff::of("invoice", &before.document, "credited");
    preview.calls_off.insert(0, off);
    preview.notes.push(
        "the invoice that stands is paid and no longer fits the order: a credit note over all of \
         it is written, and another invoice"
            .to_owned(),
    );
    preview
}

fn notes(order: &Order, plan: &Plan, link: &Link, rules: &Rules, todo: &Todo) -> Vec<String> {
    let mut notes = Vec::new();
    match &plan.target {
        Target::Estimate(_) if !order.refunds.is_empty() => notes
            .push("credit notes for its refunds are written once the order is invoiced".to_owned()),
        Target::Estimate(_) => {}
        Target::Invoice(payment) => {
            let estimate = link.estimate.as_ref().filter(|_| todo.update_estimate);
            notes.extend(estimate.map(|estimate| {
                format!(
                    "estimate {} becomes Accepted, and its note names the invoice",
                    estimate.document.number
                )
            }));
            if let (None, Some(paid), Some(from)) = (payment, order.paid_on, rules.payments_from)
                && paid < from
            {
                notes.push(format!(
                    "the order was paid on {paid}: payments are written from {from} on, the store's go_live"
                ));
            }
        }
    }
    notes
}
