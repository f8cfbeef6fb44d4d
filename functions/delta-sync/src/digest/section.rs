//! What is to be said, and which of it needs somebody.

use std::time::Duration;

use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use sync::breaker::State;

use super::facts::{Facts, Late, Queues, StoreFacts};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Whether somebody has to do something.
    pub(crate) is_needed: bool,
    /// What is so, and what to do.
    pub(crate) said: String,
}

/// What is said of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// Of what.
    pub(crate) title: String,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
}

fn well(said: impl Into<String>) -> Line {
    Line {
        is_needed: false,
        said: said.into(),
    }
}

fn needed(said: impl Into<String>) -> Line {
    Line {
        is_needed: true,
        said: said.into(),
    }
}

/// Everything, the stores in the order of their ids.
pub(crate) fn all(facts: &Facts) -> Vec<Section> {
    let mut sections = vec![Section {
        title: "Perfex and the queues".to_owned(),
        lines: vec![breaker("Perfex", facts.crm.as_ref())],
    }];
    sections[0].lines.extend(queues(&facts.queues));
    sections.extend(facts.stores.iter().map(|(id, store)| Section {
        title: format!("Store {id}"),
        lines: match store {
            Ok(store) => lines_of(id, store, facts),
            Err(problem) => vec![needed(format!(
                "its rows in the table could not be read: {problem}"
            ))],
        },
    }));
    sections
}

fn breaker(side: &str, state: Option<&State>) -> Line {
    match state.map(|state| &state.open) {
        None => needed(format!("{side}: whether calls go through is not known")),
        Some(None) => well(format!("{side}: calls go through")),
        Some(Some(open)) => needed(format!(
            "{side} has been out of order since {} ({}): what changes waits, and is handled by itself \
             once it answers again. What to look at: infra/runbooks/breaker-open.md",
            minute(open.since),
            open.reason.code()
        )),
    }
}

fn queues(queues: &Result<Queues, String>) -> Vec<Line> {
    let queues = match queues {
        Ok(queues) => queues,
        Err(problem) => return vec![needed(problem.clone())],
    };
    let dead = queues.dead.total();
    vec![
        well(format!(
            "Queue: {} changes wait, {} are at work or asleep; of full syncs {} and {}",
            queues.changes.waiting,
            queues.changes.at_work,
            queues.backfill.waiting,
            queues.backfill.at_work
        )),
        match dead {
            0 => well("Dead-letter queue: empty"),
            _ => needed(format!(
                "Dead-letter queue: {dead}. `woosync dlq list` says why each is there; what to do: \
                 infra/runbooks/dead-letters.md"
            )),
        },
    ]
}

fn lines_of(id: &StoreId, store: &StoreFacts, facts: &Facts) -> Vec<Line> {
    vec![
        parked(id, store, facts),
        look(store, facts.at, facts.late),
        delivery(store, facts.at, facts.late),
        webhooks(store),
        breaker("Store", Some(&store.breaker)),
    ]
}

fn parked(id: &StoreId, store: &StoreFacts, facts: &Facts) -> Line {
    let count: usize = store.parked.values().sum();
    if count == 0 {
        return well("Parked: nothing");
    }
    let mut by_reason: Vec<(&String, &usize)> = store.parked.iter().collect();
    by_reason.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
    let by_reason: Vec<String> = by_reason
        .into_iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    let more = if store.more_parked { "more than " } else { "" };
    needed(format!(
        "Parked: {more}{count} ({}). What to do with each: {}#/{id}/parked",
        by_reason.join(", "),
        facts.console_url
    ))
}

fn look(store: &StoreFacts, at: Timestamp, late: Late) -> Line {
    let advice =
        "the log of the delta-sync function says why; what to do: infra/runbooks/delta-late.md";
    match store.looked_at {
        None => needed(format!(
            "Look at what changed: none has ended yet; {advice}"
        )),
        Some(ended) if is_over(at.duration_since(ended), late.look) => needed(format!(
            "Look at what changed: the last one ended {}, which is too long ago; {advice}",
            minute(ended)
        )),
        Some(ended) => well(format!(
            "Look at what changed: the last one ended {}",
            minute(ended)
        )),
    }
}

/// A shop without an order for a day is no trouble, one whose last order took hours is.
fn delivery(store: &StoreFacts, at: Timestamp, late: Late) -> Line {
    let Some(heard) = store.pulse.heard else {
        return well("Last delivery: none yet");
    };
    let lag = Duration::from_millis(heard.lag_ms());
    let said = format!(
        "Last delivery: {}, handled after {} s",
        minute(heard.received_at),
        lag.as_secs()
    );
    let is_of_today = at.duration_since(heard.received_at) < SignedDuration::from_hours(24);
    if is_of_today && lag > late.delivery {
        needed(format!(
            "{said}, which is late; what to look at: infra/runbooks/old-hint.md"
        ))
    } else {
        well(said)
    }
}

fn webhooks(store: &StoreFacts) -> Line {
    match &store.pulse.webhooks {
        None => well("Webhooks: not looked at yet"),
        Some(seen) if seen.healthy => well(format!("Webhooks: all active {}", minute(seen.at))),
        Some(seen) => needed(format!(
            "Webhooks: {}. What to do: infra/runbooks/webhook-broken.md",
            seen.problem
        )),
    }
}

fn is_over(time: SignedDuration, limit: Duration) -> bool {
    Duration::try_from(time).is_ok_and(|time| time > limit)
}

/// A moment as people read it, to the minute.
pub(crate) fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
