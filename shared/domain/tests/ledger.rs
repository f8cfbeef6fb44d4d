//! Whatever happens to orders, in whatever order and however often: the ledger that changes were
//! added to is the one of the last states alone.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use domain::ledger::{Account, Figure};
use domain::money::Currency;
use domain::{
    Contribution, Coupon, Customer, Ledger, Line, LineKind, Order, OrderId, OrderStatus, Refund,
    contribution,
};
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;

const STATUSES: [&str; 11] = [
    "pending",
    "on-hold",
    "processing",
    "processing",
    "completed",
    "completed",
    "partial-shipped",
    "cancelled",
    "failed",
    "refunded",
    "trash",
];

const CURRENCIES: [&str; 3] = ["EUR", "JPY", "KWD"];

/// An amount with up to six decimals, as the API tells it.
fn amount(largest: i64) -> impl Strategy<Value = Decimal> {
    (-largest..largest, 0..7_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn currency(code: &str) -> Currency {
    Currency::from_code(code).expect("a known currency")
}

fn line((total, shipping): (Decimal, bool)) -> Line {
    Line {
        kind: if shipping {
            LineKind::Shipping
        } else {
            LineKind::Item
        },
        name: String::new(),
        details: vec![],
        quantity: Decimal::ONE,
        total,
        taxes: vec![],
        tax_class: String::new(),
    }
}

fn coupon(discount: Decimal) -> Coupon {
    Coupon {
        code: String::new(),
        discount,
    }
}

fn refund(amount: Decimal) -> Refund {
    Refund {
        id: 1,
        amount,
        made_on: None,
        lines: vec![],
    }
}

/// The address of a client; the last one has none that is usable.
fn email(client: u8) -> String {
    if client == 3 {
        return String::new();
    }
    format!("{client}@example.com")
}

prop_compose! {
    fn state()(
        status in prop::sample::select(&STATUSES),
        code in prop::sample::select(&CURRENCIES),
        client in 0..4_u8,
        day in 1..5_i8,
        paid: bool,
        (total, total_tax) in (amount(10_000_000), amount(1_000_000)),
        lines in prop::collection::vec((amount(1_000_000), any::<bool>()), 0..4),
        coupons in prop::collection::vec(amount(1_000_000), 0..3),
        refunds in prop::collection::vec(amount(1_000_000), 0..3),
    ) -> Order {
        let day = date(2026, 11, day);
        Order {
            id: OrderId(1),
            number: String::new(),
            status: OrderStatus::from(status.to_owned()),
            currency: currency(code),
            total,
            total_tax,
            modified_gmt: None,
            created_gmt: None,
            modified_on: None,
            created_on: Some(day),
            paid_on: paid.then_some(day),
            completed_on: None,
            customer: Customer { email: email(client), ..Customer::default() },
            shipping: None,
            payment_method: String::new(),
            payment_method_title: String::new(),
            transaction_id: String::new(),
            lines: lines.into_iter().map(line).collect(),
            tax_rates: vec![],
            coupons: coupons.into_iter().map(coupon).collect(),
            meta: BTreeMap::new(),
            refunds: refunds.into_iter().map(refund).collect(),
        }
    }
}

/// Which order, how it is now (nothing: it is gone for good), and how often that is told.
fn change() -> impl Strategy<Value = (u8, Option<Order>, usize)> {
    (0..6_u8, prop::option::weighted(0.9, state()), 1..4_usize)
}

/// The sum of a figure over all accounts of a currency.
fn total(ledger: &Ledger, currency: Currency, figure: Figure) -> Decimal {
    ledger
        .accounts()
        .filter(|(account, _)| account.currency() == currency)
        .filter(|(account, _)| matches!(account, Account::Day { .. }) == of_days(figure))
        .map(|(_, sums)| sums.of(figure))
        .sum()
}

fn of_days(figure: Figure) -> bool {
    Figure::OF_DAYS.contains(&figure)
}

/// What a contribution has for a figure, told without the code under test.
fn part(contribution: &Contribution, figure: Figure) -> Decimal {
    match figure {
        Figure::OrdersCount => Decimal::ONE,
        Figure::Gross => contribution.gross,
        Figure::Net => contribution.net,
        Figure::Tax => contribution.tax,
        Figure::Shipping => contribution.shipping,
        Figure::Discount => contribution.discount,
        Figure::Refunded => contribution.refunded,
        Figure::TotalSpent if contribution.client_key.is_none() => Decimal::ZERO,
        Figure::TotalSpent => contribution.gross - contribution.refunded,
        Figure::OrdersOn(day) if contribution.client_key.is_some() && contribution.day == day => {
            Decimal::ONE
        }
        Figure::OrdersOn(_) => Decimal::ZERO,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn changes_add_up_to_the_last_states(changes in prop::collection::vec(change(), 0..24)) {
        let mut ledger = Ledger::default();
        let mut booked: BTreeMap<u8, Contribution> = BTreeMap::new();
        for (order, state, times) in changes {
            for _ in 0..times {
                let new = state.as_ref().and_then(contribution);
                let difference = Ledger::difference(booked.get(&order), new.as_ref());
                prop_assert!(difference.accounts().count() <= 4);
                ledger.add_all(&difference);
                match new {
                    Some(new) => booked.insert(order, new),
                    None => booked.remove(&order),
                };
            }
        }
        prop_assert_eq!(&ledger, &Ledger::of(booked.values()));
        for currency in CURRENCIES.map(currency) {
            let days = (1..5).map(|day| Figure::OrdersOn(date(2026, 11, day)));
            let of_clients = [Figure::TotalSpent].into_iter().chain(days);
            for figure in Figure::OF_DAYS.into_iter().chain(of_clients) {
                let counted = booked.values().filter(|booked| booked.currency == currency);
                let sum: Decimal = counted.map(|booked| part(booked, figure)).sum();
                prop_assert_eq!(total(&ledger, currency, figure), sum);
            }
        }
    }
}
