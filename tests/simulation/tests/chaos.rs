//! A few seeds of the whole pipeline in its weather, and that a seed is the same story each time.
//! `make simulate` plays thousands.
#![expect(clippy::unwrap_used)]

use simulation::chaos::{open_shop, play};

#[test]
fn whatever_fails_each_order_stands_once_and_complete() {
    let shop = open_shop();
    let mut faults = 0;
    for seed in 1..=60 {
        let played = play(seed, &shop, false);
        assert!(played.problems.is_empty(), "seed {seed}: {:#?}", played.problems);
        assert!(played.orders > 0, "seed {seed} has no orders");
        faults += played.faults;
    }
    assert!(faults > 500, "only {faults} faults in all seeds");
}

#[test]
fn a_seed_is_the_same_story_each_time() {
    let shop = open_shop();
    let [first, again, other] = [7, 7, 8].map(|seed| play(seed, &shop, true));
    assert_eq!(first.trace, again.trace);
    assert_eq!(first.digest, again.digest);
    assert!(first.trace.len() > 100);
    assert_ne!(first.digest, other.digest);
    assert!(first.trace.last().unwrap().contains("watched"));
}
