//! What there is to see of our own part in AWS.

use ::aws::Table;
use aws_sdk_sqs::Client;
use intake::StoreId;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use queue::Depth;

use super::{About, Finding, Findings};

/// After how long a scheduled look is missing, however it is set: a day at most lies between two.
const LOOK_MISSING: SignedDuration = SignedDuration::from_hours(25);

/// Looks at the table, the queues and the schedule. Without its address the dead-letter queue is not
/// looked at.
pub async fn aws(
    table: &Table,
    sqs: &Client,
    queue_url: &str,
    dlq_url: Option<&str>,
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
            for (check, side, state) in [
                ("store_breaker", "the store", &health.store),
                ("perfex_breaker", "Perfex", &health.crm),
            ] {
                match &state.open {
                    None => found.good(check, format!("calls to {side} go through")),
                    Some(open) => found.problem(
                        check,
                        format!(
                            "{side} has been out of order since {:.0} ({}): what changes waits; a probe \
                             a minute finds out when it answers again",
                            open.since,
                            open.reason.code()
                        ),
                    ),
                }
            }
        }
    }
    match Depth::of(sqs, queue_url).await {
        Ok(depth) => found.good(
            "queue",
            format!("the queue can be asked: {} changes wait", depth.waiting),
        ),
        Err(error) => found.problem("queue", format!("the queue of changes: {error}")),
    }
    if let Some(url) = dlq_url {
        match Depth::of(sqs, url).await.map(Depth::total) {
            Ok(0) => found.good("dead_letters", "nothing is in the dead-letter queue"),
            Ok(dead) => found.problem(
                "dead_letters",
                format!(
                    "{dead} messages are in the dead-letter queue: `woosync dlq list` shows why"
                ),
            ),
            Err(error) => found.problem("dead_letters", format!("the dead-letter queue: {error}")),
        }
    }
    found.found
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
