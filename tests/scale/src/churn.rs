//! People at work in the store while it is listed, and which orders a list misses for it.

use std::collections::HashSet;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::listing::Listing;

/// How much happens for each page that is listed, on average.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// Edits of orders that are there.
    pub edits: f64,
    /// New orders.
    pub new: f64,
    /// Deletions for good.
    pub deletions: f64,
}

/// People at work, and who has been listed.
#[derive(Debug)]
pub struct Churn {
    pace: Pace,
    dice: ChaCha8Rng,
    due: [f64; 3],
    /// There at the beginning, and neither edited nor deleted since: no later look at what changed
    /// tells of these.
    untouched: HashSet<u64>,
    listed: HashSet<u64>,
    next_id: u64,
}

impl Churn {
    /// Nothing has happened yet.
    pub fn new(pace: Pace, listing: &Listing) -> Self {
        let untouched: HashSet<u64> = listing.ids().collect();
        Self {
            pace,
            dice: ChaCha8Rng::seed_from_u64(8),
            due: [0.0; 3],
            next_id: untouched.iter().max().copied().unwrap_or(0) + 1,
            untouched,
            listed: HashSet::new(),
        }
    }

    /// A page was listed: what happens after it.
    pub fn page(&mut self, ids: &[u64], listing: &mut Listing) {
        self.listed.extend(ids);
        let Pace {
            edits,
            new,
            deletions,
        } = self.pace;
        for (due, pace) in self.due.iter_mut().zip([edits, new, deletions]) {
            *due += pace;
        }
        while take(&mut self.due[0]) {
            if let Some(id) = self.any(listing) {
                listing.edit(id);
            }
        }
        while take(&mut self.due[1]) {
            listing.add(self.next_id);
            self.next_id += 1;
        }
        while take(&mut self.due[2]) {
            if let Some(id) = self.any(listing) {
                listing.delete(id);
            }
        }
    }

    /// Orders that were there throughout, that nobody touched, and that were not listed.
    pub fn missed(&self) -> usize {
        self.untouched.difference(&self.listed).count()
    }

    /// Orders that were listed, each counted once.
    pub fn listed(&self) -> usize {
        self.listed.len()
    }

    fn any(&mut self, listing: &Listing) -> Option<u64> {
        let count = listing.count();
        let place = (count > 0).then(|| self.dice.random_range(0..count))?;
        let id = listing.id_at(place)?;
        self.untouched.remove(&id);
        Some(id)
    }
}

/// Whether a whole one is due.
fn take(due: &mut f64) -> bool {
    let is_due = *due >= 1.0;
    if is_due {
        *due -= 1.0;
    }
    is_due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_nobody_touched_and_nobody_listed_is_missed() {
        let mut listing = Listing::of_ten_years(10, 1_795_500_000);
        let pace = Pace::default();
        let mut churn = Churn::new(pace, &listing);
        churn.page(&[1, 2, 3, 4, 5, 6, 7, 8, 9], &mut listing);
        assert_eq!((churn.missed(), churn.listed()), (1, 9));
        churn.page(&[10], &mut listing);
        assert_eq!(churn.missed(), 0);
    }

    #[test]
    fn an_order_that_was_touched_is_not_missed() {
        let mut listing = Listing::of_ten_years(10, 1_795_500_000);
        let pace = Pace {
            edits: 3.0,
            new: 2.0,
            deletions: 1.0,
        };
        let mut churn = Churn::new(pace, &listing);
        churn.page(&[], &mut listing);
        assert_eq!(listing.count(), 11);
        assert!((6..10).contains(&churn.missed()), "{}", churn.missed());
    }
}
