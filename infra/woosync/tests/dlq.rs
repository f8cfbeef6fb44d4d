//! The dead-letter queue as a person sees it, in a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;

use behaviour::outage_contract::hint;
use behaviour::stand_in::StandIn;
use run::{Ran, woosync};
use serde_json::{Value, json};

struct Shop {
    aws: StandIn,
    queue: String,
    dlq: String,
}

impl Shop {
    fn open() -> Option<Self> {
        let aws = StandIn::start()?;
        let queue = aws.create_queue("changes.fifo");
        let dlq = aws.create_queue("changes-dlq.fifo");
        Some(Self { aws, queue, dlq })
    }

    /// Sends a dead letter and gives its id.
    fn dead(&self, group: &str, body: &str, reason: &str) -> String {
        let reason = json!({"DataType": "String", "StringValue": reason});
        let sent = self.aws.call(
            "AmazonSQS.SendMessage",
            &json!({
                "QueueUrl": self.dlq, "MessageBody": body, "MessageGroupId": group,
                "MessageDeduplicationId": group, "MessageAttributes": {"reason": reason},
            }),
        );
        sent["MessageId"].as_str().unwrap().to_owned()
    }

    fn list(&self) -> String {
        good(&self.run(&["dlq", "list", "--dlq", &self.dlq]))
    }

    fn redrive(&self, more: &[&str]) -> String {
        let redrive = ["dlq", "redrive", "--dlq", &self.dlq, "--queue", &self.queue];
        good(&self.run(&[&redrive, more].concat()))
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        woosync(arguments, "", &self.aws.client_environment())
    }

    fn sent(&self) -> Vec<u64> {
        let hints = self.aws.receive(&self.queue);
        let id = |hint: &Value| hint["id"].as_u64().unwrap();
        let mut sent: Vec<u64> = hints.iter().map(id).collect();
        sent.sort_unstable();
        sent
    }
}

fn good(ran: &Ran) -> String {
    assert!(ran.succeeded, "{}", ran.errors);
    ran.output.trim_end().to_owned()
}

#[test]
fn dead_letters_are_listed_with_their_reason_and_stay() {
    let Some(shop) = Shop::open() else { return };
    assert_eq!(shop.list(), "the dead-letter queue is empty");
    shop.dead(
        "a",
        r#"{"email":"jane@example.com"}"#,
        "the message is no hint",
    );
    let id = shop.dead("b", &hint(183, 0).to_json(), "it made the program fail");
    for _ in 0..2 {
        let listed = shop.list();
        assert_eq!(listed.lines().count(), 2, "{listed}");
        assert!(listed.contains("the message is no hint  no hint, 28 bytes"));
        assert!(
            !listed.contains("jane"),
            "what is no hint may hold anything"
        );
        let line = listed.lines().find(|line| line.starts_with(&id)).unwrap();
        assert!(line.contains("it made the program fail  {"), "{line}");
        assert!(line.contains("\"id\":183"), "{line}");
    }
}

#[test]
fn one_is_shown_and_its_body_only_when_asked_for() {
    let Some(shop) = Shop::open() else {
        return;
    };
    let id = shop.dead(
        "main.order.1",
        r#"{"name":"jane"}"#,
        "the message is no hint",
    );
    let printed = |more: &[&str]| {
        let begin = [
            "dlq",
            "show",
            "--dlq",
            shop.dlq.as_str(),
            "--id",
            id.as_str(),
        ];
        good(&shop.run(&[&begin, more].concat()))
    };
    assert!(!printed(&[]).contains("jane"));
    assert!(printed(&["--body"]).ends_with(r#"{"name":"jane"}"#));
    let unknown = shop.run(&["dlq", "show", "--dlq", &shop.dlq, "--id", "nobody"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.errors.contains("woosync dlq list"),
        "{}",
        unknown.errors
    );
    assert_eq!(shop.list().lines().count(), 1, "it stays");
}

#[test]
fn hints_go_back_and_what_is_none_stays() {
    let Some(shop) = Shop::open() else { return };
    shop.dead("a", "junk", "the message is no hint");
    let first = shop.dead("b", &hint(183, 0).to_json(), "it made the program fail");
    shop.dead("c", &hint(184, 0).to_json(), "it made the program fail");
    let said = shop.redrive(&["--message", &first]);
    assert_eq!(said, "sent again: 1");
    assert_eq!(shop.sent(), [183]);
    let said = shop.redrive(&[]);
    assert!(said.starts_with("stays: ") && said.ends_with("sent again: 1"));
    assert_eq!(shop.sent(), [184]);
    assert_eq!(shop.list().lines().count(), 1);
}

#[test]
fn a_queue_that_is_not_there_is_named_as_the_trouble() {
    let Some(shop) = Shop::open() else { return };
    let nowhere = shop.dlq.replace("changes-dlq", "elsewhere");
    shop.run(&["dlq", "list", "--dlq", &nowhere])
        .refuses("cannot read the queue");
}
