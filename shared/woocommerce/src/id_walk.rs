//! A walk over a list that is sorted by id and can be asked for by offset only.
//!
//! What is new stands at the end, so it moves nothing. What is deleted moves the rest forward: each
//! request begins with some that were seen, and if the answer does not, the walk steps back.

use serde::{Deserialize, Serialize};

/// How many that were seen the next request asks for again.
const OVERLAP: usize = 10;

/// A walk that is under way. It can be written down and gone on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdWalk {
    offset: usize,
    last: u64,
    step_back: usize,
    is_done: bool,
}

impl IdWalk {
    /// Over everything.
    pub fn new() -> Self {
        Self {
            offset: 0,
            last: 0,
            step_back: OVERLAP,
            is_done: false,
        }
    }

    /// How many to leave out from the beginning; none once the walk is over.
    pub fn next(&self) -> Option<usize> {
        (!self.is_done).then_some(self.offset)
    }

    /// Takes the answer, sorted by id, and gives what of it was not seen before. `page_size` is how
    /// many were asked for: fewer are the end.
    pub fn take<I>(&mut self, answer: Vec<I>, page_size: usize, id: impl Fn(&I) -> u64) -> Vec<I> {
        let begins_with_seen = answer.first().is_some_and(|first| id(first) <= self.last);
        if self.offset > 0 && !begins_with_seen {
            self.offset = self.offset.saturating_sub(self.step_back);
            self.step_back = self.step_back.saturating_mul(2);
            return vec![];
        }
        self.step_back = OVERLAP;
        self.is_done = answer.len() < page_size;
        self.offset = (self.offset + answer.len()).saturating_sub(OVERLAP);
        let new: Vec<I> = answer
            .into_iter()
            .filter(|item| id(item) > self.last)
            .collect();
        self.last = new.last().map_or(self.last, id);
        new
    }
}

impl Default for IdWalk {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Walks while `between` changes the list, and tells what was seen.
    fn walk(list: &mut BTreeSet<u64>, mut between: impl FnMut(&mut BTreeSet<u64>)) -> Vec<u64> {
        let (mut walk, mut seen) = (IdWalk::new(), Vec::new());
        while let Some(offset) = walk.next() {
            let answer = list.iter().copied().skip(offset).take(25).collect();
            seen.extend(walk.take(answer, 25, |id| *id));
            between(list);
        }
        seen
    }

    #[test]
    fn each_is_seen_once() {
        for count in [0, 1, 24, 25, 26, 40, 41, 300] {
            let mut list: BTreeSet<u64> = (1..=count).collect();
            let all: Vec<u64> = list.iter().copied().collect();
            assert_eq!(walk(&mut list, |_| {}), all, "{count}");
        }
    }

    #[test]
    fn none_is_missed_while_others_are_deleted_and_added() {
        let mut list: BTreeSet<u64> = (1..=300).collect();
        let mut next = 1_000;
        let seen = walk(&mut list, |list| {
            for _ in 0..13 {
                list.pop_first();
            }
            if next < 1_010 {
                list.insert(next);
                next += 1;
            }
        });
        let seen: BTreeSet<u64> = seen.into_iter().collect();
        let missed: Vec<&u64> = list.iter().filter(|id| !seen.contains(id)).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn a_walk_that_was_written_down_goes_on_where_it_was() -> Result<(), serde_json::Error> {
        let mut walk = IdWalk::new();
        walk.take((1..=25).collect(), 25, |id: &u64| *id);
        let read: IdWalk = serde_json::from_str(&serde_json::to_string(&walk)?)?;
        assert_eq!((read.next(), &read), (Some(15), &walk));
        Ok(())
    }
}
