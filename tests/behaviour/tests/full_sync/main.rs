//! A full sync finds everything and counts it exactly, whatever changes or dies meanwhile.
#![expect(clippy::unwrap_used)]

mod queue;
mod shop;
mod stops;
mod wire;

use std::collections::BTreeSet;
use std::time::Duration;

use behaviour::store_wire::main_store;
use domain::OrderId;
use intake::Resource;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shop::Shop;
use sync::full_sync::{Asked, Ended, Ending, Kind, Outcomes, Refused, Step};
use sync::ports::{Clock as _, Links, Runs};

fn steps(steps: &[Step]) -> Asked {
    Asked {
        steps: steps.to_vec(),
        ..Asked::everything()
    }
}

const ORDERS: [Step; 1] = [Step::Orders];
const LISTED: [Step; 3] = [Step::Customers, Step::Orders, Step::Refunds];

#[tokio::test(start_paused = true)]
async fn every_order_and_customer_is_queued_once_and_counted_once() {
    let shop = Shop::with_orders(250);
    let run = shop.start(steps(&LISTED)).await.unwrap();
    let ended = shop.run_to_its_end().await;
    assert_eq!(
        (&ended.id, ended.ended.unwrap().0),
        (&run.id, Ending::Finished)
    );
    let queued = shop.queue.ids(Resource::Order);
    assert_eq!(queued, shop.listed_orders());
    let progress = shop.progress(&run.id).await;
    let orders = &progress.steps[1];
    let all = queued.len() as u64;
    let drafts = orders.passed_over;
    assert_eq!(orders.total, Some(all + drafts));
    assert_eq!((orders.listed, orders.queued), (all + drafts, all));
    assert_eq!((orders.outcomes.done, orders.outcomes.sum()), (all, all));
    assert!(progress.steps[0].queued > 0, "customers");
    assert_eq!(progress.steps[0].outcomes.sum(), progress.steps[0].queued);
    // Every refund belongs to an order that the stand-in for the consumer gave no credit note.
    assert!(progress.steps[2].queued > 3, "refunds");
    assert!(progress.steps.iter().all(|step| step.ended_at.is_some()));
}

#[tokio::test(start_paused = true)]
async fn a_second_run_is_refused_with_the_name_of_the_first() {
    let shop = Shop::with_orders(0);
    let first = shop.start(steps(&ORDERS)).await.unwrap();
    match shop.start(steps(&ORDERS)).await {
        Err(Refused::UnderWay(other)) => assert_eq!(other, first.id),
        other => panic!("{other:?}"),
    }
    shop.run_to_its_end().await;
    let second = shop.start(steps(&ORDERS)).await.unwrap();
    shop.run_to_its_end().await;
    let runs = sync::full_sync::list(&shop.table, &main_store(), 10)
        .await
        .unwrap();
    let ids: BTreeSet<_> = runs.into_iter().map(|run| run.id).collect();
    assert_eq!(ids, BTreeSet::from([first.id, second.id]));
}

