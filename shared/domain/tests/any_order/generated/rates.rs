//! Any tax table.

use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::shop::taxes::{Rate, TaxTable};

fn rate(id: u64, ten_thousandths: i64) -> Rate {
    Rate {
        id,
        percent: Decimal::new(ten_thousandths, 4),
        compound: false,
        on_shipping: true,
    }
}

/// Standard and reduced rate of some countries, of New York, of Québec, of California.
fn known() -> impl Strategy<Value = TaxTable> {
    let one = |standard, reduced: Option<i64>| TaxTable {
        standard: vec![rate(1, standard)],
        reduced: reduced
            .map(|percent| rate(2, percent))
            .into_iter()
            .collect(),
    };
    let new_york = vec![rate(7, 4_0000), rate(8, 4_8750)];
    let quebec = vec![
        rate(9, 5_0000),
        Rate {
            compound: true,
            ..rate(10, 9_9750)
        },
    ];
    let california = Rate {
        on_shipping: false,
        ..rate(6, 7_2500)
    };
    let only = |standard| TaxTable {
        standard,
        reduced: vec![],
    };
    prop::sample::select(vec![
        one(19_0000, Some(7_0000)),
        one(20_0000, Some(5_5000)),
        one(10_0000, Some(8_0000)),
        one(5_0000, None),
        only(new_york),
        only(quebec),
        only(vec![california]),
    ])
}

fn invented(first: u64) -> impl Strategy<Value = Vec<Rate>> {
    let percent = prop_oneof![
        3 => (0i64..=3_000).prop_map(|hundredths| hundredths * 100),
        1 => 0i64..=300_000,
    ];
    vec((percent, any::<bool>(), any::<bool>()), 0..=3).prop_map(move |rates| {
        let rates = (first..).zip(rates);
        rates
            .map(|(id, (percent, compound, on_shipping))| Rate {
                compound,
                on_shipping,
                ..rate(id, percent)
            })
            .collect()
    })
}

pub(crate) fn table() -> impl Strategy<Value = TaxTable> {
    prop_oneof![
        3 => known(),
        1 => (invented(11), invented(4_294_967_297))
            .prop_map(|(standard, reduced)| TaxTable { standard, reduced }),
    ]
}
