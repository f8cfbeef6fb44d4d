#![expect(clippy::panic)]

use jiff::civil::date;
use rust_decimal::dec;

use super::*;
use crate::address::Address;
use crate::money::Currency;
use crate::order::{Customer, Line, LineKind, OrderId};

mod credits;
mod shipping;

fn order(status: &str) -> Order {
    Order {
        id: OrderId(183),
        number: "S-183".into(),
        status: OrderStatus::from(status.to_owned()),
        currency: Currency::from_code("EUR").unwrap_or_else(|| panic!("a known currency")),
        total: dec!(20.00),
        total_tax: dec!(0),
        modified_gmt: None,
        created_gmt: None,
        modified_on: None,
        created_on: Some(date(2026, 11, 20)),
        paid_on: None,
        completed_on: None,
        customer: Customer {
            id: None,
            email: " Jane@Example.com ".into(),
            phone: String::new(),
            billing: Address::default(),
        },
        shipping: None,
        payment_method: "bacs".into(),
        payment_method_title: "Direct bank transfer".into(),
        transaction_id: "txn_1".into(),
        lines: vec![Line {
            kind: LineKind::Item,
            name: "Mug".into(),
            details: vec![],
            quantity: dec!(2),
            total: dec!(20),
            taxes: vec![],
            tax_class: String::new(),
        }],
        tax_rates: vec![],
        coupons: vec![],
        meta: std::collections::BTreeMap::new(),
        refunds: vec![],
    }
}

fn rules() -> Rules {
    Rules {
        store_index: 1,
        number_offset: 100_000,
        currencies: [("EUR".to_owned(), 2)].into(),
        payment_modes: [("bacs".to_owned(), "7".to_owned())].into(),
        default_payment_mode: "1".into(),
        ..Rules::default()
    }
}

fn plan(order: &Order, standing: &Standing, rules: &Rules) -> Plan {
    match decide(order, standing, rules) {
        Decision::Stand(plan) => *plan,
        other => panic!("a document should stand: {other:?}"),
    }
}

fn parked(decision: Decision) -> ParkReason {
    match decision {
        Decision::Park(parked) => parked.reason,
        other => panic!("should be parked: {other:?}"),
    }
}

fn invoiced() -> Standing {
    Standing {
        invoice: Some(StandingInvoice {
            frozen: Frozen {
                number: 100_183,
                date: date(2026, 11, 22),
            },
            paid: false,
            cancelled: false,
        }),
        ..Standing::default()
    }
}

fn estimated() -> Standing {
    Standing {
        estimate: Some(Frozen {
            number: 100_183,
            date: date(2026, 11, 20),
        }),
        ..Standing::default()
    }
}

#[test]
fn a_draft_leaves_no_trace() {
    for status in ["checkout-draft", "auto-draft"] {
        assert_eq!(
            decide(&order(status), &Standing::default(), &rules()),
            Decision::Skip(SkipReason::Draft)
        );
    }
}

#[test]
fn an_open_order_stands_as_an_estimate_of_its_own_status() {
    for (status, stands_as) in [
        ("pending", EstimateStatus::Sent),
        ("on-hold", EstimateStatus::Sent),
        ("processing", EstimateStatus::Accepted),
        ("partial-shipped", EstimateStatus::Accepted),
    ] {
        let plan = plan(&order(status), &Standing::default(), &rules());
        assert_eq!(plan.target, Target::Estimate(stands_as), "{status}");
        assert_eq!(plan.document.date, date(2026, 11, 20));
        assert_eq!(plan.document.number, 100_183);
    }
}

#[test]
fn a_completed_order_stands_as_an_invoice_of_the_day_it_was_completed() {
    let mut order = order("completed");
    order.completed_on = Some(date(2026, 11, 24));
    let plan = plan(&order, &Standing::default(), &rules());
    assert_eq!(plan.target, Target::Invoice(None));
    assert_eq!(plan.document.date, date(2026, 11, 24));
}

