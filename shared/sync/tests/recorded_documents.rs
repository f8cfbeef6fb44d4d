//! Every recorded order and refund as the Perfex documents that stand for it, and their sums.
//!
//! A snapshot holds what a person would compare: one file for each order that was recorded by
//! itself, one for each recorded list with the orders that appear in lists only.
#![allow(clippy::unwrap_used, clippy::panic)]

mod recorded;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use domain::address::Address;
use domain::money::{PERFEX_DECIMALS, round};
use domain::{Decision, Document, EstimateStatus, Plan, Target};
use recorded::{State, rules, states};
use rust_decimal::{Decimal, dec};

/// Lists of orders. Whatever else a recording holds is about one order.
const LISTS: &str = "orders-";

#[test]
fn every_recorded_order_stands_as_its_snapshot_says() {
    let mut expected = BTreeSet::new();
    let mut lists: BTreeMap<String, String> = BTreeMap::new();
    for (id, states) in states() {
        let text = of_order(&states);
        if states.iter().all(|state| state.source.starts_with(LISTS)) {
            let list = lists.entry(states[0].source.clone()).or_default();
            write!(list, "ORDER {id}\n{text}\n").unwrap();
        } else {
            let name = format!("order-{id}");
            assert_snapshot(&name, &text);
            expected.insert(name);
        }
    }
    for (name, text) in lists {
        assert_snapshot(&name, &text);
        expected.insert(name);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/orders");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".snap").map(str::to_owned))
        .collect();
    assert_eq!(files, expected, "a snapshot is of no recording any more");
}

fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/orders");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Each distinct state of an order under the recordings that show it.
fn of_order(states: &[State]) -> String {
    let mut distinct: Vec<(String, Vec<&str>)> = Vec::new();
    for state in states {
        let mut text = of_state(state);
        if !state.order.refunds.is_empty() && state.order.status == "processing" {
            text.push_str("were it completed:\n");
            text.push_str(&of_state(&state.completed()));
        }
        match distinct.iter_mut().find(|(known, _)| *known == text) {
            Some((_, sources)) => sources.push(&state.source),
            None => distinct.push((text, vec![&state.source])),
        }
    }
    let blocks = distinct
        .into_iter()
        .map(|(text, sources)| format!("# {}\n{text}", sources.join(", ")));
    blocks.collect::<Vec<_>>().join("\n")
}

fn of_state(state: &State) -> String {
    let (order, decision) = state.decide(&rules());
    let mut text = format!(
        "{}, {}, {} {} with tax {}, prices {} tax\n",
        order.status.slug(),
        if order.paid_on.is_some() {
            "paid"
        } else {
            "not paid"
        },
        order.currency.code(),
        order.total,
        order.total_tax,
        if state.order.prices_include_tax {
            "with"
        } else {
            "without"
        },
    );
    match decision {
        Decision::Skip(reason) => writeln!(text, "skipped: {}", reason.code()).unwrap(),
        Decision::Park(parked) => {
            writeln!(text, "parked: {}: {}", parked.reason.code(), parked.detail).unwrap();
        }
        Decision::Stand(plan) => of_plan(&plan, &mut text),
        Decision::Withdraw(_) => panic!("nothing stands that could be called off"),
    }
    for named in &state.order.refunds {
        if state.refunds.iter().all(|refund| refund.id != named.id) {
            writeln!(text, "refund {} was recorded without details", named.id).unwrap();
        }
    }
    text
}

fn of_plan(plan: &Plan, text: &mut String) {
    let head = match &plan.target {
        Target::Estimate(EstimateStatus::Sent) => "estimate, sent".to_owned(),
        Target::Estimate(EstimateStatus::Accepted) => "estimate, accepted".to_owned(),
        Target::Estimate(EstimateStatus::Declined) => "estimate, declined".to_owned(),
        Target::Invoice(None) => "invoice".to_owned(),
        Target::Invoice(Some(payment)) => format!(
            "invoice, payment {} in mode {} ({}): {}",
            payment.amount, payment.mode, payment.method, payment.note
        ),
    };
    of_document(&head, &plan.document, text);
    let document = &plan.document;
    writeln!(text, "  bill to {}", address(&document.billing)).unwrap();
    if let Some(shipping) = &document.shipping {
        writeln!(text, "  ship to {}", address(shipping)).unwrap();
    }
    if !document.client_note.is_empty() {
        writeln!(text, "  note {}", document.client_note.replace('\n', " / ")).unwrap();
    }
    for credit in &plan.credits {
        let head = format!("credit note for refund {}", credit.refund);
        match &credit.document {
            Ok(note) => of_document(&head, note, text),
            Err(parked) => {
                let reason = parked.reason.code();
                writeln!(text, "no {head}: {reason}: {}", parked.detail).unwrap();
            }
        }
    }
}

fn of_document(head: &str, document: &Document, text: &mut String) {
    writeln!(
        text,
        "{head}\n  number {} of {}, reference {}, currency {}",
        document.number, document.date, document.reference, document.currency
    )
    .unwrap();
    for line in &document.lines {
        let taxes: Vec<String> = line.taxes.iter().map(ToString::to_string).collect();
        let mut words = vec![line.description.clone()];
        words.extend(line.long_description.lines().map(str::to_owned));
        writeln!(
            text,
            "  {} × {} [{}] {}",
            line.quantity,
            line.rate,
            taxes.join(", "),
            words.join(" / ")
        )
        .unwrap();
    }
    writeln!(
        text,
        "  {} + tax {} + adjustment {} = {}",
        document.subtotal, document.total_tax, document.adjustment, document.total
    )
    .unwrap();
}

fn address(address: &Address) -> String {
    let parts = [
        &address.company,
        &address.full_name(),
        &address.street.replace('\n', " / "),
        &address.postcode,
        &address.city,
        &address.state,
        &address.country,
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

/// The sums hold in themselves and beside what was given: the order's total or the refund's amount.
fn assert_adds_up(what: &str, document: &Document, total: Decimal) {
    assert_eq!(document.total, total, "{what}");
    let lines: Decimal = document
        .lines
        .iter()
        .map(domain::DocumentLine::amount)
        .sum();
    assert_eq!(document.subtotal, lines, "{what}");
    assert_eq!(
        document.subtotal + document.total_tax + document.adjustment,
        document.total,
        "{what}"
    );
    assert!(
        document.adjustment.abs() <= dec!(1),
        "{what}: {}",
        document.adjustment
    );
}

#[test]
fn the_documents_of_every_recorded_order_and_refund_add_up_to_it() {
    let (mut stood, mut credited) = (0, BTreeSet::new());
    for state in states().values().flatten() {
        let what = format!("order {} in {}", state.order.id, state.source);
        for state in [state.clone(), state.completed()] {
            let (order, Decision::Stand(plan)) = state.decide(&rules()) else {
                continue;
            };
            assert_adds_up(&what, &plan.document, state.order.total);
            // The difference between the two sides' taxes is what the adjustment shows.
            let drift = (plan.document.total_tax - state.order.total_tax).abs();
            assert!(drift <= plan.document.adjustment.abs(), "{what}: {drift}");
            assert_eq!(
                plan.document.lines.len(),
                order.lines.len(),
                "{what}: a line is lost"
            );
            stood += 1;
            for credit in &plan.credits {
                let refund = order
                    .refunds
                    .iter()
                    .find(|refund| refund.id == credit.refund);
                if let Ok(note) = &credit.document {
                    let what = format!("{what}, refund {}", credit.refund);
                    assert_adds_up(&what, note, refund.unwrap().amount);
                    credited.insert(credit.refund);
                }
            }
        }
    }
    assert!(stood > 450, "only {stood} documents");
    // 211 gives an amount back and no lines, of an order with two rates.
    assert_eq!(credited, BTreeSet::from([212, 214, 216]));
}

/// `WooCommerce` rounds each rate by itself, Perfex the sum of all, so on an order with several
/// rates the differences may cancel each other out in the adjustment: each is then bounded by the
/// rounding of its own lines.
#[test]
fn each_tax_rate_differs_by_its_rounding_at_most() {
    let rules = rules();
    let mut cancelled_out = BTreeSet::new();
    let mut furthest = Decimal::ZERO;
    for state in states().values().flatten() {
        let (order, Decision::Stand(plan)) = state.decide(&rules) else {
            continue;
        };
        let half = order.currency.minor_unit() / Decimal::TWO;
        let adjustment = plan.document.adjustment.abs();
        for rate in &state.order.tax_lines {
            let name = &rules.taxes.rates[&rate.rate_id];
            let theirs =
                rate.tax_total.unwrap_or_default() + rate.shipping_tax_total.unwrap_or_default();
            let lines = plan
                .document
                .lines
                .iter()
                .filter(|line| line.taxes.contains(name));
            let count = Decimal::from(lines.clone().count());
            let ours: Decimal = lines
                .map(|line| line.amount() * name.percent() / Decimal::ONE_HUNDRED)
                .sum();
            let what = format!("order {} in {}, {name}", order.id, state.source);
            let drift = (theirs - ours).abs();
            assert!(
                drift <= adjustment + half * count,
                "{what}: {theirs} and {ours}"
            );
            furthest = furthest.max(drift);
            let several = state.order.tax_lines.len() > 1;
            if (theirs - round(ours, PERFEX_DECIMALS)).abs() > adjustment {
                assert!(
                    several,
                    "{what}: one rate, so the adjustment is its difference"
                );
                cancelled_out.insert(order.id.0);
            }
        }
    }
    assert_eq!(
        cancelled_out,
        BTreeSet::from([
            199, 282, 1379, 1614, 1654, 1812, 1926, 1971, 2050, 2131, 2369
        ])
    );
    assert!(furthest <= dec!(0.1), "{furthest}");
}
