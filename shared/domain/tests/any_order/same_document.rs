//! The digest of a document decides whether Perfex is told anything: it changes if and only if
//! something did.

use domain::{Document, Order, Plan};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::generated::{Case, broken, sale};
use crate::{cases, plan};

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn deciding_twice_gives_the_same(case in broken()) {
        let decide = || domain::decide(&case.order, &case.standing, &case.rules);
        prop_assert_eq!(decide(), decide());
        prop_assert_eq!(plan(&case).as_ref().map(hashes), plan(&case).as_ref().map(hashes));
    }

    #[test]
    fn zeros_behind_an_amount_change_nothing(
        sale in sale(),
        scales in vec(prop_oneof![Just(0u32), 2u32..=12], 8),
    ) {
        let case = Case::completed(sale);
        let mut again = case.clone();
        let mut scales = scales.into_iter().cycle();
        each_amount(&mut again.order, |amount| {
            rewrite(amount, scales.next().unwrap_or_default());
        });
        prop_assert_eq!(plan(&case).as_ref().map(hashes), plan(&again).as_ref().map(hashes));
    }

    #[test]
    fn zeros_behind_a_discount_change_nothing(sale in sale(), scale in 0u32..=6) {
        let case = Case::completed(sale);
        let mut again = case.clone();
        for coupon in &mut again.order.coupons {
            rewrite(&mut coupon.discount, scale);
        }
        prop_assert_eq!(plan(&case).as_ref().map(hashes), plan(&again).as_ref().map(hashes));
    }

    #[test]
    fn another_amount_makes_another_document(
        sale in sale(),
        at in 0usize..64,
        cents in prop_oneof![-3i64..=-1, 1i64..=3],
    ) {
        let case = Case::completed(sale);
        let Some(before) = plan(&case) else { return Ok(()) };
        let cent = Decimal::new(cents, 2);
        let at = at % case.order.lines.len();
        let line_and_total = |order: &mut Order| {
            order.lines[at].total += cent;
            order.total += cent;
        };
        let edits: [&dyn Fn(&mut Order); 4] = [
            &line_and_total,
            &|order| order.lines[at].total += cent,
            &|order| order.total += cent,
            &|order| order.lines[at].quantity += Decimal::from(cents),
        ];
        for edit in edits {
            let mut edited = case.clone();
            edit(&mut edited.order);
            if let Some(after) = plan(&edited) {
                prop_assert_ne!(before.document.hash(), after.document.hash());
            }
        }
        for at in 0..case.order.refunds.len() {
            let mut edited = case.clone();
            edited.order.refunds[at].amount += cent;
            if let (Some(before), Some(after)) = (note(&before, at), plan(&edited).and_then(|p| note(&p, at))) {
                prop_assert_ne!(before.hash(), after.hash());
            }
        }
    }

    #[test]
    fn another_tax_makes_another_document(sale in sale(), at in 0usize..64) {
        let case = Case::completed(sale);
        let Some(before) = plan(&case) else { return Ok(()) };
        let lines = &case.order.lines;
        let taxed: Vec<u64> = lines.iter().flat_map(|l| &l.taxes).map(|tax| tax.rate_id).collect();
        prop_assume!(!taxed.is_empty());
        let rate = taxed[at % taxed.len()];
        for other in ["Other tax|0.01", "Other tax|19"] {
            let mut mapped = case.clone();
            mapped.rules.taxes.rates.insert(rate, other.parse().unwrap());
            if let Some(after) = plan(&mapped) {
                prop_assert_ne!(before.document.hash(), after.document.hash());
            }
        }
    }
}

/// The same amount with another number of zeros.
fn rewrite(amount: &mut Decimal, scale: u32) {
    *amount = amount.normalize();
    amount.rescale(scale.max(amount.scale()));
}

fn note(plan: &Plan, at: usize) -> Option<Document> {
    plan.credits[at].document.clone().ok()
}

/// The digests of all documents.
fn hashes(plan: &Plan) -> Vec<Option<String>> {
    let notes = plan
        .credits
        .iter()
        .map(|credit| credit.document.as_ref().ok());
    let documents = std::iter::once(Some(&plan.document)).chain(notes);
    documents
        .map(|document| document.map(Document::hash))
        .collect()
}

fn each_amount(order: &mut Order, mut change: impl FnMut(&mut Decimal)) {
    change(&mut order.total);
    change(&mut order.total_tax);
    order
        .tax_rates
        .iter_mut()
        .for_each(|rate| change(&mut rate.percent));
    order
        .refunds
        .iter_mut()
        .for_each(|refund| change(&mut refund.amount));
    let refunded = order
        .refunds
        .iter_mut()
        .flat_map(|refund| &mut refund.lines);
    for line in order.lines.iter_mut().chain(refunded) {
        change(&mut line.quantity);
        change(&mut line.total);
        line.taxes.iter_mut().for_each(|tax| change(&mut tax.total));
    }
}
