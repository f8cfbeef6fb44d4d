//! The functions: started, called, and started again when they die.

use std::collections::BTreeSet;
use std::time::Duration;

use behaviour::store_wire::main_store;
use consumer::{Consumer, Event, Outside, Parts};
use jiff::SignedDuration;
use secrets::Secret;
use serde_json::{Value, json};
use sim_woocommerce::{Built, Run};
use sync::breaker::Side;
use sync::delta::Delta;
use sync::ports::{Breakers as _, Clock as _};
use sync::watchdog::watch;
use uuid::Uuid;
use webhook::{ApiEvent, Keyring};

use crate::chaos::life::Life;
use crate::chaos::shaky_queue::ShakyQueue;
use crate::chaos::shaky_table::ShakyTable;
use crate::chaos::shaky_wire::{ShakyWire, TIMEOUT, lock};
use crate::chaos::weather::Site;
use crate::chaos::world::{BEGIN, OURS, TOKEN, WEBHOOK_SECRET, World};
use crate::clock::SimulatedClock;
use crate::outside::Keys;

/// How long a call of the consumer may take.
const FUNCTION: Duration = Duration::from_mins(2);

/// How long a received message belongs to who received it.
const VISIBILITY: Duration = Duration::from_mins(12);

/// How much a process's clock may be off.
const SKEW_MS: u64 = 5_000;

/// What the consumer reaches out to in this weather.
struct Shaky;

impl Outside for Shaky {
    type Table = ShakyTable;
    type Queue = ShakyQueue;
    type Wire = ShakyWire;
    type Clock = SimulatedClock;
    type Secrets = Keys;
}

/// A process of the consumer.
struct Process {
    life: Life,
    clock: SimulatedClock,
    consumer: Consumer<Shaky>,
}

impl Process {
    fn start(world: &World) -> Self {
        let life = Life::default();
        let skew = i64::try_from(world.weather.below(2 * SKEW_MS)).unwrap_or_default();
        let skew = SignedDuration::from_millis(skew - SKEW_MS.cast_signed());
        let clock = world.clock.skewed(skew);
        world.weather.note(format_args!("starts, {skew:#}"));
        let keys = json!({"main": {"consumer_key": "ck_1", "consumer_secret": "cs_1"}});
        let consumer = Consumer::new(Parts {
            table: world.shaky_table(&life),
            queue: world.shaky_queue(&life),
            clock,
            store_wire: world.store_wire(&life),
            crm_wire: world.crm_wire(&life),
            keys: Keys(keys.to_string()),
            token: Keys(json!({"token": TOKEN}).to_string()),
            call_timeout: TIMEOUT,
            seeds: world.weather.below(u64::MAX).into(),
        });
        Self {
            life,
            clock,
            consumer,
        }
    }

    /// Which messages come back; none if it died, and then all of them do.
    async fn invoke(&self, event: Value) -> Option<BTreeSet<String>> {
        let event: Event = serde_json::from_value(event).unwrap_or_else(|error| panic!("{error}"));
        let deadline = self.clock.now() + FUNCTION;
        let deadline = u64::try_from(deadline.as_millisecond()).unwrap_or_default();
        let handled = self.consumer.handle(event, deadline);
        let answer = self.life.lives(FUNCTION, handled).await?;
        let failed = answer.batch_item_failures.into_iter();
        Some(failed.map(|failure| failure.item_identifier).collect())
    }
}

/// Receives and handles batches for ever.
pub(crate) async fn consume(world: &World) {
    let weather = &world.weather;
    let mut process = Process::start(world);
    loop {
        // Now and then the queue gives a message to a second worker while the first is at it, which
        // SQS does not rule out.
        let is_short = weather.strikes(Site::Queue);
        let visibility = if is_short {
            weather.fault("a message is given out twice");
            weather.duration(Duration::from_millis(100), Duration::from_secs(20))
        } else {
            VISIBILITY
        };
        let limit = usize::try_from(1 + weather.below(10)).unwrap_or(10);
        let received = world.queue.receive_some(visibility, limit);
        if received.is_empty() {
            let pause = weather.duration(Duration::from_millis(200), Duration::from_secs(4));
            tokio::time::sleep(pause).await;
            continue;
        }
        let records: Vec<Value> = received.iter().map(|one| one.record.clone()).collect();
        let Some(failed) = process.invoke(json!({"Records": records})).await else {
            process = Process::start(world);
            continue;
        };
        for one in received {
            if failed.contains(&one.id) {
                continue;
            }
            if weather.strikes(Site::Queue) {
                weather.fault("a message is not deleted");
            } else {
                world.queue.delete(&one.receipt);
            }
        }
    }
}