#[test]
fn a_payment_is_due_only_where_money_came_in() {
    let mut order = order("completed");
    order.paid_on = Some(date(2026, 11, 23));
    let Target::Invoice(Some(payment)) = plan(&order, &Standing::default(), &rules()).target else {
        panic!("a paid order has a payment");
    };
    assert_eq!(payment.mode, "7");
    assert_eq!(payment.amount, dec!(20.00));
    assert_eq!(
        payment.note,
        "WooCommerce order S-183, paid 2026-11-23, transaction txn_1"
    );
}

#[test]
fn once_invoiced_the_invoice_stands_even_if_the_status_goes_back() {
    let plan = plan(&order("processing"), &invoiced(), &rules());
    assert_eq!(plan.target, Target::Invoice(None));
    assert_eq!(plan.document.date, date(2026, 11, 22), "the date is frozen");
}

#[test]
fn an_order_called_off_takes_back_what_stands() {
    for status in ["cancelled", "failed", "trash", "refunded"] {
        let order = order(status);
        assert_eq!(
            decide(&order, &Standing::default(), &rules()),
            Decision::Skip(SkipReason::NeverStood)
        );
        assert_eq!(
            decide(&order, &estimated(), &rules()),
            Decision::Withdraw(Withdrawal {
                estimate: true,
                invoice: false
            })
        );
        assert_eq!(
            decide(&order, &invoiced(), &rules()),
            Decision::Withdraw(Withdrawal {
                estimate: false,
                invoice: true
            })
        );
    }
    assert_eq!(
        decide_deleted(&Standing::default()),
        Decision::Skip(SkipReason::NeverStood)
    );
}

#[test]
fn a_paid_invoice_is_never_touched() {
    let mut standing = invoiced();
    standing.invoice = standing.invoice.map(|invoice| StandingInvoice {
        paid: true,
        ..invoice
    });
    let decision = decide(&order("cancelled"), &standing, &rules());
    assert_eq!(parked(decision), ParkReason::PaidButCalledOff);
}

#[test]
fn each_thing_that_cannot_stand_is_parked_for_its_own_reason() {
    let decide = |order: &Order, rules: &Rules| parked(decide(order, &Standing::default(), rules));
    let mut zero = order("pending");
    zero.total = dec!(0.00);
    assert_eq!(decide(&zero, &rules()), ParkReason::ZeroTotal);

    let mut nobody = order("pending");
    nobody.customer.email = "  ".into();
    assert_eq!(decide(&nobody, &rules()), ParkReason::NoEmail);

    let mut no_currency = rules();
    no_currency.currencies.clear();
    assert_eq!(
        decide(&order("pending"), &no_currency),
        ParkReason::CurrencyNotMapped
    );

    let mut far = rules();
    far.number_offset = 2_147_483_647;
    assert_eq!(decide(&order("pending"), &far), ParkReason::NumberTooLarge);
}

#[test]
fn a_store_can_leave_open_orders_out() {
    let mut rules = rules();
    rules.open_orders = OpenOrders::Nothing;
    assert_eq!(
        decide(&order("processing"), &Standing::default(), &rules),
        Decision::Skip(SkipReason::StatusNotWanted)
    );
    assert_eq!(
        plan(&order("completed"), &Standing::default(), &rules).target,
        Target::Invoice(None)
    );
}

#[test]
fn the_same_order_makes_the_same_document_and_any_change_another() {
    let hash = |order: &Order| plan(order, &Standing::default(), &rules()).document.hash();
    let first = hash(&order("pending"));
    assert_eq!(first, hash(&order("pending")));
    let mut edited = order("pending");
    edited.lines[0].name = "Cup".into();
    assert_ne!(first, hash(&edited));
    let mut same_sum = order("pending");
    same_sum.lines[0].quantity = dec!(4);
    assert_ne!(first, hash(&same_sum));
}

