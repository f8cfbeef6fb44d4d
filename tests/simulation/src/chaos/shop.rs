//! What happens in the store: orders come in, are paid, changed, called off, given back.

use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::chaos::shaky_wire::lock;
use crate::chaos::world::World;

/// Orders of the recordings that new ones are made like: goods and taxes of several kinds,
/// coupons, guests and an account, currencies with no and with three decimals.
pub(crate) const LIKE: [u64; 8] = [183, 184, 189, 194, 195, 197, 202, 203];

const STATUSES: [&str; 8] = [
    "pending",
    "on-hold",
    "processing",
    "completed",
    "completed",
    "cancelled",
    "failed",
    "refunded",
];

/// How long between two events at most.
const PAUSE: Duration = Duration::from_mins(4);

/// Plays a story of the dice.
pub(crate) async fn story(world: &World) {
    let weather = &world.weather;
    let (mut left, events) = (2 + weather.below(5), 8 + weather.below(25));
    let mut orders = Vec::new();
    for _ in 0..events {
        // Often several things happen at once.
        let pause = if weather.one_in(3) {
            Duration::ZERO
        } else {
            weather.duration(Duration::ZERO, PAUSE)
        };
        tokio::time::sleep(pause).await;
        if orders.is_empty() || left > 0 && weather.one_in(3) {
            left = left.saturating_sub(1);
            orders.extend(comes_in(world));
        } else if weather.one_in(25) {
            plant_poison(world);
        } else {
            happens(world, *weather.pick(&orders));
        }
    }
}

fn comes_in(world: &World) -> Option<u64> {
    let weather = &world.weather;
    let like = *weather.pick(&LIKE);
    let mut set = json!({"status": weather.pick(&STATUSES), "billing": billing(world)});
    if like != 203 && weather.one_in(12) {
        // No Perfex currency is set for it.
        set["currency"] = json!("USD");
    }
    let created = world.control("create", &json!({"like": like, "set": set}))?;
    let id = created["id"].as_u64()?;
    lock(&world.orders).insert(id);
    Some(id)
}

fn happens(world: &World, order: u64) {
    let weather = &world.weather;
    let mut change = json!({"order": order});
    match weather.below(12) {
        0..5 => {
            change["set"] = json!({"status": weather.pick(&STATUSES)});
            if weather.one_in(3) {
                change["set"]["set_paid"] = json!(true);
            }
        }
        5 => change["set"] = json!({"customer_note": format!("ring {} times", weather.below(9))}),
        6 => change["set"] = json!({"billing": billing(world)}),
        7 => {
            let Some(set) = with_fee(world, order) else {
                return;
            };
            change["set"] = set;
        }
        8 => change["delete"] = json!(true),
        9 => change["restore"] = json!(true),
        _ => {
            let amount = format!("{}.{:02}", weather.below(20), weather.below(100));
            let asked = json!({"order": order, "amount": amount});
            world.control("refund", &asked);
            return;
        }
    }
    if change["set"].get("billing").is_some() || change["set"].get("fee_lines").is_some() {
        lock(&world.edited).insert(order);
    }
    world.control("edit", &change);
}

/// One of four buyers, two of which write their address in another way.
fn billing(world: &World) -> Value {
    let emails = [
        "anna@example.test",
        "Anna@Example.test",
        "bo@example.test",
        "cy@example.test",
        " bo@example.test",
        "dee@example.test",
    ];
    let email = world.weather.pick(&emails);
    json!({
        "first_name": "Anna", "last_name": "Muster", "company": "", "address_1": "Ring 1",
        "address_2": "", "city": "Wien", "state": "", "postcode": "1010", "country": "AT",
        "email": email, "phone": "",
    })
}

/// Another fee in place of the one before, and the total with it. None of the orders in `LIKE` has a
/// fee of its own that this would drop.
fn with_fee(world: &World, order: u64) -> Option<Value> {
    let orders = world.shown("orders");
    let shown = orders
        .as_array()?
        .iter()
        .find(|shown| shown["id"] == order)?;
    let total: Decimal = shown["total"].as_str()?.parse().ok()?;
    let mut fees = lock(&world.fees);
    let before = fees.get(&order).copied().unwrap_or_default();
    let euros = 5 + 5 * world.weather.below(4);
    fees.insert(order, euros);
    let fee = json!({"id": 9000, "name": "Express", "tax_class": "", "tax_status": "none",
        "amount": euros.to_string(), "total": format!("{euros}.00"), "total_tax": "0.00",
        "taxes": [], "meta_data": []});
    let total = total - Decimal::from(before) + Decimal::from(euros);
    Some(json!({"fee_lines": [fee], "total": total.to_string()}))
}

/// A message that nobody can read.
fn plant_poison(world: &World) {
    let mut poison = lock(&world.poison);
    let body = format!("{{\"v\":99,\"n\":{}}}", poison.len());
    world.weather.note(format_args!("poison {body}"));
    world.queue.plant("main:order:1", &body);
    poison.insert(body);
}