/// Fires each minute for ever.
pub(crate) async fn tick(world: &World) {
    let mut process = Process::start(world);
    loop {
        tokio::time::sleep(Duration::from_mins(1)).await;
        if process.invoke(json!({"tick": "minute"})).await.is_none() {
            process = Process::start(world);
        }
    }
}

/// Looks at the store every quarter of an hour for ever.
pub(crate) async fn look_around(world: &World) {
    loop {
        tokio::time::sleep(Duration::from_mins(15)).await;
        look(world).await;
    }
}

/// One look at the store, and at its webhooks; whether it came to its end.
pub(crate) async fn look(world: &World) -> bool {
    let life = Life::default();
    let work = async {
        let (store, table) = (main_store(), world.shaky_table(&life));
        let breaker = table.breaker(&Side::Store(store.clone())).await;
        if breaker.is_ok_and(|breaker| breaker.is_open()) {
            return false;
        }
        let client = world.client(world.store_wire(&life));
        let look = Delta {
            store: &store,
            client: &client,
            table: &table,
            queue: &world.shaky_queue(&life),
            clock: &world.clock,
            run: Uuid::from_u128(world.weather.below(u64::MAX).into()),
            until: world.clock.now() + Duration::from_mins(10),
            grace: Duration::from_secs(40),
            begins_at: BEGIN - SignedDuration::from_hours(1),
        };
        let looked = look.run().await;
        world.weather.note(format_args!("looked: {looked:?}"));
        let watched = watch(&client, OURS, Some(&WEBHOOK_SECRET.into())).await;
        world
            .weather
            .note(format_args!("watched: {}", watched.is_ok()));
        matches!(looked, Ok(sync::delta::Looked::Finished(_)))
    };
    life.lives(Duration::from_mins(12), work).await == Some(true)
}

/// Delivers what the store has to tell, for ever.
pub(crate) async fn deliver(world: &World) {
    let weather = &world.weather;
    loop {
        let mut run = Run::default();
        loop {
            let next = lock(&world.store).next_delivery(&mut run, world.clock.now());
            let Some(built) = next else {
                break;
            };
            let status = if built.url.as_deref() == Some(OURS) {
                one(world, &built).await
            } else {
                Some(200)
            };
            let mut store = lock(&world.store);
            if built.is_ping {
                store.ping_ended(built.webhook, status);
            } else {
                store.delivery_ended(built.webhook, status);
            }
        }
        let pause = if weather.strikes(Site::Delivery) {
            weather.fault("deliveries are late");
            weather.duration(Duration::ZERO, Duration::from_mins(10))
        } else {
            Duration::from_secs(2)
        };
        tokio::time::sleep(pause).await;
    }
}

/// A delivery, which may be lost on its way there or back, or arrive twice. Gives what the store
/// sees of it.
async fn one(world: &World, built: &Built) -> Option<u16> {
    let weather = &world.weather;
    if !weather.strikes(Site::Delivery) {
        return arrives(world, built).await;
    }
    match weather.below(3) {
        0 => {
            weather.fault("a delivery is lost");
            None
        }
        1 => {
            weather.fault("a delivery's answer is lost");
            arrives(world, built).await;
            None
        }
        _ => {
            weather.fault("a delivery arrives twice");
            arrives(world, built).await;
            arrives(world, built).await
        }
    }
}

async fn arrives(world: &World, built: &Built) -> Option<u16> {
    let headers: serde_json::Map<String, Value> = built
        .headers
        .iter()
        .map(|(name, value)| (name.to_lowercase(), json!(value)))
        .collect();
    let event = json!({
        "rawPath": "/webhooks/main",
        "headers": headers,
        "requestContext": {
            "requestId": format!("request-{}", world.weather.below(u64::MAX)),
            "timeEpoch": world.clock.now().as_millisecond(),
            "http": {"method": "POST"},
        },
        "body": String::from_utf8_lossy(&built.body),
    });
    let event: ApiEvent = serde_json::from_value(event).unwrap_or_else(|error| panic!("{error}"));
    let keys = json!({"main": {"current": WEBHOOK_SECRET}});
    let keys: Secret<Keyring, Keys> = Secret::new("webhook secrets", Keys(keys.to_string()));
    let life = Life::default();
    let hints = world.shaky_queue(&life);
    let answer = webhook::handle(&event, &hints, &keys);
    let answer = life.lives(Duration::from_secs(10), answer).await;
    let status = answer.map_or(502, |answer| answer.status_code);
    world.weather.note(format_args!("delivered: {status}"));
    Some(status)
}
