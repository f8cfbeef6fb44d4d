//! What may be wrong with an order or with its store's settings.

use domain::OrderId;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use super::circumstances::{Case, circumstances};

/// Something wrong.
#[derive(Debug, Clone)]
pub(crate) enum Flaw {
    /// The total is another than the lines say.
    TotalOff(Decimal),
    /// The total is nothing or less.
    NoTotal(Decimal),
    /// The settings miss the rate of this line (by position, counted around).
    RateUnmapped(usize),
    /// A line bears a rate that nobody knows.
    RateUnknown(usize),
    CurrencyUnmapped,
    Email(&'static str),
    IdHuge(u64),
    RefundIdHuge,
    NoDates,
    NoRefundDate,
    /// The total has a third decimal.
    ThirdDecimal,
}

fn flaw() -> impl Strategy<Value = Flaw> {
    prop_oneof![
        2 => (-200i64..=200).prop_map(|cents| Flaw::TotalOff(Decimal::new(cents, 2))),
        1 => (-99_999i64..=99_999).prop_map(|cents| Flaw::TotalOff(Decimal::new(cents, 2))),
        1 => (-2i64..=0).prop_map(|euros| Flaw::NoTotal(Decimal::new(euros, 0))),
        2 => (0usize..64).prop_map(Flaw::RateUnmapped),
        1 => (0usize..64).prop_map(Flaw::RateUnknown),
        1 => Just(Flaw::CurrencyUnmapped),
        2 => select(vec!["", "  ", "nobody", "@shop.example", "jane@", " Jane@Shop.example "])
            .prop_map(Flaw::Email),
        1 => prop_oneof![2_147_283_640u64..2_147_483_655, any::<u64>()].prop_map(Flaw::IdHuge),
        1 => Just(Flaw::RefundIdHuge),
        1 => Just(Flaw::NoDates),
        1 => Just(Flaw::NoRefundDate),
        1 => Just(Flaw::ThirdDecimal),
    ]
}

impl Flaw {
    fn spoil(&self, case: &mut Case) {
        let (order, rules) = (&mut case.order, &mut case.rules);
        let count = order.lines.len();
        match self {
            Self::TotalOff(by) => order.total += by,
            Self::NoTotal(total) => order.total = *total,
            Self::RateUnmapped(at) => {
                if let Some(tax) = order.lines[at % count].taxes.first() {
                    rules.taxes.rates.remove(&tax.rate_id);
                }
            }
            Self::RateUnknown(at) => {
                if let Some(tax) = order.lines[at % count].taxes.first_mut() {
                    tax.rate_id = 77_777;
                }
            }
            Self::CurrencyUnmapped => rules.currencies.clear(),
            Self::Email(email) => (*email).clone_into(&mut order.customer.email),
            Self::IdHuge(id) => order.id = OrderId(*id),
            Self::RefundIdHuge => order
                .refunds
                .iter_mut()
                .for_each(|refund| refund.id = u64::MAX),
            Self::NoDates => {
                order.created_on = None;
                order.completed_on = None;
            }
            Self::NoRefundDate => order.refunds.iter_mut().for_each(|r| r.made_on = None),
            Self::ThirdDecimal => order.total += Decimal::new(1, 3),
        }
    }
}

/// Any case with up to three flaws. What is true of it is read off the order and the rules.
pub(crate) fn broken() -> impl Strategy<Value = Case> {
    let flaws = proptest::collection::vec(flaw(), 0..=3);
    (circumstances(), flaws).prop_map(|(mut case, flaws)| {
        for flaw in flaws {
            flaw.spoil(&mut case);
        }
        case
    })
}
