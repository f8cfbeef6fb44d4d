//! Each refund has a credit note of exactly its amount, or there is a true reason for none.

use domain::Document;
use domain::taxes::TaxName;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use crate::expected::credits::credit_reasons;
use crate::expected::sums::{Sums, amount};
use crate::generated::{Case, broken, sale};
use crate::shop::sale::REFUNDED_ON;
use crate::{cases, plan};

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn credit_notes_add_up_and_are_never_more_than_the_invoice(sale in sale()) {
        let case = Case::completed(sale);
        let Some(plan) = plan(&case) else { return Ok(()) };
        prop_assert_eq!(plan.credits.len(), case.order.refunds.len());
        let mut given_back = Decimal::ZERO;
        for (credit, refund) in plan.credits.iter().zip(&case.order.refunds) {
            prop_assert_eq!(credit.refund, refund.id);
            let Ok(note) = &credit.document else { continue };
            adds_up(note, refund.amount, case.order.currency.code())?;
            prop_assert_eq!(note.date, REFUNDED_ON);
            prop_assert_eq!(&note.reference, &format!("S-183-r{}", refund.id));
            prop_assert_eq!(&note.client_key, &plan.document.client_key);
            given_back += note.total;
        }
        prop_assert!(given_back <= plan.document.total);
    }

    #[test]
    fn a_credit_note_has_a_line(sale in sale()) {
        let Some(plan) = plan(&Case::completed(sale)) else { return Ok(()) };
        for note in plan.credits.iter().filter_map(|credit| credit.document.as_ref().ok()) {
            prop_assert!(!note.lines.is_empty(), "Perfex takes no document without a line");
        }
    }

    #[test]
    fn a_refund_without_a_credit_note_has_a_true_reason(case in broken()) {
        let Some(plan) = plan(&case) else { return Ok(()) };
        for (credit, refund) in plan.credits.iter().zip(&case.order.refunds) {
            let reasons = credit_reasons(&case.order, refund, &case.standing, &case.rules);
            match &credit.document {
                Ok(_) => prop_assert!(reasons.is_empty(), "it cannot stand: {reasons:?}"),
                Err(parked) => prop_assert!(
                    reasons.contains(&parked.reason),
                    "{parked:?}, but true is {reasons:?} of {refund:?}"
                ),
            }
        }
    }
}

fn adds_up(note: &Document, given_back: Decimal, currency: &str) -> Result<(), TestCaseError> {
    let perfex = Sums::of_document(note, currency);
    prop_assert_eq!(note.total, given_back);
    prop_assert_eq!(note.subtotal, note.lines.iter().map(amount).sum());
    prop_assert_eq!(note.total_tax, perfex.tax);
    prop_assert_eq!(note.subtotal + note.total_tax + note.adjustment, note.total);
    // Each line may have lost half a cent, and its tax with it.
    let lost = note.lines.iter().map(|line| {
        let percent: Decimal = line.taxes.iter().map(TaxName::percent).sum();
        dec!(0.005) * (dec!(1) + percent / dec!(100))
    });
    prop_assert!(note.adjustment.abs() <= perfex.limit + lost.sum::<Decimal>());
    Ok(())
}
