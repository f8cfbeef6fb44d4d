//! The properties say something only if the generated orders reach what they speak of.

use std::collections::BTreeMap;

use domain::{Decision, Target, decide};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::generated::{Case, broken, sale};
use crate::plan;

#[test]
fn most_sales_of_any_shop_stand() {
    let mut runner = TestRunner::deterministic();
    let sales = sale();
    let standing = (0..400).filter(|_| {
        let sale = sales.new_tree(&mut runner).unwrap().current();
        plan(&Case::completed(sale)).is_some()
    });
    let standing = standing.count();
    assert!(standing > 200, "{standing} of 400");
}

#[test]
fn every_end_of_an_order_is_reached() {
    let mut runner = TestRunner::deterministic();
    let cases = broken();
    let mut ends: BTreeMap<&'static str, u32> = BTreeMap::new();
    for _ in 0..2_000 {
        let case = cases.new_tree(&mut runner).unwrap().current();
        let end = match decide(&case.order, &case.standing, &case.rules) {
            Decision::Skip(reason) => reason.code(),
            Decision::Park(parked) => parked.reason.code(),
            Decision::Withdraw(withdrawal) if withdrawal.invoice => "invoice withdrawn",
            Decision::Withdraw(_) => "estimate withdrawn",
            Decision::Stand(plan) => {
                for credit in &plan.credits {
                    let end = credit
                        .document
                        .as_ref()
                        .map_or_else(|p| p.reason.code(), |_| "credit note");
                    *ends.entry(end).or_default() += 1;
                }
                match plan.target {
                    Target::Estimate(_) => "estimate",
                    Target::Invoice(None) => "invoice",
                    Target::Invoice(Some(_)) => "paid invoice",
                }
            }
        };
        *ends.entry(end).or_default() += 1;
    }
    for end in [
        "draft",
        "never_stood",
        "status_not_wanted",
        "zero_total",
        "unreadable",
        "tax_not_mapped",
        "currency_not_mapped",
        "too_many_decimals",
        "totals_differ",
        "no_email",
        "number_too_large",
        "refund_tax_unknown",
        "paid_but_called_off",
        "invoice withdrawn",
        "estimate withdrawn",
        "estimate",
        "invoice",
        "paid invoice",
        "credit note",
    ] {
        assert!(ends.contains_key(end), "{end} is missing in {ends:?}");
    }
}
