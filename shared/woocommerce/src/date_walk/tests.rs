#![expect(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    id: u64,
    modified: Timestamp,
}

impl Dated for Row {
    fn id(&self) -> u64 {
        self.id
    }

    fn date(&self) -> Option<Timestamp> {
        Some(self.modified)
    }
}

/// A store of which only the list is there: orders by id, with the second of their last change.
#[derive(Default)]
struct Shop {
    orders: BTreeMap<u64, Timestamp>,
    next_id: u64,
    now: Timestamp,
    random: u64,
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

impl Shop {
    /// So many orders, of which `crowd` share each second.
    fn full(orders: u64, crowd: u64, seed: u64) -> Self {
        let mut shop = Self {
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            ..Self::default()
        };
        for id in 1..=orders {
            // Ids and seconds do not rise together, or a walk by id would do.
            let place = (id * 7919) % orders;
            let at = second(i64::try_from(1_000 + place / crowd).unwrap());
            shop.orders.insert(id, at);
        }
        shop.next_id = orders + 1;
        shop.now = second(i64::try_from(2_000 + orders).unwrap());
        shop
    }

    fn list(&self, next: NextPage, page_size: usize) -> Vec<Row> {
        let listed = self.orders.iter().map(|(id, at)| (*at, *id));
        let mut listed: Vec<_> = listed
            .filter(|(at, _)| next.after.is_none_or(|after| *at > after))
            .collect();
        listed.sort_unstable();
        let rows = listed.into_iter().skip(next.offset).take(page_size);
        rows.map(|(modified, id)| Row { id, modified }).collect()
    }

    fn random(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % below.max(1)
    }

    fn any(&mut self) -> Option<u64> {
        let count = u64::try_from(self.orders.len()).unwrap();
        let place = usize::try_from(self.random(count)).unwrap();
        self.orders.keys().nth(place).copied()
    }

    /// What customers and staff do between two requests.
    fn churn(&mut self, edits: u64) {
        self.now += SECOND;
        for _ in 0..edits {
            if let Some(id) = self.any() {
                self.orders.insert(id, self.now);
            }
        }
        self.orders.insert(self.next_id, self.now);
        self.next_id += 1;
        if let Some(id) = self.any() {
            self.orders.remove(&id);
        }
    }
}

/// Walks while `between` changes the shop, and tells what was seen of each order last, and in how
/// many requests.
fn walk(
    shop: &mut Shop,
    page_size: usize,
    mut between: impl FnMut(&mut Shop),
) -> (BTreeMap<u64, Timestamp>, usize) {
    let mut walk = DateWalk::after(None);
    let (mut seen, mut requests) = (BTreeMap::new(), 0);
    while let Some(next) = walk.next() {
        let answer = shop.list(next, page_size);
        for row in walk.take(answer, page_size) {
            seen.insert(row.id, row.modified);
        }
        requests += 1;
        assert!(requests < 100_000, "the walk has no end");
        between(shop);
    }
    (seen, requests)
}

/// Orders that were there all the time and are not known as they stand. What changed in the last two
/// seconds may have changed after the last answer.
fn missed(shop: &Shop, seen: &BTreeMap<u64, Timestamp>) -> Vec<u64> {
    let settled = shop
        .orders
        .iter()
        .filter(|(_, at)| **at < shop.now - SECOND);
    settled
        .filter(|(id, at)| seen.get(id) != Some(at))
        .map(|(id, _)| *id)
        .collect()
}

#[test]
fn no_order_is_missed_while_orders_change_on_every_page() {
    for seed in 1..=100 {
        // One edit for 20 and for 5 orders listed; seconds with one order and with hundreds.
        for (edits, crowd) in [(5, 1), (20, 1), (5, 250), (20, 250), (20, 1_000)] {
            let mut shop = Shop::full(1_000, crowd, seed);
            let mut left = 60;
            let (seen, _) = walk(&mut shop, 100, |shop| {
                // A shop that changes faster than it is listed is never seen to the end.
                if left > 0 {
                    left -= 1;
                    shop.churn(edits);
                }
            });
            let missed = missed(&shop, &seen);
            assert!(
                missed.is_empty(),
                "seed {seed}, {edits} edits, {crowd} a second: {missed:?}"
            );
        }
    }
}

#[test]
fn two_hundred_orders_of_one_second_are_all_found() {
    let mut shop = Shop::full(200, 200, 1);
    let (seen, requests) = walk(&mut shop, 100, |_| {});
    assert_eq!((seen.len(), requests), (200, 3));
}

#[test]
fn a_second_that_empties_while_it_is_walked_is_stepped_back_into() {
    let mut shop = Shop::full(400, 400, 1);
    let mut edited = false;
    let (seen, _) = walk(&mut shop, 100, |shop| {
        // Fifty of the hundred that were seen move to the end: the next fifty move up.
        if !edited {
            edited = true;
            shop.now += SECOND;
            for id in 1..=50 {
                shop.orders.insert(id, shop.now);
            }
        }
    });
    assert!(missed(&shop, &seen).is_empty());
    assert_eq!(seen[&1], shop.now, "its new state is seen too");
}

#[test]
fn a_quiet_store_costs_hardly_more_than_its_pages() {
    let mut shop = Shop::full(10_000, 1, 1);
    let (seen, requests) = walk(&mut shop, 100, |_| {});
    assert_eq!(seen.len(), 10_000);
    // The last order of each page is asked for again.
    assert_eq!(requests, 102);
}

#[test]
fn nothing_changed_is_one_request() {
    let mut shop = Shop::full(0, 1, 1);
    let (seen, requests) = walk(&mut shop, 100, |_| {});
    assert_eq!((seen.len(), requests), (0, 1));
}
