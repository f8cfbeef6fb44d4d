//! Shipping that bears several rates.

use rust_decimal::Decimal;

use super::*;
use crate::document::Document;

/// Goods of 60 at 19 % and of 40 at 7 %, and shipping of 10 with these taxes.
fn shipped(taxes: [(u64, Decimal); 2]) -> Order {
    let line = |kind, total, taxes: &[(u64, Decimal)]| Line {
        kind,
        name: "One".into(),
        details: vec![],
        quantity: dec!(1),
        total,
        taxes: taxes
            .iter()
            .map(|(rate_id, total)| crate::LineTax {
                rate_id: *rate_id,
                total: *total,
            })
            .collect(),
        tax_class: String::new(),
    };
    let mut order = order("completed");
    order.lines = vec![
        line(LineKind::Item, dec!(60), &[(1, dec!(11.40))]),
        line(LineKind::Item, dec!(40), &[(2, dec!(2.80))]),
        line(LineKind::Shipping, dec!(10), &taxes),
    ];
    order.total_tax = dec!(14.20) + taxes.iter().map(|(_, total)| total).sum::<Decimal>();
    order.total = dec!(110) + order.total_tax;
    order
}

fn with_both() -> Rules {
    let mut rules = rules();
    for (id, tax) in [(1, "A|19"), (2, "B|7")] {
        let tax = tax.parse().unwrap_or_else(|error| panic!("{error}"));
        rules.taxes.rates.insert(id, tax);
    }
    rules
}

#[test]
fn both_rates_on_all_of_the_shipping_stand_as_they_are() {
    let order = shipped([(1, dec!(1.90)), (2, dec!(0.70))]);
    let document: Document = plan(&order, &Standing::default(), &with_both()).document;
    let of_lines: Vec<Vec<&str>> = document
        .lines
        .iter()
        .map(|line| line.taxes.iter().map(crate::taxes::TaxName::name).collect())
        .collect();
    assert_eq!(of_lines, [vec!["A"], vec!["B"], vec!["A", "B"]]);
    assert_eq!(document.total, order.total);
    assert_eq!(document.adjustment, dec!(0));
}

#[test]
fn rates_on_parts_of_the_shipping_are_refused_and_never_rounded_away() {
    // 19 % of 6 and 7 % of 4, as plugins split it: no Perfex line can say so.
    let order = shipped([(1, dec!(1.14)), (2, dec!(0.28))]);
    let reason = parked(decide(&order, &Standing::default(), &with_both()));
    assert_eq!(reason, ParkReason::TotalsDiffer);
}
