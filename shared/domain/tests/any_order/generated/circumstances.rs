//! Any state of an order, any rules of its store, anything that may stand already.

use std::collections::BTreeMap;

use domain::{
    EditsAfterPayment, Frozen, InvoiceDate, InvoiceOn, Numbers, OpenOrders, Order, OrderStatus,
    Rules, Standing, StandingInvoice, ZeroTotals,
};
use jiff::civil::{Date, date};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::{Decimal, RoundingStrategy};

use super::sales::sale;
use crate::shop::sale::Sale;
use crate::shop::taxes::{Rate, TaxTable, effective_percents};

/// An order as its store tells it, with all that decides about it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub sale: Sale,
    pub order: Order,
    pub standing: Standing,
    pub rules: Rules,
}

impl Case {
    /// A paid and completed order of somebody, in a store whose settings know its rates and its
    /// currency: what has to be written unless its amounts forbid it.
    pub(crate) fn completed(sale: Sale) -> Self {
        let mut order = sale.order();
        order.status = OrderStatus::Completed;
        "jane@shop.example".clone_into(&mut order.customer.email);
        order.paid_on = Some(date(2026, 11, 21));
        order.completed_on = Some(date(2026, 11, 22));
        let rules = Rules {
            store_index: 1,
            number_offset: 100_000,
            currencies: [(order.currency.code().to_owned(), 2)].into(),
            default_payment_mode: "1".to_owned(),
            zero_totals: ZeroTotals::Write,
            ..Rules::default()
        };
        let mut case = Self {
            sale,
            order,
            standing: Standing::default(),
            rules,
        };
        case.map_each_rate();
        case
    }

    /// Each rate to a tax of its own, in percent of the net amount with the two decimals of Perfex.
    fn map_each_rate(&mut self) {
        let TaxTable { standard, reduced } = &self.sale.cart.table;
        for (id, percent) in [standard, reduced]
            .into_iter()
            .flat_map(|c| effective_percents(c))
        {
            let tax = perfex_tax(id, percent).parse().expect("a tax");
            self.rules.taxes.rates.insert(id, tax);
        }
    }

    /// The only rate by its class, where there is only one.
    fn map_the_class(&mut self) {
        if let TaxTable { standard, reduced } = &self.sale.cart.table
            && let ([Rate { id, percent, .. }], []) = (&standard[..], &reduced[..])
        {
            let tax = perfex_tax(*id, *percent).parse().expect("a tax");
            self.rules.taxes.rates.clear();
            self.rules.taxes.classes = BTreeMap::from([("standard".to_owned(), tax)]);
        }
    }
}

fn perfex_tax(id: u64, percent: Decimal) -> String {
    let percent = percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    format!("Tax {id}|{percent}")
}

fn day() -> impl Strategy<Value = Date> {
    (1i8..=28).prop_map(|day| date(2026, 11, day))
}

fn status() -> impl Strategy<Value = OrderStatus> {
    let slugs = [
        "checkout-draft",
        "auto-draft",
        "pending",
        "on-hold",
        "processing",
        "processing",
        "completed",
        "completed",
        "cancelled",
        "failed",
        "refunded",
        "trash",
        "partial-shipped",
        "wc-on-its-way",
    ];
    select(slugs.to_vec()).prop_map(|slug| OrderStatus::from(slug.to_owned()))
}

/// Custom statuses of some stores count as others, or are left alone.
fn statuses() -> impl Strategy<Value = BTreeMap<String, Option<OrderStatus>>> {
    let counted = select(vec![
        None,
        Some(OrderStatus::Completed),
        Some(OrderStatus::Pending),
        Some(OrderStatus::Cancelled),
    ]);
    proptest::collection::btree_map(
        select(vec![
            "partial-shipped".to_owned(),
            "on-its-way".to_owned(),
            "processing".to_owned(),
        ]),
        counted,
        0..=1,
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    let choices = (
        select(vec![
            InvoiceOn::Completed,
            InvoiceOn::Paid,
            InvoiceOn::Processing,
        ]),
        select(vec![
            InvoiceDate::Completed,
            InvoiceDate::Paid,
            InvoiceDate::Created,
        ]),
        select(vec![ZeroTotals::Park, ZeroTotals::Skip, ZeroTotals::Write]),
        select(vec![
            OpenOrders::Estimate,
            OpenOrders::Estimate,
            OpenOrders::Nothing,
        ]),
        select(vec![Numbers::Offset, Numbers::Gapless]),
        select(vec![
            EditsAfterPayment::Park,
            EditsAfterPayment::Reissue { offset: 500_000 },
        ]),
    );
    let further = (
        statuses(),
        option::of(day()),
        option::weighted(0.3, 1u32..=9),
        0u32..=200_000,
    );
    (choices, further).prop_map(|(choices, further)| {
        let (invoice_on, invoice_date, zero_totals, open_orders, numbers, edits) = choices;
        let (statuses, payments_from, no_email_client, number_offset) = further;
        Rules {
            invoice_on,
            invoice_date,
            zero_totals,
            open_orders,
            numbers,
            edits_after_payment: edits,
            statuses,
            payments_from,
            no_email_client,
            number_offset,
            ..Rules::default()
        }
    })
}

fn frozen() -> impl Strategy<Value = Frozen> {
    (1u32..=999_999, day()).prop_map(|(number, date)| Frozen { number, date })
}

fn standing() -> impl Strategy<Value = Standing> {
    let invoice = (frozen(), any::<bool>(), any::<bool>()).prop_map(|(frozen, paid, cancelled)| {
        StandingInvoice {
            frozen,
            paid,
            cancelled: cancelled && !paid,
        }
    });
    let credit_notes = proptest::collection::btree_map(190u64..=193, frozen(), 0..=2);
    let any = (
        option::of(frozen()),
        option::of(invoice),
        credit_notes,
        0u32..=2,
    )
        .prop_map(|(estimate, invoice, credit_notes, replaced)| Standing {
            estimate,
            invoice,
            credit_notes,
            replaced,
        });
    prop_oneof![1 => Just(Standing::default()), 1 => any]
}

/// Any case at all whose data is sound.
pub(crate) fn circumstances() -> impl Strategy<Value = Case> {
    let days = (option::of(day()), option::of(day()), option::of(day()));
    let by_class = any::<bool>();
    (sale(), rules(), standing(), status(), days, by_class).prop_map(
        |(sale, rules, standing, status, (paid_on, completed_on, modified_on), by_class)| {
            let mut case = Case::completed(sale);
            case.order.status = status;
            case.order.paid_on = paid_on;
            case.order.completed_on = completed_on;
            case.order.modified_on = modified_on;
            case.standing = standing;
            case.rules = Rules {
                store_index: 1,
                taxes: case.rules.taxes,
                currencies: case.rules.currencies,
                default_payment_mode: case.rules.default_payment_mode,
                ..rules
            };
            if by_class {
                case.map_the_class();
            }
            case
        },
    )
}
