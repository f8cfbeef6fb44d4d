//! Many orders deleted within an hour wait for a person; a few do not.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use behaviour::world::{World, recorded};
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::{Outcome, Reading};

const OPEN: &str = "2";
const DECLINED: &str = "3";

fn order(id: u64, status: &str, minute: u32) -> Value {
    let mut order = recorded("013-order.updated");
    order["id"] = json!(id);
    order["number"] = json!(id.to_string());
    order["status"] = json!(status);
    order["date_modified_gmt"] = json!(format!("2026-11-23T05:{minute:02}:00"));
    order
}

/// A world with five open orders, from 301 on, of whom two may be deleted within an hour.
async fn with_orders() -> World {
    let world = World::with(Flavour::Themesic3, |_, store| {
        store["deletions_per_hour"] = json!(2);
    });
    for id in 301..306 {
        assert_eq!(world.deliver(&order(id, "on-hold", 1)).await, Outcome::Done);
    }
    world
}

/// The status of each order's estimate, by number.
fn statuses(world: &World) -> Vec<String> {
    let office = world.office();
    let mut estimates = office["estimates"].as_array().unwrap().clone();
    estimates.sort_by_key(|estimate| estimate["reference_no"].to_string());
    let status = |estimate: &Value| estimate["status"].as_str().unwrap().to_owned();
    estimates.iter().map(status).collect()
}

#[tokio::test(start_paused = true)]
async fn beyond_the_limit_of_an_hour_a_person_is_asked() {
    let world = with_orders().await;
    for id in [301, 302] {
        // Twice: one that is told again counts once.
        for _ in 0..2 {
            world.deliver(&order(id, "trash", 2)).await;
        }
    }
    let third = world.deliver(&order(303, "trash", 2)).await;
    assert_eq!(third.reason(), "many_deletions");
    let fourth = world.handle(304, Reading::Deleted).await.unwrap();
    assert_eq!(fourth.reason(), "many_deletions");
    assert_eq!(statuses(&world), [DECLINED, DECLINED, OPEN, OPEN, OPEN]);

    // A cancelled order is no deleted one.
    assert_eq!(
        world.deliver(&order(305, "cancelled", 2)).await,
        Outcome::Done
    );
    world.asked_by_a_person(true);
    assert_eq!(world.deliver(&order(303, "trash", 2)).await, Outcome::Done);
    world.asked_by_a_person(false);
    assert_eq!(
        statuses(&world),
        [DECLINED, DECLINED, DECLINED, OPEN, DECLINED]
    );
}

#[tokio::test(start_paused = true)]
async fn an_hour_later_a_few_more_may_go_and_a_restored_one_stands_again() {
    let world = with_orders().await;
    for id in [301, 302, 303] {
        world.deliver(&order(id, "trash", 2)).await;
    }
    let restored = world.deliver(&order(303, "on-hold", 3)).await;
    assert!(
        matches!(restored, Outcome::Done | Outcome::Unchanged),
        "{restored:?}"
    );
    world.clock.pass(Duration::from_hours(1));
    assert_eq!(world.deliver(&order(304, "trash", 4)).await, Outcome::Done);
    assert_eq!(statuses(&world), [DECLINED, DECLINED, OPEN, DECLINED, OPEN]);
}
