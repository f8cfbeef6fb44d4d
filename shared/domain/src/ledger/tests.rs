#![expect(clippy::unwrap_used)]

use jiff::civil::date;
use rust_decimal::dec;

use super::*;
use crate::order::{Coupon, Customer, Line, OrderId};
use crate::refund::Refund;

fn order(status: &str) -> Order {
    let line = |kind, total| Line {
        kind,
        name: "Mug".into(),
        details: vec![],
        quantity: dec!(1),
        total,
        taxes: vec![],
        tax_class: String::new(),
    };
    Order {
        id: OrderId(183),
        number: "183".into(),
        status: OrderStatus::from(status.to_owned()),
        currency: Currency::from_code("EUR").unwrap(),
        total: dec!(119.900000),
        total_tax: dec!(19.143333),
        modified_gmt: None,
        created_gmt: None,
        modified_on: None,
        created_on: Some(date(2026, 11, 20)),
        paid_on: Some(date(2026, 11, 21)),
        completed_on: None,
        customer: Customer {
            email: " Jane@Example.com ".into(),
            ..Customer::default()
        },
        shipping: None,
        payment_method: String::new(),
        payment_method_title: String::new(),
        transaction_id: String::new(),
        lines: vec![
            line(LineKind::Item, dec!(95.756667)),
            line(LineKind::Shipping, dec!(4.502)),
            line(LineKind::Shipping, dec!(0.502)),
            line(LineKind::Fee, dec!(-1)),
        ],
        tax_rates: vec![],
        coupons: [dec!(4.2), dec!(1)]
            .map(|discount| Coupon {
                code: "SALE".into(),
                discount,
            })
            .into(),
        meta: std::collections::BTreeMap::new(),
        refunds: [dec!(5.88), dec!(1.12)]
            .map(|amount| Refund {
                id: 900,
                amount,
                made_on: None,
                lines: vec![],
            })
            .into(),
    }
}

fn sums(figures: &[(Figure, Decimal)]) -> Sums {
    figures.iter().copied().collect()
}

#[test]
fn an_order_contributes_its_sums_in_the_decimals_of_its_currency() {
    let contributed = contribution(&order("completed")).unwrap();
    assert_eq!(
        serde_json::to_value(&contributed).unwrap(),
        serde_json::json!({
            "currency": "EUR", "day": "2026-11-20",
            "client_key": marker::client_key("jane@example.com"),
            "gross": "119.90", "net": "100.76", "tax": "19.14",
            "shipping": "5.00", "discount": "5.20", "refunded": "7.00",
        })
    );
    let mut yen = order("completed");
    yen.currency = Currency::from_code("JPY").unwrap();
    yen.total = dec!(1785.000000);
    let contributed = contribution(&yen).unwrap();
    assert_eq!(contributed.gross.to_string(), "1785");
    let mut dinar = order("completed");
    dinar.currency = Currency::from_code("KWD").unwrap();
    dinar.total = dec!(6.313);
    dinar.total_tax = dec!(0.301);
    let contributed = contribution(&dinar).unwrap();
    assert_eq!(contributed.gross.to_string(), "6.313");
    assert_eq!(contributed.net.to_string(), "6.012");
}

#[test]
fn a_sale_is_what_was_agreed_and_not_called_off() {
    for (status, counts) in [
        ("processing", true),
        ("completed", true),
        ("partial-shipped", true),
        ("refunded", true),
        ("pending", false),
        ("on-hold", false),
        ("cancelled", false),
        ("failed", false),
        ("trash", false),
        ("checkout-draft", false),
        ("auto-draft", false),
    ] {
        assert_eq!(contribution(&order(status)).is_some(), counts, "{status}");
    }
    let mut never_paid = order("refunded");
    never_paid.paid_on = None;
    assert_eq!(contribution(&never_paid), None);
    let mut unpaid = order("completed");
    unpaid.paid_on = None;
    assert!(contribution(&unpaid).is_some(), "cash on delivery");
}

#[test]
fn an_order_without_an_email_counts_for_its_day_only() {
    let mut nobody = order("completed");
    nobody.customer.email = "-".into();
    let contributed = contribution(&nobody).unwrap();
    assert_eq!(contributed.client_key, None);
    assert_eq!(Ledger::of([&contributed]).accounts().count(), 1);
}

#[test]
fn amounts_beyond_reason_never_reach_a_sum() {
    for amount in [Decimal::MAX, Decimal::MIN, dec!(10_000_000_000_000)] {
        let mut total = order("completed");
        total.total = amount;
        assert_eq!(contribution(&total), None, "{amount}");
        let mut refund = order("completed");
        refund.refunds[0].amount = amount;
        refund.refunds[1].amount = amount;
        assert_eq!(contribution(&refund), None, "{amount}");
    }
    let mut largest = order("completed");
    largest.total = dec!(9_999_999_999_999.99);
    assert_eq!(contribution(&largest).unwrap().gross, largest.total);
}

