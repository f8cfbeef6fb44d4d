//! No line is lost, and each has its amount.

use domain::LineKind;
use proptest::prelude::*;

use crate::expected::sums::{amount, has_a_third_decimal, two};
use crate::generated::{Case, sale};
use crate::shop::sale::name;
use crate::{cases, plan};

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn each_line_arrives_in_its_place_with_its_net_amount(sale in sale()) {
        let case = Case::completed(sale);
        let Some(plan) = plan(&case) else { return Ok(()) };
        let (written, ordered) = (&plan.document.lines, &case.order.lines);

        prop_assert_eq!(written.len(), ordered.len());
        for (at, (line, of_order)) in written.iter().zip(ordered).enumerate() {
            let prefix = if of_order.kind == LineKind::Shipping { "Shipping: " } else { "" };
            prop_assert_eq!(&line.description, &format!("{prefix}{}", name(at)));
            prop_assert_eq!(amount(line), two(of_order.total));
            prop_assert!(!has_a_third_decimal(line.quantity) && !has_a_third_decimal(line.rate));
            prop_assert_eq!(line.taxes.len(), of_order.taxes.len());

            let quantity = of_order.quantity.normalize();
            let in_words = format!("{quantity} ×");
            prop_assert!(
                line.quantity == quantity || line.long_description == in_words,
                "{quantity} of it: {line:?}"
            );
        }
    }
}
