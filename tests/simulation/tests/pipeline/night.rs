//! By night the consumer looks whether Perfex still holds what was written.

use std::collections::BTreeMap;

use domain::ParkReason;
use intake::Source;
use jiff::SignedDuration;
use serde_json::json;
use sim_crm::{DocumentKind, Flavour, StaffWork};
use sync::ports::Clock as _;

use crate::Pipeline;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

/// An order whose estimate stands, and whose total somebody in the office has changed.
async fn edited_in_the_office(flavour: Flavour) -> (Pipeline, u64) {
    let pipeline = Pipeline::new(flavour);
    let order = pipeline.order_comes_in(1).await;
    pipeline.go_on(SignedDuration::from_mins(2)).await;
    let [estimate] = &pipeline.estimates()[..] else {
        panic!("{flavour:?}: no estimate");
    };
    let edit = StaffWork::EditDocument {
        kind: DocumentKind::Estimate,
        id: estimate["id"].as_str().unwrap().parse().unwrap(),
        set: BTreeMap::from([("total".to_owned(), "99.99".to_owned())]),
    };
    let mut crm = pipeline.crm.lock().unwrap();
    crm.staff(edit, pipeline.clock.now()).unwrap();
    drop(crm);
    (pipeline, order)
}

#[tokio::test(start_paused = true)]
async fn by_day_nobody_looks_and_by_night_what_staff_changed_waits_for_a_person() {
    for flavour in FLAVOURS {
        let (pipeline, order) = edited_in_the_office(flavour).await;
        for (source, expected) in [
            (Source::Webhook, vec![]),
            (Source::Nightly, vec![ParkReason::ChangedInPerfex]),
        ] {
            pipeline.tell(order, source, &format!("{source:?}")).await;
            pipeline.go_on(SignedDuration::from_mins(2)).await;
            assert_eq!(pipeline.parked(), expected, "{flavour:?} {source:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_night_without_the_crm_is_made_up_for_when_it_is_back() {
    for flavour in FLAVOURS {
        let (pipeline, order) = edited_in_the_office(flavour).await;
        pipeline.crm_wire.cut(true);
        pipeline.tell(order, Source::Nightly, "night").await;
        pipeline.go_on(SignedDuration::from_hours(3)).await;
        assert_eq!(pipeline.parked(), [], "{flavour:?}");
        pipeline.crm_wire.cut(false);
        pipeline.go_on(SignedDuration::from_mins(10)).await;
        assert_eq!(
            pipeline.parked(),
            [ParkReason::ChangedInPerfex],
            "{flavour:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_nobody_changed_stays_as_it_is() {
    for flavour in FLAVOURS {
        let pipeline = Pipeline::new(flavour);
        let order = pipeline.order_comes_in(1).await;
        pipeline.go_on(SignedDuration::from_mins(2)).await;
        let before = json!(pipeline.estimates());
        pipeline.tell(order, Source::Nightly, "night").await;
        pipeline.go_on(SignedDuration::from_mins(2)).await;
        assert_eq!(json!(pipeline.estimates()), before, "{flavour:?}");
        assert_eq!(pipeline.parked(), [], "{flavour:?}");
    }
}