#[test]
fn a_day_counts_all_figures_and_a_client_orders_and_spending() {
    let contributed = contribution(&order("completed")).unwrap();
    let ledger = Ledger::of([&contributed, &contributed]);
    let currency = contributed.currency;
    let day = Account::Day {
        day: contributed.day,
        currency,
    };
    let client = Account::Client {
        client_key: contributed.client_key.clone().unwrap(),
        currency,
    };
    assert_eq!(
        ledger.sums(&day),
        sums(&[
            (Figure::OrdersCount, dec!(2)),
            (Figure::Gross, dec!(239.80)),
            (Figure::Net, dec!(201.52)),
            (Figure::Tax, dec!(38.28)),
            (Figure::Shipping, dec!(10)),
            (Figure::Discount, dec!(10.40)),
            (Figure::Refunded, dec!(14)),
        ])
    );
    assert_eq!(
        ledger.sums(&client),
        sums(&[
            (Figure::OrdersCount, dec!(2)),
            (Figure::TotalSpent, dec!(225.80)),
            (Figure::OrdersOn(contributed.day), dec!(2)),
        ])
    );
    for (account, sums) in ledger.accounts() {
        for (figure, _) in sums.iter() {
            assert_eq!(account.figure(&figure.name()), Some(figure), "{account:?}");
        }
    }
    assert_eq!(day.figure("2026-11-20"), None);
    assert_eq!(day.figure("total_spent"), None);
    assert_eq!(client.figure("gross"), None);
    assert_eq!(client.figure("version"), None);
}

#[test]
fn a_change_adds_only_what_is_different() {
    let old = contribution(&order("completed")).unwrap();
    assert!(Ledger::difference(None, None).is_empty());
    assert!(Ledger::difference(Some(&old), Some(&old)).is_empty());
    let mut new = old.clone();
    new.refunded = dec!(10);
    let difference = Ledger::difference(Some(&old), Some(&new));
    let told: Vec<Sums> = difference
        .accounts()
        .map(|(_, sums)| sums.clone())
        .collect();
    assert_eq!(
        told,
        [
            sums(&[(Figure::Refunded, dec!(3))]),
            sums(&[(Figure::TotalSpent, dec!(-3))]),
        ]
    );
}

#[test]
fn a_changed_day_currency_or_client_takes_from_one_account_and_gives_to_another() {
    let old = contribution(&order("completed")).unwrap();
    let moved = |change: &dyn Fn(&mut Contribution)| {
        let mut new = old.clone();
        change(&mut new);
        let difference = Ledger::difference(Some(&old), Some(&new));
        let counts = difference.accounts();
        counts
            .map(|(account, sums)| {
                let kind = match account {
                    Account::Day { .. } => "day",
                    Account::Client { .. } => "client",
                };
                format!("{kind} {}", sums.of(Figure::OrdersCount))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        moved(&|new| new.day = date(2026, 11, 19)),
        ["day 1", "day -1", "client 0"]
    );
    assert_eq!(
        moved(&|new| new.currency = Currency::from_code("USD").unwrap()),
        ["day -1", "day 1", "client -1", "client 1"]
    );
    assert_eq!(
        moved(&|new| new.client_key = Some("0".repeat(24))),
        ["client 1", "client -1"]
    );
    assert_eq!(moved(&|new| new.client_key = None), ["client -1"]);
}

#[test]
fn the_first_and_the_last_day_of_a_client_follow_the_orders_that_count() {
    let contributed = contribution(&order("completed")).unwrap();
    let on = |day| Contribution {
        day,
        ..contributed.clone()
    };
    let [early, middle, late] = [date(2026, 11, 2), date(2026, 11, 20), date(2026, 12, 24)].map(on);
    let client = Account::Client {
        client_key: contributed.client_key.clone().unwrap(),
        currency: contributed.currency,
    };
    let edges = |ledger: &Ledger| {
        let sums = ledger.sums(&client);
        let days = (sums.days().next(), sums.days().next_back());
        days.0.zip(days.1)
    };
    // Told in any order.
    let mut ledger = Ledger::of([&late, &early, &middle, &late]);
    assert_eq!(edges(&ledger), Some((early.day, late.day)));
    // One of the two of the last day is called off, and the only one of the first.
    ledger.add_all(&Ledger::difference(Some(&late), None));
    ledger.add_all(&Ledger::difference(Some(&early), None));
    assert_eq!(edges(&ledger), Some((middle.day, late.day)));
    ledger.add_all(&Ledger::difference(Some(&late), Some(&early)));
    assert_eq!(edges(&ledger), Some((early.day, middle.day)));
    for left in [&early, &middle] {
        ledger.add_all(&Ledger::difference(Some(left), None));
    }
    assert!(ledger.is_empty());
    // Of an order that was counted when days were not.
    ledger.add_all(&Ledger::difference(Some(&early), None));
    assert_eq!(edges(&ledger), None);
}
