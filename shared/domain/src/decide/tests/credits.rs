//! Refunds, and the credit notes that are made of them.

use super::*;
use crate::document::Document;
use crate::plan::Credit;

fn refund(id: u64, amount: rust_decimal::Decimal, lines: Vec<Line>) -> crate::Refund {
    crate::Refund {
        id,
        amount,
        made_on: Some(date(2026, 11, 25)),
        lines,
    }
}

fn taxed(total: rust_decimal::Decimal, rates: &[u64]) -> Line {
    Line {
        kind: LineKind::Item,
        name: "Mug".into(),
        details: vec![],
        quantity: dec!(1),
        total,
        taxes: rates
            .iter()
            .map(|id| crate::LineTax {
                rate_id: *id,
                total: dec!(0),
            })
            .collect(),
        tax_class: String::new(),
    }
}

/// An order of 119.00 with 19 % and, if asked for, 107.00 with 7 % beside it.
fn taxed_order(two_rates: bool) -> (Order, Rules) {
    let mut order = order("completed");
    order.lines = vec![taxed(dec!(100), &[1])];
    order.total = dec!(119);
    if two_rates {
        order.lines.push(taxed(dec!(100), &[2]));
        order.total += dec!(107);
    }
    let mut rules = rules();
    for (id, tax) in [(1, "A|19"), (2, "B|7")] {
        let tax = tax.parse().unwrap_or_else(|error| panic!("{error}"));
        rules.taxes.rates.insert(id, tax);
    }
    (order, rules)
}

fn credits_of(order: &Order, rules: &Rules) -> Vec<Credit> {
    plan(order, &Standing::default(), rules).credits
}

fn note(credit: &Credit) -> &Document {
    credit
        .document
        .as_ref()
        .unwrap_or_else(|parked| panic!("{parked:?}"))
}

#[test]
fn each_refund_has_its_own_credit_note_of_exactly_its_amount() {
    let (mut order, rules) = taxed_order(true);
    let lines = vec![taxed(dec!(50), &[1]), taxed(dec!(0), &[2])];
    order.refunds = vec![
        refund(190, dec!(59.50), lines),
        refund(191, dec!(10.70), vec![taxed(dec!(10), &[2])]),
    ];
    let credits = credits_of(&order, &rules);
    let totals: Vec<_> = credits
        .iter()
        .map(|credit| (credit.refund, note(credit).total))
        .collect();
    assert_eq!(totals, [(190, dec!(59.50)), (191, dec!(10.70))]);
    assert_eq!(
        note(&credits[0]).lines.len(),
        1,
        "a line of nothing is left out"
    );
    assert_eq!(note(&credits[0]).number, 100_190);
    assert_eq!(note(&credits[0]).date, date(2026, 11, 25));
    assert_eq!(note(&credits[0]).reference, "S-183-r190");
}

#[test]
fn an_amount_alone_is_split_at_the_orders_one_rate() {
    let (mut order, rules) = taxed_order(false);
    order.refunds = vec![refund(190, dec!(10), vec![])];
    let credits = credits_of(&order, &rules);
    let document = note(&credits[0]);
    assert_eq!(
        (document.lines[0].rate, document.total_tax),
        (dec!(8.40), dec!(1.60))
    );
    assert_eq!(document.total, dec!(10));
}

#[test]
fn an_amount_alone_with_several_rates_is_for_a_person_unless_it_is_all() {
    let (mut order, rules) = taxed_order(true);
    order.refunds = vec![refund(190, dec!(10), vec![])];
    let credits = credits_of(&order, &rules);
    let Err(parked) = &credits[0].document else {
        panic!("nobody knows its tax");
    };
    assert_eq!(parked.reason, ParkReason::RefundTaxUnknown);

    order.refunds = vec![refund(190, dec!(226), vec![])];
    let credits = credits_of(&order, &rules);
    assert_eq!(note(&credits[0]).lines.len(), 2);
    assert_eq!(note(&credits[0]).total, dec!(226));
}

#[test]
fn an_amount_that_its_lines_do_not_explain_is_refused() {
    let (mut order, rules) = taxed_order(false);
    order.refunds = vec![refund(190, dec!(60), vec![taxed(dec!(50), &[1])])];
    let credits = credits_of(&order, &rules);
    let Err(parked) = &credits[0].document else {
        panic!("59.50 is not 60");
    };
    assert_eq!(parked.reason, ParkReason::TotalsDiffer);
}

#[test]
fn a_credit_note_waits_for_the_invoice() {
    let (mut order, rules) = taxed_order(false);
    order.status = OrderStatus::Processing;
    order.refunds = vec![refund(190, dec!(10), vec![])];
    assert!(credits_of(&order, &rules).is_empty());
    order.status = OrderStatus::Refunded;
    order.paid_on = Some(date(2026, 11, 24));
    assert_eq!(credits_of(&order, &rules).len(), 1);
}
