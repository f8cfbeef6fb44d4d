//! A preview of every recorded order without any settings: the maps that are proposed from the
//! order itself serve as well as those that a person would write.
#![allow(clippy::unwrap_used, clippy::panic)]

mod recorded;

use domain::{OrderId, Rules};
use jiff::Timestamp;
use recorded::{State, rules, states};
use rust_decimal::Decimal;
use sync::Link;
use sync::preview::{Preview, PreviewOutcome};

fn preview(state: &State, rules: &Rules) -> Preview {
    let order = OrderId(state.order.id);
    let link = Link::new("main".parse().unwrap(), order, Timestamp::UNIX_EPOCH);
    Preview::of(&state.order, &state.refunds, &link, rules)
}

#[test]
fn a_proposed_map_leads_to_the_same_sums_as_a_written_one() {
    let without_settings = Rules {
        number_offset: 100_000,
        ..Rules::default()
    };
    let mut stood = 0;
    for state in states().values().flatten() {
        for state in [state.clone(), state.completed()] {
            let what = format!("order {} in {}", state.order.id, state.source);
            let (proposed, written) = (
                preview(&state, &without_settings),
                preview(&state, &rules()),
            );
            assert_eq!(
                proposed.outcome, written.outcome,
                "{what}: {:?}",
                proposed.detail
            );
            assert_eq!(proposed.reason, written.reason, "{what}");
            assert!(written.proposed.is_none(), "{what}");
            let sums = |preview: &Preview| -> Vec<[Decimal; 4]> {
                let documents = preview.documents.iter();
                documents
                    .map(|d| [d.subtotal, d.total_tax, d.adjustment, d.total])
                    .collect()
            };
            assert_eq!(sums(&proposed), sums(&written), "{what}");
            if proposed.outcome == PreviewOutcome::Documents {
                let document = &proposed.documents[0];
                assert_eq!(document.total, document.order_total, "{what}");
                assert!(proposed.proposed.is_some(), "{what}");
                stood += 1;
            }
        }
    }
    assert!(stood > 450, "only {stood}");
}
