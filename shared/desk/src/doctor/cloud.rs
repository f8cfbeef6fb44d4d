//! What there is to see of our own part in AWS.

use ::aws::Table;
use aws_sdk_sqs::Client;
use intake::StoreId;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use queue::{Depth, QueueError};
use sync::breaker::State;

use super::{About, Finding, Findings};

/// After how long a scheduled look is missing, however it is set: a day at most lies between two.
const LOOK_MISSING: SignedDuration = SignedDuration::from_hours(25);

/// The addresses of the stack's queues. Without its address a queue is not looked at.
#[derive(Debug, Clone, Copy)]
pub struct Queues<'a> {
    /// Of changes.
    pub changes: &'a str,
    /// Of full syncs.
    pub backfill: Option<&'a str>,
    /// Of dead letters.
    pub dead_letters: Option<&'a str>,
}

/// Looks at the table, the queues and the schedule.
pub async fn aws(
    table: &Table,
    sqs: &Client,
    queues: Queues<'_>,
    store: &StoreId,
    now: Timestamp,
) -> Vec<Finding> {
    let mut found = Findings::about(About::Aws);
    let today = now.to_zoned(TimeZone::UTC).date();
    match table.store_health(store, &[], today, today).await {
        Err(error) => found.problem("table", error.to_string()),
        Ok(health) => {
            found.good("table", "the table can be read");
            schedule(health.delta.finished_at, now, &mut found);
            breaker("store_breaker", "the store", &health.store, &mut found);
            breaker("perfex_breaker", "Perfex", &health.crm, &mut found);
        }
    }
    let changes = Depth::of(sqs, queues.changes).await;
    waiting("queue", "the queue of changes", changes, &mut found);
    if let Some(url) = queues.backfill {
        let backfill = Depth::of(sqs, url).await;
        waiting("backfill", "the queue of full syncs", backfill, &mut found);
    }
    if let Some(url) = queues.dead_letters {
        dead_letters(Depth::of(sqs, url).await, &mut found);
    }
    found.found
}

fn breaker(check: &'static str, side: &str, state: &State, found: &mut Findings) {
    match &state.open {
        None => found.good(check, format!("calls to {side} go through")),
        Some(open) => found.problem(
            check,
            format!(
                "{side} has been out of order since {:.0} ({}): what changes waits; a probe a minute \
                 finds out when it answers again",
                open.since,
                open.reason.code()
            ),
        ),
    }
}

fn waiting(
    check: &'static str,
    queue: &str,
    depth: Result<Depth, QueueError>,
    found: &mut Findings,
) {
    match depth {
        Ok(Depth { waiting, .. }) => {
            found.good(check, format!("{queue} can be asked; waiting: {waiting}"));
        }
        Err(error) => found.problem(check, format!("{queue}: {error}")),
    }
}

fn dead_letters(depth: Result<Depth, QueueError>, found: &mut Findings) {
    match depth.map(Depth::total) {
        Ok(0) => found.good("dead_letters", "nothing is in the dead-letter queue"),
        Ok(dead) => found.problem(
            "dead_letters",
            format!("the dead-letter queue holds {dead}: `woosync dlq list` shows why"),
        ),
        Err(error) => found.problem("dead_letters", format!("the dead-letter queue: {error}")),
    }
}

fn schedule(finished_at: Option<Timestamp>, now: Timestamp, found: &mut Findings) {
    match finished_at {
        None => found.note(
            "schedule",
            "no scheduled look at the store has ended yet; the first comes within DeltaMinutes",
        ),
        Some(at) if now.duration_since(at) > LOOK_MISSING => found.problem(
            "schedule",
            format!(
                "the last scheduled look at the store ended {at:.0}: check that the schedule of the \
                 delta-sync function is enabled, and its log"
            ),
        ),
        Some(at) => found.good("schedule", format!("the last scheduled look ended {at:.0}")),
    }
}
