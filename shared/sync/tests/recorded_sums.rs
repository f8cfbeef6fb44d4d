//! Both sides' sums of every recorded order in one table for people, `recorded_sums.md`. It is
//! written where `UPDATE_RECORDED_SUMS` is set and compared otherwise, so it is never stale.
#![allow(clippy::unwrap_used, clippy::panic)]

mod recorded;

use std::path::Path;

use domain::{Decision, Document, Order, Target};
use recorded::{State, rules, states};
use rust_decimal::Decimal;

const HEAD: &str = "\
# Both sides' sums of every recorded order

Written by `UPDATE_RECORDED_SUMS=1 cargo test -p sync --test recorded_sums`, and compared by the same test without the
variable. Recordings lie in `tests/fixtures/woocommerce`. Left: the order as WooCommerce tells it. Right: the document that
would stand in Perfex, with the tax that Perfex computes itself. A credit note has a row of its own below its order, with
the refund's amount as its total; an order with refunds that is not invoiced yet is shown a second time as if it were.
States of an order that read alike share a row.

| order | recorded in | status | currency | total | tax | shipping | refunded | outcome | document | subtotal | tax | adjustment | total |
|--:|---|---|---|--:|--:|--:|--:|---|---|--:|--:|--:|--:|
";

#[test]
fn the_table_of_sums_is_up_to_date() {
    let mut rows: Vec<(u64, Vec<String>, String)> = Vec::new();
    for (id, states) in states() {
        let mut of_order: Vec<(Vec<String>, String)> = Vec::new();
        for state in as_recorded_and_invoiced(&states) {
            let text = row(&state);
            match of_order.iter_mut().find(|(_, known)| *known == text) {
                Some((sources, _)) => sources.push(short(&state.source)),
                None => of_order.push((vec![short(&state.source)], text)),
            }
        }
        rows.extend(
            of_order
                .into_iter()
                .map(|(sources, text)| (id, sources, text)),
        );
    }
    let rows = rows
        .into_iter()
        .map(|(id, sources, text)| format!("| {id} | {} {text}\n", sources.join(", ")));
    let table = format!("{HEAD}{}", rows.collect::<String>());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded_sums.md");
    if std::env::var_os("UPDATE_RECORDED_SUMS").is_some() {
        std::fs::write(&file, &table).unwrap();
    }
    let stands = std::fs::read_to_string(&file).unwrap_or_default();
    for (place, (stands, should)) in stands.lines().zip(table.lines()).enumerate() {
        assert_eq!(stands, should, "line {} of recorded_sums.md", place + 1);
    }
    assert_eq!(
        stands.len(),
        table.len(),
        "recorded_sums.md lacks rows, or has too many"
    );
}

/// The credit notes of an order that is not invoiced wait: it is shown as if it were, too.
fn as_recorded_and_invoiced(states: &[State]) -> Vec<State> {
    let with_refunds =
        |state: &&State| state.order.status == "processing" && !state.order.refunds.is_empty();
    let invoiced = states.iter().filter(with_refunds).map(|state| State {
        source: format!("{} were it completed", short(&state.source)),
        ..state.completed()
    });
    states.iter().cloned().chain(invoiced).collect()
}

/// The number of a delivery, the name of an answer.
fn short(source: &str) -> String {
    let number = source.split('-').next().unwrap_or_default();
    if number.len() == 3 && number.parse::<u16>().is_ok() {
        number.to_owned()
    } else {
        source.to_owned()
    }
}

fn row(state: &State) -> String {
    let (order, decision) = state.decide(&rules());
    let left = format!(
        "| {} | {} | {} | {} | {} | {}",
        order.status.slug(),
        order.currency.code(),
        plain(state.order.total),
        plain(state.order.total_tax),
        plain(shipping(state)),
        plain(refunded(state))
    );
    let right = match &decision {
        Decision::Skip(reason) => format!("| skip {} | | | | | |", reason.code()),
        Decision::Park(parked) => format!("| park {} | | | | | |", parked.reason.code()),
        Decision::Withdraw(_) => panic!("nothing stands that could be called off"),
        Decision::Stand(plan) => {
            let kind = match &plan.target {
                Target::Estimate(status) => format!("estimate, {status:?}").to_lowercase(),
                Target::Invoice(Some(_)) => "invoice, paid".to_owned(),
                Target::Invoice(None) => "invoice".to_owned(),
            };
            let credits = plan.credits.iter().map(|credit| {
                let refund = credit.refund;
                match &credit.document {
                    Ok(note) => credit_row(&order, refund, &sums("credit note", note)),
                    Err(parked) => {
                        let reason = format!("| park {} | | | | | |", parked.reason.code());
                        credit_row(&order, refund, &reason)
                    }
                }
            });
            sums(&kind, &plan.document) + &credits.collect::<String>()
        }
    };
    format!("{left} {right}")
}

fn credit_row(order: &Order, refund: u64, right: &str) -> String {
    let amount = order.refunds.iter().find(|told| told.id == refund);
    let amount = amount.map_or(Decimal::ZERO, |told| told.amount);
    format!(
        "\n| | refund {refund} | | {} | {amount} | | | {right}",
        order.currency.code()
    )
}

fn sums(kind: &str, document: &Document) -> String {
    format!(
        "| documents | {kind} | {} | {} | {} | {} |",
        document.subtotal, document.total_tax, document.adjustment, document.total
    )
}

/// An amount with two decimals, or with as many more as it needs.
fn plain(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    amount.rescale(amount.scale().max(2));
    amount
}

fn shipping(state: &State) -> Decimal {
    state
        .order
        .shipping_lines
        .iter()
        .map(|line| line.total)
        .sum()
}

fn refunded(state: &State) -> Decimal {
    state.order.refunds.iter().map(|refund| -refund.total).sum()
}
