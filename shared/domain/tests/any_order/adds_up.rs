//! Documents are exact, or there are none.

use domain::Target;
use proptest::prelude::*;

use crate::expected::sums::{Sums, amount};
use crate::generated::{Case, sale};
use crate::{cases, plan};

proptest! {
    #![proptest_config(cases(2_500))]

    #[test]
    fn a_document_adds_up_to_its_orders_total(sale in sale()) {
        let case = Case::completed(sale);
        let Some(plan) = plan(&case) else { return Ok(()) };
        let document = &plan.document;
        let perfex = Sums::of_document(document, case.order.currency.code());

        prop_assert_eq!(document.subtotal, document.lines.iter().map(amount).sum());
        prop_assert_eq!(document.total_tax, perfex.tax);
        prop_assert_eq!(
            document.subtotal + document.total_tax + document.adjustment,
            document.total
        );
        prop_assert_eq!(document.total, case.order.total);
        let asked = Sums::of_lines(&case.order.lines, &case.rules, case.order.currency.code());
        let asked = asked.expect("mapped rates");
        prop_assert!(
            asked.unexplained(document.adjustment) <= asked.limit,
            "{document:?}"
        );
        prop_assert!(!document.lines.is_empty());

        let Target::Invoice(payment) = plan.target else {
            return Err(TestCaseError::fail("a completed order is invoiced"));
        };
        let paid = payment.map(|payment| payment.amount);
        let due = Some(document.total).filter(|total| !total.is_zero());
        prop_assert_eq!(paid, due, "what was paid is the total");
    }
}
