//! Whatever the status, the rules and what stands already: an order ends as the table of statuses
//! says, and is parked if and only if there is a reason, which is true.

use domain::taxes::UnmappedRate;
use domain::{Decision, ParkReason, Parked, SkipReason, Target, ZeroTotals, decide};
use proptest::prelude::*;

use crate::cases;
use crate::expected::reasons::{invoice_date, reasons, unmapped};
use crate::expected::statuses::{Asked, asked};
use crate::expected::sums::{Sums, two};
use crate::generated::{Case, broken};
use crate::shop::taxes::{TaxTable, effective_percents};

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn an_order_stands_or_the_reason_is_true(case in broken()) {
        let Case { order, standing, rules, .. } = &case;
        let decision = decide(order, standing, rules);
        let asked = asked(order, standing, rules);
        if !asked.is_document() {
            prop_assert!(asked.is(&decision), "{asked:?} is asked for, not {decision:?}");
            return Ok(());
        }
        if order.total.is_zero() && rules.zero_totals == ZeroTotals::Skip {
            prop_assert_eq!(decision, Decision::Skip(SkipReason::ZeroTotal));
            return Ok(());
        }
        let reasons = reasons(order, standing, rules, &asked);
        match decision {
            Decision::Park(parked) => {
                prop_assert!(reasons.contains(&parked.reason), "{parked:?}, but true is {reasons:?}");
                names_what_it_is_about(&parked, &case)?;
            }
            Decision::Stand(plan) => {
                prop_assert!(reasons.is_empty(), "it cannot stand: {reasons:?}");
                stands_as_asked(&plan, &asked, &case)?;
            }
            other => prop_assert!(false, "{asked:?} is asked for, not {other:?}"),
        }
    }
}

fn stands_as_asked(plan: &domain::Plan, asked: &Asked, case: &Case) -> Result<(), TestCaseError> {
    let Case {
        order,
        standing,
        rules,
        ..
    } = case;
    let frozen = match &plan.target {
        Target::Estimate(status) => {
            prop_assert_eq!(&Asked::Estimate(*status), asked);
            prop_assert!(
                plan.credits.is_empty(),
                "a credit note waits for the invoice"
            );
            standing.estimate
        }
        Target::Invoice(payment) => {
            prop_assert_eq!(&Asked::Invoice, asked);
            prop_assert_eq!(plan.credits.len(), order.refunds.len());
            let counted = order
                .paid_on
                .is_some_and(|day| rules.payments_from.is_none_or(|f| day >= f));
            let due = counted && standing.replaced == 0 && !order.total.is_zero();
            prop_assert_eq!(payment.is_some(), due);
            standing.invoice.map(|invoice| invoice.frozen)
        }
    };
    let document = &plan.document;
    let day = match (frozen, asked) {
        (Some(frozen), _) => {
            prop_assert_eq!(document.number, frozen.number, "a number is frozen");
            Some(frozen.date)
        }
        (None, Asked::Invoice) => invoice_date(order, standing, rules),
        (None, _) => order.created_on,
    };
    prop_assert_eq!(Some(document.date), day);
    Ok(())
}

/// A person reads this one line and has to act on it.
fn names_what_it_is_about(parked: &Parked, case: &Case) -> Result<(), TestCaseError> {
    let Case { order, rules, .. } = case;
    match parked.reason {
        ParkReason::TaxNotMapped => {
            let named: Vec<u64> = parked.unmapped.iter().map(|rate| rate.id).collect();
            prop_assert_eq!(&named, &unmapped(order, rules));
            for rate in &parked.unmapped {
                let name = format!("rate {} (", rate.id);
                prop_assert!(parked.detail.contains(&name), "{}", parked.detail);
                if !is_compound_among_others(rate.id, case) {
                    names_its_percent(rate, case)?;
                }
            }
        }
        ParkReason::TotalsDiffer => {
            let sums = Sums::of_lines(&order.lines, rules, order.currency.code());
            let sums = sums.expect("mapped rates");
            prop_assert_eq!(parked.order_total, Some(order.total));
            prop_assert_eq!(parked.document_total, Some(sums.subtotal + sums.tax));
        }
        ParkReason::CurrencyNotMapped => {
            prop_assert!(parked.detail.contains(order.currency.code()));
        }
        _ => prop_assert!(!parked.detail.is_empty()),
    }
    Ok(())
}

/// The percentage that a person has to map a rate to, unless nobody knows the rate.
fn names_its_percent(rate: &UnmappedRate, case: &Case) -> Result<(), TestCaseError> {
    let TaxTable { standard, reduced } = &case.sale.cart.table;
    let percents = [effective_percents(standard), effective_percents(reduced)].concat();
    let exact = percents.into_iter().find(|(id, _)| *id == rate.id);
    let exact = exact.map(|(_, percent)| percent);
    // Where no line bears it beside another rate, nothing in the order says what it is levied on.
    let own = case.order.tax_rates.iter().find(|own| own.id == rate.id);
    let alone =
        !case.order.lines.iter().any(|line| {
            line.taxes.len() > 1 && line.taxes.iter().any(|tax| tax.rate_id == rate.id)
        });
    prop_assert!(
        rate.percent == exact
            || rate.percent == exact.map(two)
            || alone && rate.percent == own.map(|own| own.percent),
        "{:?}, it is {exact:?}",
        rate.percent
    );
    Ok(())
}

/// A compound rate beside another one, or in a shop of several tax classes.
fn is_compound_among_others(id: u64, case: &Case) -> bool {
    let table = &case.sale.cart.table;
    let compound: Vec<u64> = table.all().filter(|r| r.compound).map(|r| r.id).collect();
    let one_class = table.standard.is_empty() || table.reduced.is_empty();
    compound.contains(&id) && (compound.len() > 1 || !one_class)
}
