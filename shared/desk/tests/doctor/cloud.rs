//! What is found in AWS.

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use behaviour::stand_in::StandIn;
use behaviour::store_wire::main_store;
use desk::doctor::{self, Finding, Queues, Verdict};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sync::RetryReason;
use sync::breaker::{Breaker, Open, Side};
use sync::ports::{Breakers as _, DeltaRows as _};

use crate::find;

struct Stack {
    aws: StandIn,
    table: Table,
    sqs: aws_sdk_sqs::Client,
    changes: String,
    backfill: String,
    dead_letters: String,
}

impl Stack {
    /// `None` where the stand-in is not installed.
    fn start() -> Option<Self> {
        let aws = StandIn::start()?;
        aws.create_table("woosync");
        let credentials = Credentials::new("test", "test", None, None, "test");
        let dynamodb = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(credentials.clone())
            .endpoint_url(aws.endpoint())
            .build();
        let sqs = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
            .region(aws_sdk_sqs::config::Region::new("eu-west-1"))
            .credentials_provider(credentials)
            .endpoint_url(aws.endpoint())
            .build();
        Some(Self {
            table: Table::with_client(Client::from_conf(dynamodb), "woosync"),
            sqs: aws_sdk_sqs::Client::from_conf(sqs),
            changes: aws.create_queue("changes.fifo"),
            backfill: aws.create_queue("backfill.fifo"),
            dead_letters: aws.create_queue("changes-dlq.fifo"),
            aws,
        })
    }

    async fn look(&self) -> Vec<Finding> {
        let queues = Queues {
            changes: &self.changes,
            backfill: Some(&self.backfill),
            dead_letters: Some(&self.dead_letters),
        };
        self.look_at(queues).await
    }

    async fn look_at(&self, queues: Queues<'_>) -> Vec<Finding> {
        let now = Timestamp::now();
        doctor::aws(&self.table, &self.sqs, queues, &main_store(), now).await
    }

    fn send(&self, queue: &str) {
        let message = json!({"QueueUrl": queue, "MessageBody": "no hint", "MessageGroupId": "g",
                             "MessageDeduplicationId": "d"});
        self.aws.call("AmazonSQS.SendMessage", &message);
    }

    async fn last_look_ended(&self, ago: SignedDuration) {
        let mut row = self.table.delta_row(&main_store()).await.unwrap();
        row.state.finished_at = Some(Timestamp::now() - ago);
        self.table.save_delta_row(&mut row).await.unwrap();
    }

    async fn break_off(&self, side: Side, reason: RetryReason) {
        let mut breaker = Breaker::closed(side);
        let since = "2026-11-28T09:00:00Z".parse().unwrap();
        breaker.state.open = Some(Open {
            since,
            reason,
            probe_at: since,
            probes: 0,
        });
        self.table.save_breaker(&mut breaker).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_late_after_a_day_without_a_look() {
    let Some(stack) = Stack::start() else {
        return;
    };
    let found = stack.look().await;
    assert_eq!(find(&found, "schedule").verdict, Verdict::Note);

    stack.last_look_ended(SignedDuration::from_hours(24)).await;
    let found = stack.look().await;
    assert_eq!(find(&found, "schedule").verdict, Verdict::Good);

    stack.last_look_ended(SignedDuration::from_hours(26)).await;
    let found = stack.look().await;
    let schedule = find(&found, "schedule");
    assert_eq!(schedule.verdict, Verdict::Problem);
    assert!(schedule.said.contains("delta-sync"), "{schedule:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_side_that_is_out_of_order_is_told_with_its_reason_and_the_other_is_not() {
    let Some(stack) = Stack::start() else {
        return;
    };
    let found = stack.look().await;
    for check in ["store_breaker", "perfex_breaker"] {
        assert_eq!(find(&found, check).verdict, Verdict::Good, "{found:?}");
    }

    stack
        .break_off(Side::Crm, RetryReason::CrmCredentials)
        .await;
    let found = stack.look().await;
    assert_eq!(find(&found, "store_breaker").verdict, Verdict::Good);
    let perfex = find(&found, "perfex_breaker");
    assert_eq!(perfex.verdict, Verdict::Problem);
    let code = RetryReason::CrmCredentials.code();
    let said = format!("Perfex has been out of order since 2026-11-28T09:00:00Z ({code})");
    assert!(perfex.said.starts_with(&said), "{perfex:?}");

    let store = Side::Store(main_store());
    stack.break_off(store, RetryReason::StoreUnavailable).await;
    let found = stack.look().await;
    let store = find(&found, "store_breaker");
    assert_eq!(store.verdict, Verdict::Problem);
    assert!(store.said.starts_with("the store has been"), "{store:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_queue_is_looked_at_and_a_dead_letter_is_a_problem() {
    let Some(stack) = Stack::start() else {
        return;
    };
    let found = stack.look().await;
    for check in ["table", "queue", "backfill", "dead_letters"] {
        assert_eq!(find(&found, check).verdict, Verdict::Good, "{found:?}");
    }

    stack.send(&stack.backfill);
    stack.send(&stack.dead_letters);
    let found = stack.look().await;
    assert!(find(&found, "queue").said.ends_with("waiting: 0"));
    let backfill = find(&found, "backfill");
    assert_eq!(backfill.verdict, Verdict::Good);
    assert!(backfill.said.ends_with("waiting: 1"), "{backfill:?}");
    let dead = find(&found, "dead_letters");
    assert_eq!(dead.verdict, Verdict::Problem);
    assert!(dead.said.contains("`woosync dlq list`"), "{dead:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_cannot_be_asked_is_named_and_one_without_an_address_is_left_out() {
    let Some(stack) = Stack::start() else {
        return;
    };
    let gone = stack.backfill.replace("backfill", "gone");
    let found = stack
        .look_at(Queues {
            changes: &stack.changes,
            backfill: Some(&gone),
            dead_letters: None,
        })
        .await;
    assert_eq!(find(&found, "queue").verdict, Verdict::Good);
    let backfill = find(&found, "backfill");
    assert_eq!(backfill.verdict, Verdict::Problem);
    assert!(
        backfill.said.starts_with("the queue of full syncs"),
        "{backfill:?}"
    );
    assert!(found.iter().all(|one| one.check != "dead_letters"));
}