/// Dies once at each call of the table, before it and after it, and at each message that is sent.
#[tokio::test(start_paused = true)]
async fn no_order_is_missed_while_the_shop_goes_on() {
    let mut churned = 0;
    for seed in 0..100 {
        {
            let one_in = if seed % 2 == 0 { 20 } else { 5 };
            let shop = Shop::with_orders(60);
            let before = shop.listed_orders();
            shop.start(steps(&ORDERS)).await.unwrap();
            shop.small_pages().await;
            shop.wire.churn(seed, 25 / one_in);
            shop.run_to_its_end().await;
            let stayed: BTreeSet<u64> = before
                .intersection(&shop.listed_orders())
                .copied()
                .collect();
            churned += before.len() - stayed.len();
            let queued = shop.queue.ids(Resource::Order);
            let missed: Vec<&u64> = stayed.difference(&queued).collect();
            assert!(
                missed.is_empty(),
                "seed {seed}, one in {one_in}: {missed:?}"
            );
            let twice = shop.queue.sent() - queued.len();
            assert_eq!(twice, 0, "seed {seed}");
        }
    }
    assert!(churned > 100, "orders were deleted: {churned}");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_gone_from_the_list_is_read_again() {
    let shop = Shop::with_orders(150);
    shop.start(steps(&ORDERS)).await.unwrap();
    shop.run_to_its_end().await;
    let orders: Vec<u64> = shop.listed_orders().into_iter().collect();
    let (deleted, trashed) = (orders[120], orders[60]);
    shop.wire.control(
        "edit",
        &json!({"order": deleted, "delete": "force", "deliver": false}),
    );
    shop.wire.control(
        "edit",
        &json!({"order": trashed, "delete": true, "deliver": false}),
    );
    shop.queue.clear();
    let run = shop.start(steps(&ORDERS)).await.unwrap();
    shop.run_to_its_end().await;
    let queued = shop.queue.ids(Resource::Order);
    assert!(queued.contains(&deleted) && queued.contains(&trashed));
    assert_eq!(queued.len(), orders.len());
    let figures = shop.figures(&run.id).await;
    assert_eq!(figures[0].1 + 2, figures[0].2 + figures[0].3, "{figures:?}");
}

#[tokio::test(start_paused = true)]
async fn bounds_are_kept_to_the_second() {
    let shop = Shop::with_orders(30);
    let orders: Vec<(u64, jiff::Timestamp)> = shop.made_orders();
    let (first, last) = (orders[10].1, orders[20].1);
    let asked = Asked {
        after: Some(first),
        before: Some(last),
        ..steps(&ORDERS)
    };
    shop.start(asked).await.unwrap();
    shop.run_to_its_end().await;
    let within = orders
        .iter()
        .filter(|(_, made)| *made >= first && *made < last);
    let within: BTreeSet<u64> = within.map(|(id, _)| *id).collect();
    assert!(within.len() >= 10);
    assert_eq!(shop.queue.ids(Resource::Order), within);
}

#[tokio::test(start_paused = true)]
async fn the_sites_time_zone_loses_nothing_at_the_change_of_the_clocks() {
    let half_an_hour = SignedDuration::from_mins(30);
    for zone in ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"] {
        for change in [
            "2027-03-14T07:00:00Z",
            "2027-03-28T01:00:00Z",
            "2027-10-31T01:00:00Z",
            "2027-11-07T06:00:00Z",
        ] {
            let change: Timestamp = change.parse().unwrap();
            let shop = Shop::with_orders(0);
            shop.wire
                .store()
                .set_time_zone(TimeZone::get(zone).unwrap());
            let until = change - half_an_hour * 3;
            let pass = until.duration_since(shop.clock.now()).unsigned_abs();
            shop.clock.pass(pass);
            for _ in 0..36 {
                shop.clock.pass(Duration::from_mins(5));
                let order = json!({"like": 183, "set": {}, "deliver": false});
                shop.wire.control("create", &order);
            }
            let orders = shop.made_orders();
            let (after, before) = (change - half_an_hour, change + half_an_hour);
            let asked = Asked {
                after: Some(after),
                before: Some(before),
                ..steps(&ORDERS)
            };
            shop.start(asked).await.unwrap();
            shop.small_pages().await;
            shop.run_to_its_end().await;
            let within = orders
                .iter()
                .filter(|(_, made)| (after..before).contains(made));
            let within: BTreeSet<u64> = within.map(|(id, _)| *id).collect();
            assert_eq!(within.len(), 12);
            assert_eq!(shop.queue.ids(Resource::Order), within, "{zone} {change}");
            shop.start(steps(&ORDERS)).await.unwrap();
            shop.small_pages().await;
            shop.run_to_its_end().await;
            let all = shop.queue.ids(Resource::Order);
            assert_eq!(all, shop.listed_orders(), "{zone} {change}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn named_orders_are_sent_without_a_walk() {
    let shop = Shop::with_orders(0);
    let asked = Asked {
        ids: vec![183, 999_999],
        ..steps(&ORDERS)
    };
    let run = shop.start(asked).await.unwrap();
    shop.run_to_its_end().await;
    assert_eq!(
        shop.queue.ids(Resource::Order),
        BTreeSet::from([183, 999_999])
    );
    assert_eq!(shop.progress(&run.id).await.steps[0].outcomes.done, 2);
    assert_eq!(shop.wire.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_counts_and_sends_nothing() {
    let shop = Shop::with_orders(120);
    let asked = Asked {
        dry_run: true,
        ..steps(&LISTED)
    };
    let run = shop.start(asked).await.unwrap();
    shop.run_to_its_end().await;
    assert_eq!(shop.queue.sent(), 0);
    let progress = shop.progress(&run.id).await;
    assert_eq!(progress.steps[1].queued, shop.listed_orders().len() as u64);
    assert_eq!(progress.steps[1].outcomes, Outcomes::default());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_bear_a_page_is_asked_for_less() {
    let shop = Shop::with_orders(200);
    let run = shop.start(steps(&ORDERS)).await.unwrap();
    shop.wire.time_out_above(30);
    shop.run_to_its_end().await;
    assert_eq!(shop.queue.ids(Resource::Order), shop.listed_orders());
    let run = shop
        .table
        .past_run(&main_store(), &run.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(run.page_size, 25);
}

#[tokio::test(start_paused = true)]
async fn a_customer_whose_card_stands_is_passed_over() {
    let shop = Shop::with_orders(0);
    let run = shop.start(steps(&[Step::Customers])).await.unwrap();
    shop.run_to_its_end().await;
    let all = shop.progress(&run.id).await.steps[0].queued;
    shop.queue.clear();
    let again = shop.start(steps(&[Step::Customers])).await.unwrap();
    shop.run_to_its_end().await;
    let step = &shop.progress(&again.id).await.steps[0];
    assert_eq!((step.queued, step.passed_over), (0, all));
    let customer = shop.some_customer();
    let change = json!({"id": customer, "set": {"billing": {"city": "Bern"}}});
    shop.wire.control("customer", &change);
    shop.start(steps(&[Step::Customers])).await.unwrap();
    shop.run_to_its_end().await;
    assert_eq!(
        shop.queue.ids(Resource::Customer),
        BTreeSet::from([customer])
    );
}

#[tokio::test(start_paused = true)]
async fn a_night_sends_what_was_made_within_its_days() {
    let shop = Shop::with_orders(40);
    let after = shop.clock.now() - SignedDuration::from_mins(15);
    // As if the night came a day later.
    let asked = Asked::of_a_night(1, after + SignedDuration::from_hours(24)).unwrap();
    assert_eq!(asked.steps, [Step::Customers, Step::Orders]);
    assert!(Asked::of_a_night(0, after).is_none());
    let run = shop.start_as(Kind::Nightly, asked).await.unwrap();
    shop.run_to_its_end().await;
    let made = shop.made_orders().into_iter();
    let young: BTreeSet<u64> = made
        .filter(|(_, made)| *made >= after)
        .map(|(id, _)| id)
        .collect();
    assert!(young.len() > 10 && young.len() < 40, "{}", young.len());
    assert_eq!(shop.queue.ids(Resource::Order), young);
    let tally = shop.table.tally(&main_store(), &run.id).await.unwrap();
    assert_eq!(tally.of(Step::Orders).sum(), young.len() as u64);
    let link = shop
        .table
        .link(&main_store(), OrderId(*young.first().unwrap()))
        .await;
    assert!(link.unwrap().is_some());
    let figures: Vec<_> = tally.figures().collect();
    assert!(figures.iter().all(|(_, ended, _)| *ended == Ended::Done));
}

#[tokio::test(start_paused = true)]
async fn verify_shows_every_order_once_to_the_comparison() {
    let shop = Shop::with_orders(60);
    let run = shop.start(steps(&[Step::Verify])).await.unwrap();
    shop.small_pages().await;
    shop.wire.hang_at(4);
    shop.run_to_its_end().await;
    let ended = shop
        .table
        .past_run(&main_store(), &run.id)
        .await
        .unwrap()
        .unwrap();
    let progress = shop.progress(&run.id).await;
    let listed = progress.steps[0].listed;
    assert!(listed > shop.listed_orders().len() as u64, "the trash too");
    let report = ended.report.unwrap();
    assert_eq!(report.orders, listed);
    assert_eq!(progress.steps[0].through(), listed);
    assert_eq!(
        report.gone, 5,
        "three pages of invoices, one of each other kind"
    );
}
