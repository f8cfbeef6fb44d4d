//! What has to stand in the end, told by the store's orders, the office's documents and our table
//! alone. Markers, statuses and codes are written out here, so that a change of them is noticed.

mod judged;
mod office;

use std::collections::BTreeSet;

use behaviour::store_wire::main_store;
use domain::Ledger;
use rust_decimal::Decimal;
use serde_json::Value;

use self::judged::Judged;
use self::office::Office;
use crate::chaos::shaky_wire::lock;
use crate::chaos::world::World;

/// What is wrong, a line each.
pub(crate) fn problems(world: &World) -> Vec<String> {
    let office = Office::of(world);
    let mut problems = Vec::new();
    queue(world, &mut problems);
    office.stands_once(&mut problems);
    if world.is_gapless {
        office.has_no_gaps(&mut problems);
    }
    let orders = world.shown("orders");
    office.clients(&mut problems);
    let links = world.table.links();
    let new = lock(&world.orders).clone();
    for order in orders.as_array().into_iter().flatten() {
        let id = order["id"].as_u64().unwrap_or_default();
        if !new.contains(&id) {
            continue;
        }
        let link = links.iter().find(|link| order["id"] == link.order);
        let judged = Judged {
            order,
            office: &office,
            is_edited: lock(&world.edited).contains(&id),
        };
        for problem in judged.problems(link) {
            problems.push(format!(
                "order {} ({}): {problem}",
                order["id"], order["status"]
            ));
        }
    }
    let contributions = links.iter().filter_map(|link| link.contribution.as_ref());
    if world.table.ledger(&main_store()) != Ledger::of(contributions) {
        problems.push("the ledger is not the sum of its orders".to_owned());
    }
    problems
}

fn queue(world: &World, problems: &mut Vec<String>) {
    let buried: BTreeSet<String> = world
        .queue
        .buried()
        .into_iter()
        .map(|(body, _)| body)
        .collect();
    let planted = lock(&world.poison);
    if buried != *planted {
        problems.push(format!("buried {buried:?}, planted {planted:?}"));
    }
    if world.queue.expired() > 0 {
        problems.push("messages expired".to_owned());
    }
}

fn amount(of: &Value) -> Option<Decimal> {
    Some(of.as_str()?.parse::<Decimal>().ok()?.normalize())
}
