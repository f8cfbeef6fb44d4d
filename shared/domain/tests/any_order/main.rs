//! The rules held against any order that a WooCommerce shop may produce.
//!
//! [`shop`] computes orders from prices as WooCommerce does, [`generated`] chooses what is in them
//! and around them, [`expected`] says in its own words what has to come of it. `PROPTEST_CASES`
//! raises the number of cases of every property.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod expected;
mod generated;
mod shop;

mod adds_up;
mod any_amount;
mod credit_notes;
mod every_line;
mod per_rate;
mod reasons_are_true;
mod rounding;
mod same_document;
mod variety;

use domain::{Decision, Plan, decide};
use generated::Case;
use proptest::prelude::ProptestConfig;
use proptest::test_runner::FileFailurePersistence;

/// So many cases, or more if the environment asks for more.
fn cases(at_least: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    let asked: u32 = asked.and_then(|cases| cases.parse().ok()).unwrap_or(0);
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/any_order/regressions.txt",
        ))),
        ..ProptestConfig::with_cases(at_least.max(asked))
    }
}

/// What stands for a case, if anything does.
fn plan(case: &Case) -> Option<Plan> {
    match decide(&case.order, &case.standing, &case.rules) {
        Decision::Stand(plan) => Some(*plan),
        _ => None,
    }
}
