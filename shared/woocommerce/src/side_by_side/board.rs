//! Who walks where.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::earliest;
use crate::spans::Span;

/// WooCommerce keeps whole seconds.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Spans that wait for a walker, and walkers that wait for a span.
pub(super) struct Board {
    walkers: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    spans: Vec<Span>,
    idle: usize,
    began_at: Option<Timestamp>,
}

impl Board {
    /// A board with one span, which is everything.
    pub(super) fn new(walkers: usize) -> Self {
        let everything = Span {
            after: None,
            before: None,
        };
        Self {
            walkers,
            state: Mutex::new(State {
                spans: vec![everything],
                ..State::default()
            }),
            changed: Notify::new(),
        }
    }

    /// The next span, once there is one; none once nobody walks any more.
    pub(super) async fn next_span(&self) -> Option<Span> {
        self.state().idle += 1;
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.state();
                if let Some(span) = state.spans.pop() {
                    state.idle -= 1;
                    return Some(span);
                }
                if state.idle == self.walkers {
                    drop(state);
                    self.changed.notify_waiters();
                    return None;
                }
            }
            changed.await;
        }
    }

    /// Gives the later parts of a span to those who are idle, and the first back. The walk has
    /// reached `reached`, and `left` orders come after that: with a page or two left it is quicker
    /// to go on alone.
    pub(super) fn share(
        &self,
        span: Span,
        reached: Timestamp,
        left: usize,
        page_size: usize,
    ) -> Span {
        let mut state = self.state();
        let idle = state.idle.saturating_sub(state.spans.len());
        let parts = (idle + 1).min(left / page_size);
        let Some(end) = span.before.or(state.began_at) else {
            return span;
        };
        let seconds = end.duration_since(reached).as_secs();
        let Ok(count) = i64::try_from(parts) else {
            return span;
        };
        if count < 2 || seconds < 2 * count {
            return span;
        }
        let mut rest = span;
        for part in (1..count).rev() {
            let cut = reached + SignedDuration::from_secs(seconds * part / count);
            // Both ends are exclusive: the second of the cut belongs to the later part.
            state.spans.push(Span {
                after: Some(cut - SECOND),
                before: rest.before,
            });
            rest.before = Some(cut);
        }
        drop(state);
        self.changed.notify_waiters();
        rest
    }

    /// The store told its time.
    pub(super) fn told_time(&self, at: Option<Timestamp>) {
        let mut state = self.state();
        state.began_at = earliest(state.began_at, at);
    }

    /// The store's time at the first answer.
    pub(super) fn began_at(&self) -> Option<Timestamp> {
        self.state().began_at
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[tokio::test]
    async fn the_parts_of_a_span_have_every_second_once() {
        let board = Board::new(4);
        board.told_time(Some(at(1_000)));
        let whole = board.next_span().await.unwrap();
        // The three others look for work.
        board.state().idle += 3;
        let mut spans = vec![board.share(whole, at(100), 10_000, 100)];
        spans.append(&mut board.state().spans);
        assert_eq!(spans.len(), 4);
        for second in [0, 100, 101, 324, 325, 326, 550, 775, 999, 1_000, 5_000] {
            let within = spans.iter().filter(|span| {
                span.after.is_none_or(|after| at(second) > after)
                    && span.before.is_none_or(|before| at(second) < before)
            });
            assert_eq!(within.count(), 1, "{second}: {spans:?}");
        }
    }

    #[tokio::test]
    async fn nothing_is_shared_where_it_does_not_pay() {
        let board = Board::new(2);
        let whole = board.next_span().await.unwrap();
        board.state().idle += 1;
        assert_eq!(board.share(whole, at(100), 10_000, 100), whole, "no time");
        board.told_time(Some(at(1_000)));
        assert_eq!(board.share(whole, at(100), 150, 100), whole, "one page");
        assert_eq!(board.share(whole, at(998), 900, 100), whole, "two seconds");
        assert_ne!(board.share(whole, at(100), 300, 100), whole);
        assert_eq!(
            board.share(whole, at(100), 10_000, 100),
            whole,
            "the span that waits is for the one who is idle"
        );
    }
}
