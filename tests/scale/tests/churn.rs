//! Whatever is edited, made, deleted, put into the trash or given another date while a store is listed:
//! nothing that existed throughout is missed.
#![expect(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use scale::Listing;
use scale::order::Order;
use transport::{Transport, TransportError};
use woocommerce::{Among, Client, Connection, Counts, Error, Fields, SideBySide};

const NOW: i64 = 1_795_500_000;
const SEEDS: u64 = 100;

/// A store in which people are at work while it answers.
struct Shop {
    listing: Listing,
    dice: ChaCha8Rng,
    /// One edit for so many orders listed.
    orders_per_edit: usize,
    listed: usize,
    next_id: u64,
    /// Orders that were not there all the time.
    came_or_went: BTreeSet<u64>,
    edits: usize,
}

impl Shop {
    fn new(seed: u64, orders_per_edit: usize) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let count = dice.random_range(150..600);
        // Every other shop is a few hours old and busy, so that each second counts.
        let is_busy = seed % 2 == 1;
        let mut created = NOW - if is_busy { 4_000 } else { 40_000_000 };
        let mut orders = vec![];
        for id in 1..=count {
            // Imports put many orders into one second; at night there are none.
            created += match dice.random_range(0..10) {
                0..6 if !is_busy => 0,
                0..2 => 0,
                _ if is_busy => dice.random_range(1..9),
                6..9 => dice.random_range(1..5),
                _ => dice.random_range(1_000..200_000),
            };
            orders.push(Order {
                id,
                created,
                modified: created + dice.random_range(0..100),
                trashed: false,
            });
        }
        Self {
            listing: Listing::new(orders, NOW),
            dice,
            orders_per_edit,
            listed: 0,
            next_id: count + 1,
            came_or_went: BTreeSet::new(),
            edits: 0,
        }
    }

    fn answer(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let query = request.uri().query().unwrap();
        assert!(
            query.contains("order=asc") && query.contains("orderby="),
            "{query}"
        );
        let (response, ids) = self.listing.answer(request);
        self.listed += ids.len();
        while self.listed >= self.orders_per_edit {
            self.listed -= self.orders_per_edit;
            self.change();
        }
        self.listing.now += self.dice.random_range(0..2);
        response
    }

    fn change(&mut self) {
        self.edits += 1;
        let ids: Vec<u64> = self.listing.ids().collect();
        let id = ids[self.dice.random_range(0..ids.len())];
        match self.dice.random_range(0..10) {
            0 => {
                self.came_or_went.insert(self.next_id);
                self.listing.add(self.next_id);
                self.next_id += 1;
            }
            1 => {
                self.came_or_went.insert(id);
                self.listing.delete(id);
            }
            2 => {
                self.came_or_went.insert(id);
                self.listing.trash(id);
            }
            3 => {
                let earlier = NOW - self.dice.random_range(0..40_000_000);
                self.listing.redate(id, earlier);
            }
            _ => self.listing.edit(id),
        }
    }
}

/// The wire to it. Answers overtake one another.
#[derive(Clone)]
struct Wire(Arc<Mutex<Shop>>);

impl Transport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let (before, after) = {
            let mut shop = self.0.lock().unwrap();
            (shop.dice.random_range(0..4), shop.dice.random_range(0..4))
        };
        for _ in 0..before {
            tokio::task::yield_now().await;
        }
        let response = self.0.lock().unwrap().answer(&request);
        for _ in 0..after {
            tokio::task::yield_now().await;
        }
        Ok(response)
    }
}

/// Lists a shop in churn; gives what it cost, and how many edits there were.
async fn list(seed: u64, orders_per_edit: usize) -> (Counts, usize) {
    let shop = Arc::new(Mutex::new(Shop::new(seed, orders_per_edit)));
    let wire = Wire(Arc::clone(&shop));
    let before: BTreeSet<u64> = shop.lock().unwrap().listing.ids().collect();
    let connection = Connection {
        base: "https://shop.example.test".parse().unwrap(),
        consumer_key: "ck_1".to_owned(),
        consumer_secret: "cs_1".to_owned().into(),
    };
    let client = Client::new(wire, connection).unwrap();
    let how = how(seed);
    let mut told = BTreeSet::new();
    let counts = client
        .list_side_by_side(how, |order| {
            told.insert(order.id);
            Ok::<(), Error>(())
        })
        .await
        .unwrap();
    let shop = shop.lock().unwrap();
    let throughout: BTreeSet<u64> = before.difference(&shop.came_or_went).copied().collect();
    let missed: Vec<&u64> = throughout.difference(&told).collect();
    assert!(missed.is_empty(), "seed {seed}: {missed:?} are missed");
    (counts, shop.edits)
}

fn how(seed: u64) -> SideBySide {
    SideBySide {
        at_once: 1 + usize::try_from(seed % 6).unwrap(),
        among: Among::Kept,
        fields: Fields::Key,
        page_size: 20 + usize::try_from(seed % 7).unwrap() * 10,
    }
}

async fn play(orders_per_edit: usize) {
    let (mut orders, mut edits) = (0, 0);
    for seed in 0..SEEDS {
        let (counts, edited) = list(seed, orders_per_edit).await;
        orders += counts.orders;
        edits += edited;
    }
    let expected = usize::try_from(orders).unwrap() / orders_per_edit;
    assert!(edits >= expected / 2, "{edits} edits in {orders} orders");
}

#[tokio::test]
async fn at_one_change_for_twenty_orders_listed_none_is_missed() {
    play(20).await;
}

#[tokio::test]
async fn at_one_change_for_five_orders_listed_none_is_missed() {
    play(5).await;
}

#[tokio::test]
async fn a_store_that_nobody_touches_is_listed_once() {
    for seed in 0..SEEDS {
        let (counts, edits) = list(seed, usize::MAX).await;
        let (orders, how) = (Shop::new(seed, usize::MAX).listing.count(), how(seed));
        assert_eq!(edits, 0);
        assert_eq!(counts.orders, orders as u64, "seed {seed}");
        // An order of each page is told with the next one too. Beyond the pages there are at most those that were
        // asked for before the store had told how many there are, and the look at what changed.
        let pages = orders.div_ceil(how.page_size - 1) + how.at_once + 1;
        assert!(counts.requests <= pages as u64, "seed {seed}: {counts:?}");
    }
}
