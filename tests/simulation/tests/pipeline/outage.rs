//! The CRM is down for a day while orders come in: nothing is lost, doubled or given up, nobody
//! hammers, and the work goes on within a minute of its return.

use std::collections::BTreeMap;

use domain::ParkReason;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sim_crm::{FaultKind, Flavour};
use sync::breaker::Side;
use sync::ports::{Breakers as _, Clock as _};

use crate::{Pipeline, STEP};

/// How many orders come in while the CRM is down. `OUTAGE_ORDERS` replaces it.
const ORDERS: u64 = 200;

const DAY: u64 = 24 * 60 * 60;

#[tokio::test(start_paused = true)]
async fn a_day_without_the_crm_costs_a_probe_a_minute_and_no_order() {
    let asked = std::env::var("OUTAGE_ORDERS").ok();
    let orders = asked.map_or(ORDERS, |asked| asked.parse().unwrap());
    let pipeline = Pipeline::new(Flavour::Themesic3);
    pipeline.crm_wire.cut(true);
    let mut came = 0;
    for step in 0..DAY / STEP {
        if step * STEP * orders >= came * DAY && came < orders {
            pipeline.order_comes_in(came).await;
            came += 1;
        }
        pipeline.step().await;
    }
    assert_eq!(came, orders);
    assert!(pipeline.estimates().is_empty());
    assert!(pipeline.table.breaker(&Side::Crm).await.unwrap().is_open());
    assert!(pipeline.waiting().await > 0, "nothing waits in the table");
    knocks_once_a_minute(&pipeline.crm_wire.calls());

    pipeline.crm_wire.cut(false);
    let back = pipeline.clock.now();
    while pipeline.estimates().is_empty() {
        pipeline.step().await;
    }
    let resumed = pipeline.clock.now().duration_since(back);
    assert!(resumed <= SignedDuration::from_secs(65), "{resumed:#}");
    while pipeline.waiting().await > 0 || !pipeline.queue.is_empty() {
        pipeline.step().await;
        let late = pipeline.clock.now().duration_since(back);
        assert!(late < SignedDuration::from_hours(4), "it does not end");
    }

    assert_eq!(pipeline.queue.buried(), [], "poison");
    assert_eq!(pipeline.queue.expired(), 0);
    assert_eq!(pipeline.parked(), []);
    each_order_stands_once(&pipeline, orders);
}

/// Whatever it is that keeps the CRM from answering: no order is parked for it, nobody hammers, and what
/// came in meanwhile stands soon after.
#[tokio::test(start_paused = true)]
async fn no_kind_of_trouble_that_lasts_parks_an_order_or_doubles_one() {
    for flavour in [Flavour::Themesic2, Flavour::Themesic3] {
        for kind in [
            FaultKind::Down,
            FaultKind::TokenRefused,
            FaultKind::RateLimit,
            FaultKind::Captcha,
            FaultKind::ModuleInactive,
            FaultKind::CommitThenTimeout,
            FaultKind::CommitThenPage,
            FaultKind::TruncatedJson,
        ] {
            let pipeline = Pipeline::new(flavour);
            pipeline.fail(kind);
            for number in 0..20 {
                pipeline.order_comes_in(number).await;
                pipeline.go_on(SignedDuration::from_mins(5)).await;
            }
            assert_eq!(pipeline.parked(), [], "{flavour:?} {kind:?}");
            let before = pipeline.crm_wire.calls().len();
            pipeline.go_on(SignedDuration::from_hours(1)).await;
            let calls = pipeline.crm_wire.calls().len() - before;
            assert!(calls <= 61, "{flavour:?} {kind:?}: {calls} calls an hour");

            pipeline.mend();
            pipeline.go_on(SignedDuration::from_mins(30)).await;
            assert_eq!(pipeline.parked(), [], "{flavour:?} {kind:?}");
            assert_eq!(pipeline.queue.buried(), [], "{flavour:?} {kind:?}");
            each_order_stands_once(&pipeline, 20);
        }
    }
}

/// 3.x answers a request whose key it knows with what it answered before, a refusal too.
#[tokio::test(start_paused = true)]
async fn what_the_token_may_not_write_is_written_within_minutes_once_it_may() {
    for denied in ["customers.post", "contacts.post", "estimates.post"] {
        let pipeline = Pipeline::new(Flavour::Themesic3);
        let allowed = pipeline.crm.lock().unwrap().setup().clone();
        let mut forbidding = allowed.clone();
        forbidding.denied = vec![denied.to_owned()];
        pipeline.crm.lock().unwrap().set_up(forbidding);
        for number in 0..30 {
            pipeline.order_comes_in(number).await;
        }
        pipeline.go_on(SignedDuration::from_hours(1)).await;
        let reasons = [ParkReason::NotPermitted; 30];
        assert_eq!(pipeline.parked(), reasons, "{denied}");
        let before = pipeline.crm_wire.calls().len();
        pipeline.go_on(SignedDuration::from_hours(1)).await;
        let tried = pipeline.crm_wire.calls().len() - before;
        assert!((6..=60).contains(&tried), "{denied}: {tried} calls an hour");

        pipeline.crm.lock().unwrap().set_up(allowed);
        pipeline.go_on(SignedDuration::from_mins(11)).await;
        assert_eq!(pipeline.parked(), [], "{denied}");
        each_order_stands_once(&pipeline, 30);
    }
}

/// Until the breaker opens a few calls go out, side by side; after that one a minute at most.
fn knocks_once_a_minute(calls: &[Timestamp]) {
    let mut by_minute: BTreeMap<i64, usize> = BTreeMap::new();
    for call in calls {
        *by_minute.entry(call.as_second() / 60).or_default() += 1;
    }
    let busy = by_minute.values().filter(|count| **count > 1).count();
    let most = by_minute.values().max();
    assert!(
        busy <= 60,
        "{busy} minutes with more than one call, {most:?} at most"
    );
    let last_day_half: Vec<&usize> = by_minute.values().rev().take(12 * 60).collect();
    assert!(last_day_half.iter().all(|count| **count <= 1), "it hammers");
}

fn each_order_stands_once(pipeline: &Pipeline, orders: u64) {
    let estimates = pipeline.estimates();
    let shown = pipeline.store.shown("orders");
    let shown = shown.as_array().unwrap();
    let mut stood = 0;
    for link in pipeline.table.links() {
        // Written out, so that a change of the marker is noticed here.
        let marker = format!("wcs1-o{:010}-e", link.order);
        let order = shown
            .iter()
            .find(|order| order["id"] == link.order)
            .unwrap();
        let mine: Vec<&Value> = estimates
            .iter()
            .filter(|estimate| {
                estimate["adminnote"]
                    .as_str()
                    .unwrap_or_default()
                    .contains(&marker)
            })
            .collect();
        assert_eq!(mine.len(), 1, "{marker} in {:?}", estimates.first());
        assert_eq!(mine[0]["total"], order["total"], "{marker}");
        stood += 1;
    }
    assert_eq!(stood, orders);
    assert_eq!(estimates.len() as u64, orders);
}
