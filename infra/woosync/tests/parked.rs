//! What is parked, as a person sees it, in a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;

use behaviour::stand_in::StandIn;
use domain::{OrderId, ParkReason, Parked};
use run::{Ran, woosync};
use rust_decimal::dec;
use serde_json::{Value, json};
use sync::link::Recorded;
use sync::{CustomerLink, Link, Outcome};

/// A stand-in with the table `woosync` and a queue.
struct Shop {
    aws: StandIn,
    queue: String,
}

impl Shop {
    /// Two orders and a customer that are parked, and an order that no longer is although the index
    /// says so.
    fn open() -> Option<Self> {
        let aws = StandIn::start()?;
        aws.create_table("woosync");
        let queue = aws.create_queue("changes.fifo");
        let shop = Self { aws, queue };
        let differs = Parked::new(ParkReason::TotalsDiffer, "check the tax map")
            .with_totals(dec!(119.90), dec!(119));
        shop.order(183, "totals_differ", &Outcome::Parked(differs));
        let no_email = Parked::new(ParkReason::NoEmail, "add one to the order");
        shop.order(184, "no_email", &Outcome::Parked(no_email.clone()));
        shop.order(185, "no_email", &Outcome::Done);
        let now = "2026-11-23T04:26:13Z".parse().unwrap();
        let mut customer = CustomerLink::new("main".parse().unwrap(), 7, now);
        customer.outcome = Recorded::default().then(&Outcome::Parked(no_email), now);
        let doc = serde_json::to_string(&customer).unwrap();
        shop.put("CUSTOMER#main#7", "no_email#customer#7", &doc);
        Some(shop)
    }

    fn order(&self, order: u64, reason: &str, outcome: &Outcome) {
        let now = "2026-11-23T04:26:13Z".parse().unwrap();
        let mut link = Link::new("main".parse().unwrap(), OrderId(order), now);
        link.outcome = Recorded::default().then(outcome, now);
        let doc = serde_json::to_string(&link).unwrap();
        self.put(
            &format!("ORDER#main#{order}"),
            &format!("{reason}#order#{order}"),
            &doc,
        );
    }

    fn put(&self, pk: &str, by: &str, doc: &str) {
        let row = json!({
            "pk": {"S": pk}, "sk": {"S": "LINK"}, "version": {"N": "1"}, "doc": {"S": doc},
            "parked": {"S": "main"}, "parked_by": {"S": by},
        });
        let input = json!({"TableName": "woosync", "Item": row});
        self.aws.call("DynamoDB_20120810.PutItem", &input);
    }

    fn list(&self, arguments: &[&str]) -> Ran {
        let list = ["parked", "list", "--table", "woosync", "--store", "main"];
        woosync(
            &[&list, arguments].concat(),
            "",
            &self.aws.client_environment(),
        )
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Ran {
        let begin = ["parked", command, "--table", "woosync", "--store", "main"];
        woosync(
            &[&begin, arguments].concat(),
            "",
            &self.aws.client_environment(),
        )
    }

    fn retry(&self, arguments: &[&str]) -> Ran {
        let retry = [
            "parked",
            "retry",
            "--table",
            "woosync",
            "--store",
            "main",
            "--queue",
            &self.queue,
        ];
        woosync(
            &[&retry, arguments].concat(),
            "",
            &self.aws.client_environment(),
        )
    }

    /// What the queue got, as resource and id.
    fn sent(&self) -> Vec<(String, u64)> {
        let hints = self.aws.receive(&self.queue).into_iter();
        let mut sent: Vec<(String, u64)> = hints
            .map(|hint| {
                assert_eq!(
                    (&hint["source"], &hint["store"]),
                    (&json!("operator"), &json!("main"))
                );
                let resource = hint["resource"].as_str().unwrap().to_owned();
                (resource, hint["id"].as_u64().unwrap())
            })
            .collect();
        sent.sort();
        sent
    }
}

fn good(ran: &Ran) -> &str {
    assert!(ran.succeeded, "{}", ran.errors);
    ran.output.trim_end()
}

#[test]
fn what_is_parked_is_listed_by_reason_with_both_sides_sums() {
    let Some(shop) = Shop::open() else { return };
    let ran = shop.list(&[]);
    let expected = "no_email  customer 7  since 2026-11-23T04:26:13Z, tried once  add one to the order\n\
                    no_email  order 184  since 2026-11-23T04:26:13Z, tried once  add one to the order\n\
                    totals_differ  order 183  order 119.90, Perfex 119.00  since 2026-11-23T04:26:13Z, tried once  check the tax map\n\
                    parked: 3 (no_email 2, totals_differ 1)";
    assert_eq!(good(&ran), expected);
    let ran = shop.list(&["--reason", "totals_differ", "--format", "json"]);
    let item: Value = serde_json::from_str(good(&ran)).unwrap();
    assert_eq!(item["order_total"], "119.90");
    assert_eq!(item["id"], 183);
    assert_eq!(
        good(&shop.list(&["--reason", "zero_total"])),
        "nothing is parked"
    );
}

#[test]
fn what_is_chosen_is_tried_again() {
    let Some(shop) = Shop::open() else { return };
    let order = |id: u64| ("order".to_owned(), id);
    let customer = ("customer".to_owned(), 7);
    assert_eq!(good(&shop.retry(&["--order", "183"])), "tried again: 1");
    assert_eq!(shop.sent(), [order(183)]);
    assert_eq!(
        good(&shop.retry(&["--reason", "no_email"])),
        "tried again: 2"
    );
    assert_eq!(shop.sent(), [customer, order(184)]);
}

#[test]
fn what_is_not_parked_is_refused_and_nothing_sent() {
    let Some(shop) = Shop::open() else { return };
    shop.retry(&["--order", "183", "185"])
        .refuses("order 185 is not parked");
    let ran = shop.retry(&[]);
    assert!(
        !ran.succeeded && ran.errors.contains("--all"),
        "{}",
        ran.errors
    );
    assert_eq!(good(&shop.retry(&["--all"])), "tried again: 3");
    assert_eq!(shop.sent().len(), 3);
}

#[test]
fn what_a_person_saw_to_is_shown_and_leaves_the_list() {
    let Some(shop) = Shop::open() else {
        return;
    };
    let shown = shop.run("show", &["--order", "183"]);
    for part in [
        "order 183",
        "reason      totals_differ",
        "what to do  check the tax map",
        "tried       once",
        "since       2026-11-23T04:26:13Z",
        "order       119.90",
        "Perfex      119.00",
    ] {
        assert!(shown.output.contains(part), "{part}: {}", shown.output);
    }
    let refused = shop.run("show", &["--order", "185"]);
    assert_eq!(refused.code, Some(2), "{}", refused.errors);

    assert_eq!(
        shop.run("dismiss", &["--order", "184", "185"]).code,
        Some(2)
    );
    assert_eq!(
        shop.list(&["--reason", "no_email"]).output.lines().count(),
        3
    );
    let dismissed = shop.run("dismiss", &["--order", "184", "--order", "183"]);
    assert_eq!(
        dismissed.output.trim(),
        "dismissed: 2",
        "{}",
        dismissed.errors
    );
    let left = shop.list(&[]);
    assert!(left.output.contains("customer 7"), "{}", left.output);
    assert!(!left.output.contains("order 18"), "{}", left.output);
    let dismissed = shop.run("dismiss", &["--all"]);
    assert_eq!(
        dismissed.output.trim(),
        "dismissed: 1",
        "{}",
        dismissed.errors
    );
    assert_eq!(shop.list(&[]).output.trim(), "nothing is parked");
}