#[test]
fn the_rules_say_from_when_on_an_order_is_invoiced() {
    use crate::rules::InvoiceOn;
    let is_invoice = |status: &str, paid: bool, invoice_on: InvoiceOn| {
        let mut order = order(status);
        order.paid_on = paid.then(|| date(2026, 11, 21));
        let mut rules = rules();
        rules.invoice_on = invoice_on;
        let target = plan(&order, &Standing::default(), &rules).target;
        matches!(target, Target::Invoice(_))
    };
    for (status, paid, completed, on_payment, processing) in [
        ("pending", false, false, false, false),
        ("on-hold", true, false, true, true),
        ("processing", false, false, false, true),
        ("processing", true, false, true, true),
        ("packed", false, false, false, true),
        ("completed", false, true, true, true),
    ] {
        let wanted = [completed, on_payment, processing];
        let rules = [InvoiceOn::Completed, InvoiceOn::Paid, InvoiceOn::Processing];
        assert_eq!(
            rules.map(|rule| is_invoice(status, paid, rule)),
            wanted,
            "{status}, paid {paid}"
        );
    }
}

#[test]
fn the_rules_say_which_day_an_invoice_bears() {
    use crate::rules::InvoiceDate;
    let mut order = order("completed");
    order.completed_on = Some(date(2026, 11, 24));
    order.paid_on = Some(date(2026, 11, 22));
    let day = |order: &Order, invoice_date: InvoiceDate| {
        let mut rules = rules();
        rules.invoice_date = invoice_date;
        plan(order, &Standing::default(), &rules).document.date
    };
    assert_eq!(day(&order, InvoiceDate::Completed), date(2026, 11, 24));
    assert_eq!(day(&order, InvoiceDate::Paid), date(2026, 11, 22));
    assert_eq!(day(&order, InvoiceDate::Created), date(2026, 11, 20));
    order.paid_on = None;
    assert_eq!(day(&order, InvoiceDate::Paid), date(2026, 11, 20));
}

#[test]
fn a_status_of_a_plugin_counts_as_the_rules_say() {
    let mut rules = rules();
    for (slug, status) in [
        ("packed", Some(OrderStatus::Completed)),
        ("void", Some(OrderStatus::Cancelled)),
        ("quote", None),
    ] {
        rules.statuses.insert(slug.to_owned(), status);
    }
    let target = plan(&order("packed"), &Standing::default(), &rules).target;
    assert_eq!(target, Target::Invoice(None));
    let called_off = decide(&order("void"), &estimated(), &rules);
    assert!(matches!(called_off, Decision::Withdraw(_)));
    let left_alone = decide(&order("quote"), &estimated(), &rules);
    assert_eq!(left_alone, Decision::Skip(SkipReason::StatusNotWanted));
}

#[test]
fn an_order_without_an_email_goes_to_the_client_of_the_rules() {
    let mut nobody = order("pending");
    nobody.customer.email = String::new();
    let mut rules = rules();
    rules.no_email_client = Some(7);
    let document = plan(&nobody, &Standing::default(), &rules).document;
    assert_eq!(document.client_key, "client-7");
}

#[test]
fn an_invoice_that_replaces_another_has_its_own_number_and_no_payment() {
    let mut order = order("completed");
    order.paid_on = Some(date(2026, 11, 22));
    order.completed_on = Some(date(2026, 11, 23));
    order.modified_on = Some(date(2026, 12, 1));
    let mut rules = rules();
    rules.edits_after_payment = crate::EditsAfterPayment::Reissue {
        offset: 500_000_000,
    };
    let standing = Standing {
        replaced: 2,
        ..Standing::default()
    };
    let plan = plan(&order, &standing, &rules);
    assert_eq!(plan.target, Target::Invoice(None));
    assert_eq!(plan.document.number, 1_000_100_183);
    assert_eq!(plan.document.date, date(2026, 12, 1));
}
