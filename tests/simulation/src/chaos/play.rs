//! One seed from beginning to end.

use std::rc::Rc;
use std::time::Duration;

use behaviour::store_wire::{main_store, recorded_store};
use intake::Topic;
use jiff::SignedDuration;
use sim_woocommerce::Store;
use sync::breaker::Side;
use sync::ports::Clock as _;
use tokio::task::{JoinSet, LocalSet};

use crate::chaos::life::Life;
use crate::chaos::shaky_wire::lock;
use crate::chaos::weather::Weather;
use crate::chaos::world::{OURS, WEBHOOK_SECRET, World};
use crate::chaos::{oracle, shop, workers};

/// How long a story is at most, about.
const STORY: Duration = Duration::from_hours(2);

/// When all is well, the work has to end within this.
const LONGEST_DRAIN: SignedDuration = SignedDuration::from_hours(24);

/// What became of a seed.
#[derive(Debug)]
pub struct Played {
    /// What is wrong, a line each.
    pub problems: Vec<String>,
    /// How many orders came in.
    pub orders: usize,
    /// How many faults there were.
    pub faults: u64,
    /// A digest of everything that happened, call by call.
    pub digest: String,
    /// Everything that happened, if it was to be kept.
    pub trace: Vec<String>,
}

/// The store upon whose copies seeds are played: the recorded one, with the orders that new ones are
/// made like.
///
/// # Panics
/// If the recordings cannot be read.
pub fn open_shop() -> Store {
    let mut store = recorded_store();
    store.keep_orders(&shop::LIKE);
    store
}

/// Plays a seed upon a copy of this store.
///
/// # Panics
/// If a part of the simulation itself fails.
pub fn play(seed: u64, store: &Store, keeps_trace: bool) -> Played {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let runtime = runtime.unwrap_or_else(|error| panic!("{error}"));
    LocalSet::new().block_on(&runtime, run(seed, store, keeps_trace))
}

async fn run(seed: u64, store: &Store, keeps_trace: bool) -> Played {
    let world = Rc::new(World::of(seed, store, keeps_trace));
    let weather = world.weather.clone();
    set_up(&world).await;
    let mut functions = JoinSet::new();
    start(&mut functions, &world);
    let sides = [Side::Crm, Side::Store(main_store())];
    weather.begin(&sides, STORY);
    let mut problems = tokio::select! {
        biased;
        ended = functions.join_next() => vec![format!("a function ended: {ended:?}")],
        problems = to_the_end(&world) => problems,
    };
    functions.abort_all();
    problems.extend(oracle::problems(&world));
    played(&world, &weather, problems)
}

fn played(world: &World, weather: &Weather, problems: Vec<String>) -> Played {
    Played {
        problems,
        orders: lock(&world.orders).len(),
        faults: weather.faults(),
        digest: weather.digest(),
        trace: weather.lines(),
    }
}

/// Our webhooks, as `woosync connect` makes them.
async fn set_up(world: &World) {
    let client = world.client(world.store_wire(&Life::default()));
    for topic in Topic::NAMES {
        let made = client
            .create_webhook(topic, OURS, &WEBHOOK_SECRET.into())
            .await;
        assert!(made.is_ok(), "{:?}", made.err());
    }
}

fn start(functions: &mut JoinSet<()>, world: &Rc<World>) {
    for _ in 0..2 {
        let world = Rc::clone(world);
        functions.spawn_local(async move { workers::consume(&world).await });
    }
    let (ticks, looks, delivers) = (Rc::clone(world), Rc::clone(world), Rc::clone(world));
    functions.spawn_local(async move { workers::tick(&ticks).await });
    functions.spawn_local(async move { workers::look_around(&looks).await });
    functions.spawn_local(async move { workers::deliver(&delivers).await });
}

/// The story, then calm until all is done.
async fn to_the_end(world: &World) -> Vec<String> {
    shop::story(world).await;
    world.weather.calm();
    let since = world.clock.now();
    // Two looks: the first may have been stopped, and its lease has to run out.
    let mut looks = 0;
    while looks < 2 || !is_idle(world) {
        tokio::time::sleep(Duration::from_mins(5)).await;
        if is_idle(world) && workers::look(world).await {
            looks += 1;
        }
        if world.clock.now().duration_since(since) > LONGEST_DRAIN {
            return vec![format!(
                "it does not end: {} on the queue, {} waiting",
                world.queue.len(),
                world.table.waiting(),
            )];
        }
    }
    // What a caller gave up on long ago is done by now.
    lock(&world.crm).wait_until(world.clock.now());
    vec![]
}

fn is_idle(world: &World) -> bool {
    world.queue.is_empty() && world.table.waiting() == 0
}
