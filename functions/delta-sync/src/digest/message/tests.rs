#![expect(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use queue::Depth;
use sync::breaker::{Open, State};
use sync::outcome::RetryReason;
use sync::pulse::{Heard, Pulse, WebhooksSeen};

use super::super::facts::{Late, Queues, StoreFacts};
use super::*;

/// 2026-11-28 07:00 UTC.
const NOW: Timestamp = Timestamp::constant(1_795_849_200, 0);

fn ago(minutes: i64) -> Timestamp {
    NOW - SignedDuration::from_mins(minutes)
}

fn well() -> Facts {
    let store = StoreFacts {
        pulse: Pulse {
            heard: Some(Heard {
                received_at: ago(20),
                handled_at: ago(20) + Duration::from_secs(3),
            }),
            webhooks: Some(WebhooksSeen {
                at: ago(30),
                healthy: true,
                problem: String::new(),
            }),
        },
        looked_at: Some(ago(30)),
        ..StoreFacts::default()
    };
    Facts {
        stack: "shop".to_owned(),
        console_url: "https://api.example/console/index.html".to_owned(),
        at: NOW,
        late: Late {
            look: Duration::from_hours(3),
            delivery: Duration::from_mins(30),
        },
        queues: Ok(Queues {
            changes: Depth {
                waiting: 2,
                at_work: 1,
            },
            backfill: Depth::default(),
            dead: Depth::default(),
        }),
        crm: Some(State::default()),
        stores: [("main".parse().unwrap(), Ok(store))].into(),
    }
}

/// What needs somebody, once one thing is otherwise than well.
fn needed(change: impl FnOnce(&mut Facts, &mut StoreFacts)) -> Vec<String> {
    let mut facts = well();
    let main = "main".parse().unwrap();
    let mut store = facts.stores.remove(&main).unwrap().unwrap();
    change(&mut facts, &mut store);
    facts.stores.insert(main, Ok(store));
    let message = Message::of(&facts);
    let lines = message.text.lines();
    let marked = lines.filter_map(|line| line.strip_prefix("! "));
    let marked: Vec<String> = marked.map(str::to_owned).collect();
    assert_eq!(marked.len(), message.needed);
    marked
}

fn open() -> State {
    State {
        failures: 5,
        open: Some(Open {
            since: ago(90),
            reason: RetryReason::CrmUnavailable,
            probe_at: NOW,
            probes: 3,
        }),
    }
}

#[test]
fn on_a_day_on_which_all_is_well_nothing_is_said_unless_the_settings_say_always() {
    let message = Message::of(&well());
    assert_eq!(message.needed, 0);
    assert_eq!(message.subject, "WooSync shop: all is well");
    for (setting, wanted) in [
        (DigestSetting::Always, true),
        (DigestSetting::WhenNeeded, false),
        (DigestSetting::Never, false),
    ] {
        assert_eq!(message.is_wanted(setting), wanted, "{setting:?}");
    }
}

#[test]
fn the_text_of_a_bad_day() {
    let mut facts = well();
    facts.crm = Some(open());
    let store = facts.stores.values_mut().next().unwrap().as_mut().unwrap();
    store.parked = [("no_email", 1), ("tax_not_mapped", 12)]
        .map(|(reason, count)| (reason.to_owned(), count))
        .into();
    let message = Message::of(&facts);
    assert_eq!(message.subject, "WooSync shop: 2 things need you");
    assert!(message.is_wanted(DigestSetting::WhenNeeded));
    assert!(!message.is_wanted(DigestSetting::Never));
    assert_eq!(message.text, include_str!("bad_day.txt"));
}

#[test]
fn every_trouble_needs_somebody_and_says_where_to_look() {
    let parked = needed(|_, store| {
        store.parked = BTreeMap::from([("no_email".to_owned(), 2_000)]);
        store.more_parked = true;
    });
    assert!(parked[0].starts_with("Parked: more than 2000 (2000 no_email). "));
    assert!(parked[0].ends_with("https://api.example/console/index.html#/main/parked"));

    let out_of_order = needed(|_, store| store.breaker = open());
    assert!(out_of_order[0].starts_with("Store has been out of order since 2026-11-28 05:30 UTC"));

    let dead = |facts: &mut Facts| facts.queues.as_mut().unwrap().dead.at_work = 3;
    let buried = needed(|facts, _| dead(facts));
    assert!(buried[0].starts_with("Dead-letter queue: 3. `woosync dlq list`"));

    let silent = needed(|facts, _| facts.queues = Err("SQS did not tell".to_owned()));
    assert_eq!(silent, ["SQS did not tell"]);

    for (looked_at, begins) in [
        (None, "Look at what changed: none has ended yet"),
        (Some(ago(181)), "Look at what changed: the last one ended"),
    ] {
        let late = needed(|_, store| store.looked_at = looked_at);
        assert!(late[0].starts_with(begins), "{late:?}");
        assert!(late[0].ends_with("infra/runbooks/delta-late.md"));
    }

    let broken = needed(|_, store| {
        let seen = store.pulse.webhooks.as_mut().unwrap();
        seen.healthy = false;
        seen.problem = "paused: order.created (set them to active)".to_owned();
    });
    assert!(broken[0].starts_with("Webhooks: paused: order.created"));

    let unread = needed(|facts, _| {
        let store = "second".parse().unwrap();
        facts
            .stores
            .insert(store, Err("a row is unreadable".to_owned()));
    });
    assert!(unread[0].ends_with("a row is unreadable"));

    let unknown = needed(|facts, _| facts.crm = None);
    assert!(unknown[0].starts_with("Perfex: whether calls go through"));
}

#[test]
fn a_late_delivery_is_told_on_its_day_only() {
    let heard = |received: i64, handled: i64| {
        needed(|_, store| {
            store.pulse.heard = Some(Heard {
                received_at: ago(received),
                handled_at: ago(handled),
            });
        })
    };
    assert!(
        heard(120, 80)[0].starts_with("Last delivery: 2026-11-28 05:00 UTC, handled after 2400 s")
    );
    assert!(heard(120, 95).is_empty());
    assert!(heard(3_000, 2_900).is_empty());
}

#[test]
fn a_look_is_late_by_the_limit_of_the_alarm() {
    assert!(needed(|_, store| store.looked_at = Some(ago(180))).is_empty());
    // A clock that is a little ahead of ours makes nothing late.
    assert!(needed(|_, store| store.looked_at = Some(ago(-5))).is_empty());
}

#[test]
fn the_subject_is_what_the_topic_takes() {
    let mut facts = well();
    facts.stack = "s".repeat(128);
    facts.crm = Some(open());
    let subject = Message::of(&facts).subject;
    assert!(subject.len() < 100 && subject.is_ascii(), "{subject}");
}
