//! What is found at a store.

use desk::doctor::{About, Finding, Verdict};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::find;
use crate::host::{Host, Hosted};

fn verdict(found: &[Finding], check: &str) -> Verdict {
    find(found, check).verdict
}

#[tokio::test]
async fn a_store_that_is_well_has_no_problem() {
    let found = Hosted::by(Host::LetsPass).look(None).await;
    assert!(found.iter().all(|one| !one.is_problem()), "{found:?}");
    for check in [
        "https",
        "answers",
        "cache",
        "orders",
        "clock",
        "time_zone",
        "taxes",
        "write_access",
    ] {
        assert_eq!(verdict(&found, check), Verdict::Good, "{found:?}");
    }
}

#[tokio::test]
async fn what_stands_in_the_way_of_everything_is_one_line_with_its_cure() {
    for (host, cures) in [
        (
            Host::Redirects,
            vec![
                "https://www.shop.example.test",
                "use the one that it redirects to",
            ],
        ),
        (Host::KnowsNoApi, vec!["permalinks are not plain"]),
        (
            Host::TakesAuthorization,
            vec!["passes the Authorization header on"],
        ),
    ] {
        let found = Hosted::by(host).look(None).await;
        let problems: Vec<&Finding> = found.iter().filter(|one| one.is_problem()).collect();
        let [answers] = problems.as_slice() else {
            panic!("{host:?}: {found:?}");
        };
        assert_eq!((answers.about, answers.check), (About::Store, "answers"));
        assert!(!answers.said.contains('\n'), "{}", answers.said);
        for cure in cures {
            assert!(answers.said.contains(cure), "{host:?}: {}", answers.said);
        }
        // Nothing else could be found, and nothing else is said.
        let others = found.iter().filter(|one| one.check != "https");
        assert_eq!(others.count(), 1, "{found:?}");
    }
}

#[tokio::test]
async fn a_store_that_does_not_take_utc_is_found_out_east_and_west_of_it() {
    for zone in ["Europe/Berlin", "America/New_York", "Asia/Kolkata"] {
        let zone_of = |host: Host| {
            let hosted = Hosted::by(host);
            let zone = TimeZone::get(zone).unwrap();
            hosted.wire.store().set_time_zone(zone);
            hosted
        };
        let found = zone_of(Host::LetsPass).look(None).await;
        assert_eq!(verdict(&found, "time_zone"), Verdict::Good, "{zone}");
        let found = zone_of(Host::TakesDatesAreGmt).look(None).await;
        let finding = find(&found, "time_zone");
        assert_eq!(finding.verdict, Verdict::Problem, "{zone}");
        assert!(finding.said.contains("update WooCommerce"), "{finding:?}");
    }
}

#[tokio::test]
async fn without_an_order_the_time_zone_cannot_be_told() {
    let hosted = Hosted::by(Host::LetsPass);
    hosted.wire.store().keep_orders(&[]);
    let found = hosted.look(None).await;
    assert_eq!(verdict(&found, "time_zone"), Verdict::Note);
}

#[tokio::test]
async fn a_clock_that_is_an_hour_off_is_told_and_one_of_a_minute_is_not() {
    for (minutes, expected) in [
        (-60, Verdict::Problem),
        (-1, Verdict::Good),
        (1, Verdict::Good),
        (60, Verdict::Problem),
    ] {
        let now = Timestamp::now() + SignedDuration::from_mins(minutes);
        let found = Hosted::at(Host::LetsPass, now).look(None).await;
        let clock = find(&found, "clock");
        assert_eq!(clock.verdict, expected, "{minutes}: {clock:?}");
        if expected == Verdict::Problem {
            assert!(clock.said.contains("set its clock"), "{clock:?}");
        }
    }
}

#[tokio::test]
async fn answers_without_a_date_are_told() {
    let found = Hosted::by(Host::TakesDate).look(None).await;
    let clock = find(&found, "clock");
    assert_eq!(clock.verdict, Verdict::Problem);
    assert!(clock.said.contains("no Date header"), "{clock:?}");
}

#[tokio::test]
async fn a_cache_in_front_of_the_store_is_found_by_its_headers() {
    let hosted = Hosted::by(Host::LetsPass);
    let found = hosted.look(None).await;
    assert_eq!(verdict(&found, "cache"), Verdict::Good);
    hosted.wire.store().fail(sim_woocommerce::Fault {
        kind: sim_woocommerce::FaultKind::Cached,
        path_prefix: None,
        times: None,
        delay_ms: 0,
    });
    let found = hosted.look(None).await;
    let cache = find(&found, "cache");
    assert_eq!(cache.verdict, Verdict::Problem);
    assert!(cache.said.contains("x-cache") && cache.said.contains("exclude /wp-json/"));
}
