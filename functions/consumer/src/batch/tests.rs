#![expect(clippy::unwrap_used)]

use std::sync::Mutex;

use super::*;
use serde_json::json;

fn message(id: &str, group: &str, body: &str) -> SqsMessage {
    serde_json::from_value(json!({
        "messageId": id,
        "receiptHandle": format!("receipt-{id}"),
        "body": body,
        "attributes": {"MessageGroupId": group, "ApproximateReceiveCount": "3"},
        "messageAttributes": {},
    }))
    .unwrap()
}

fn hint(order: u64) -> String {
    json!({
        "v": 1, "store": "main", "resource": "order", "id": order, "topic": "order.updated",
        "source": "webhook", "run": null, "received_at": "2026-11-23T04:26:13Z", "trace": "t",
    })
    .to_string()
}

fn batch() -> Batch {
    Batch::read(vec![
        message("a1", "main.order.1", &hint(1)),
        message("b1", "main.order.2", &hint(2)),
        message("a2", "main.order.1", &hint(1)),
        message("a3", "main.order.1", &hint(1)),
        message("b2", "main.order.2", "not a hint"),
    ])
}

const WAIT: Duration = Duration::from_mins(1);

async fn nothing(_: &Message, _: Duration) {}

#[test]
fn a_body_that_is_no_hint_spoils_no_other() {
    let batch = batch();
    assert_eq!(batch.groups.len(), 2);
    assert!(batch.groups[1][1].hint.is_err());
    assert_eq!(batch.groups[0][0].receives, 3);
    let orders = batch.orders(|_| true);
    let ids: Vec<_> = orders.values().flatten().copied().collect();
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn after_a_failure_only_the_later_messages_of_its_group_are_held_back() {
    let slept = Mutex::new(Vec::new());
    let failed = batch()
        .run(
            async |message: &Message| match message.id.as_str() {
                "a2" => Verdict::Again(WAIT),
                "a3" => panic!("a later message of the group must not be handled"),
                _ => Verdict::Handled,
            },
            async |_: &Message| Verdict::Handled,
            async |message: &Message, after| {
                slept.lock().unwrap().push((message.id.clone(), after));
            },
        )
        .await;
    assert_eq!(failed, ["a2", "a3"]);
    assert_eq!(
        *slept.lock().unwrap(),
        [("a2".to_owned(), WAIT), ("a3".to_owned(), WAIT)]
    );
}

#[tokio::test]
async fn a_panic_is_one_messages_failure() {
    let failed = batch()
        .run(
            async |message: &Message| {
                assert_ne!(message.id, "b1", "a fault of ours");
                Verdict::Handled
            },
            async |_: &Message| Verdict::Again(WAIT),
            nothing,
        )
        .await;
    assert_eq!(failed, ["b1", "b2"]);
}

#[tokio::test]
async fn groups_run_side_by_side() {
    let (first, second) = (tokio::sync::Notify::new(), tokio::sync::Notify::new());
    // Each group's first message waits for the other's: one after the other would never end.
    let run = batch();
    let run = run.run(
        async |message: &Message| {
            match message.id.as_str() {
                "a1" => {
                    first.notify_one();
                    second.notified().await;
                }
                "b1" => {
                    second.notify_one();
                    first.notified().await;
                }
                _ => {}
            }
            Verdict::Handled
        },
        async |_: &Message| Verdict::Handled,
        nothing,
    );
    let failed = tokio::time::timeout(Duration::from_secs(5), run).await;
    assert_eq!(failed.unwrap(), Vec::<String>::new());
}

#[test]
fn settings_are_read_afresh_for_whoever_changed_them() {
    let from = |source: &str| hint(1).replace("\"webhook\"", &format!("\"{source}\""));
    for (source, wants) in [
        ("webhook", false),
        ("delta", false),
        ("settings", true),
        ("operator", true),
    ] {
        let other = message("b1", "main.order.2", &hint(2));
        let batch = Batch::read(vec![other, message("a1", "main.order.1", &from(source))]);
        assert_eq!(batch.wants_fresh_settings(), wants, "{source}");
    }
}
