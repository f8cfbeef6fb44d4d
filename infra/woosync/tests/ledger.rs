//! The ledger as a person sees it, in a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;

use behaviour::ledger_contract::contribution;
use behaviour::stand_in::StandIn;
use domain::{Contribution, OrderId};
use jiff::civil::{Date, date};
use run::{Ran, woosync};
use rust_decimal::dec;
use serde_json::{Value, json};
use sync::Link;

const JANE: &str = "e3b0c44298fc1c149afbf4c8";

/// A stand-in with the table `woosync`.
struct Shop(StandIn);

impl Shop {
    fn open() -> Option<Self> {
        let stand_in = StandIn::start()?;
        stand_in.create_table("woosync");
        Some(Self(stand_in))
    }

    fn put(&self, row: &Value) {
        let input = json!({"TableName": "woosync", "Item": row});
        self.0.call("DynamoDB_20120810.PutItem", &input);
    }

    /// The link of an order that contributes this.
    fn order(&self, store: &str, order: u64, contributes: Option<Contribution>) {
        let now = "2026-11-23T04:26:13Z".parse().unwrap();
        let mut link = Link::new(store.parse().unwrap(), OrderId(order), now);
        link.contribution = contributes;
        self.put(&json!({
            "pk": {"S": format!("ORDER#{store}#{order}")}, "sk": {"S": "LINK"},
            "version": {"N": "1"}, "doc": {"S": serde_json::to_string(&link).unwrap()},
        }));
    }

    /// A row of the ledger with these figures.
    fn row(&self, pk: &str, sk: &str, figures: &[(&str, &str)]) {
        let mut row = json!({"pk": {"S": pk}, "sk": {"S": sk}, "version": {"N": "3"}});
        for (name, amount) in figures {
            row[*name] = json!({"N": amount});
        }
        self.put(&row);
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let arguments = [&["ledger"], arguments, &["--table", "woosync"]].concat();
        woosync(&arguments, "", &self.0.client_environment())
    }
}

fn good(ran: &Ran) -> Vec<&str> {
    assert!(ran.succeeded, "{}{}", ran.output, ran.errors);
    assert_eq!(ran.errors, "");
    ran.output.lines().collect()
}

/// What an order of 119.90 euros contributes.
fn sale(day: Date) -> Contribution {
    contribution(day, Some(JANE))
}

const TWO_SALES: [(&str, &str); 7] = [
    ("orders_count", "2"),
    ("gross", "239.8"),
    ("net", "201.52"),
    ("tax", "38.28"),
    ("shipping", "8.24"),
    ("discount", "10"),
    ("refunded", "0"),
];

/// Two orders of a day and one of another store in yen, in the ledger as they should be.
fn busy() -> Option<Shop> {
    let shop = Shop::open()?;
    let day = date(2026, 11, 23);
    shop.order("main", 183, Some(sale(day)));
    shop.order("main", 184, Some(sale(day)));
    shop.order("main", 185, None);
    shop.row("LEDGER#main#EUR", "DAY#2026-11-23", &TWO_SALES);
    // What is left of an order that was called off.
    let nothing = [("orders_count", "0"), ("gross", "0")];
    shop.row("LEDGER#main#EUR", "DAY#2026-11-22", &nothing);
    let spent = [
        ("orders_count", "2"),
        ("total_spent", "239.80"),
        ("2026-11-23", "2"),
        // Of an order that was called off.
        ("2026-11-22", "0"),
    ];
    shop.row(&format!("CLIENT#{JANE}"), "SPENT#main#EUR", &spent);

    let mut yen = contribution(date(2026, 12, 1), None);
    yen.currency = "JPY".to_owned().try_into().unwrap();
    (yen.gross, yen.net, yen.tax) = (dec!(1785), dec!(1623), dec!(162));
    (yen.shipping, yen.discount, yen.refunded) = (dec!(0), dec!(0), dec!(85));
    shop.order("other", 183, Some(yen));
    let figures = [
        ("orders_count", "1"),
        ("gross", "1785"),
        ("net", "1623"),
        ("tax", "162"),
        ("refunded", "85"),
    ];
    shop.row("LEDGER#other#JPY", "DAY#2026-12-01", &figures);
    Some(shop)
}

#[test]
fn a_ledger_that_agrees_is_one_line_a_store() {
    let Some(shop) = busy() else {
        return;
    };
    let main = "store main: the ledger agrees with 2 orders of 1 client; \
                EUR 239.80 gross and 0.00 refunded on 1 day";
    let other = "store other: the ledger agrees with 1 order of 0 clients; \
                 JPY 1785 gross and 85 refunded on 1 day";
    assert_eq!(good(&shop.run(&["verify"])), [main, other]);
    let one = shop.run(&["verify", "--store", "other", "--repair"]);
    assert_eq!(good(&one), [other]);
    let third = shop.run(&["verify", "--store", "third"]);
    assert_eq!(good(&third), ["store third: there are no orders"]);
}

#[test]
fn what_differs_is_told_figure_by_figure_and_can_be_repaired() {
    let Some(shop) = busy() else {
        return;
    };
    // One changed behind the ledger's back, one never booked, one of nobody.
    shop.order("main", 185, Some(sale(date(2026, 11, 24))));
    let mut wrong = TWO_SALES;
    wrong[1] = ("gross", "239.805");
    shop.row("LEDGER#main#EUR", "DAY#2026-11-23", &wrong);
    shop.row("LEDGER#main#USD", "DAY#2026-11-23", &[("tax", "-1")]);

    let ran = shop.run(&["verify", "--store", "main"]);
    assert!(!ran.succeeded);
    assert_eq!(
        ran.errors,
        "error: 4 rows of the ledger differ from the orders: set them right with --repair\n"
    );
    let lines: Vec<&str> = ran.output.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "store  row                                  figure             is  should be",
            "main   2026-11-23 EUR                       gross         239.805     239.80",
            "main   2026-11-23 USD                       tax             -1.00       0.00",
        ]
    );
    assert_eq!(
        lines[3..]
            .iter()
            .map(|line| &line[44..])
            .collect::<Vec<_>>(),
        [
            "orders_count        0          1",
            "gross            0.00     119.90",
            "net              0.00     100.76",
            "tax              0.00      19.14",
            "shipping         0.00       4.12",
            "discount         0.00       5.00",
            "orders_count        2          3",
            "total_spent    239.80     359.70",
            "2026-11-24          0          1",
        ]
    );
    assert!(
        lines[9].contains(&format!("client {JANE} EUR")),
        "{lines:?}"
    );
    assert_eq!(
        good(&shop.run(&["verify", "--store", "other"])).len(),
        1,
        "another store is not looked at"
    );

    let repaired = shop.run(&["verify", "--store", "main", "--repair"]);
    assert!(repaired.succeeded, "{}", repaired.errors);
    let told: Vec<&str> = repaired.output.lines().collect();
    assert_eq!(told[..lines.len()], lines[..], "what was wrong is told");
    assert_eq!(
        told[lines.len()..],
        [
            "4 rows rewritten",
            "store main: the ledger agrees with 3 orders of 1 client; \
             EUR 359.70 gross and 0.00 refunded on 2 days",
        ]
    );
    assert_eq!(good(&shop.run(&["verify"])).len(), 2);
}

#[test]
fn a_link_that_cannot_be_read_is_named_and_nothing_is_repaired() {
    let Some(shop) = busy() else {
        return;
    };
    shop.put(&json!({
        "pk": {"S": "ORDER#main#500"}, "sk": {"S": "LINK"}, "version": {"N": "1"},
        "doc": {"S": r#"{"store": "main", "contribution": {"currency": "EUR", "day": "jane"}}"#},
    }));
    shop.row("LEDGER#main#EUR", "DAY#2026-11-23", &[]);
    shop.run(&["verify", "--repair"])
        .refuses("ORDER#main#500 LINK: field contribution.day does not fit");
    let shown = shop.run(&["show", "--store", "main"]);
    assert_eq!(good(&shown), ["no order counts in these days"]);
}

#[test]
fn revenue_is_shown_by_day_and_currency_and_never_added_across_them() {
    let Some(shop) = busy() else {
        return;
    };
    let shown = shop.run(&["show"]);
    assert_eq!(
        good(&shown),
        [
            "store  day         currency  orders   gross     net    tax  shipping  discount  refunded",
            "main   2026-11-23  EUR            2  239.80  201.52  38.28      8.24     10.00      0.00",
            "other  2026-12-01  JPY            1    1785    1623    162         0         0        85",
            "main   total       EUR            2  239.80  201.52  38.28      8.24     10.00      0.00",
            "other  total       JPY            1    1785    1623    162         0         0        85",
        ]
    );
    let days = |from, to| {
        let ran = shop.run(&["show", "--from", from, "--to", to]);
        good(&ran).len()
    };
    assert_eq!(days("2026-11-23", "2026-11-23"), 3);
    assert_eq!(days("2026-11-24", "2026-11-30"), 1);
    assert_eq!(days("2026-11-24", "2026-12-01"), 3);
    let backwards = ["show", "--from", "2026-12-01", "--to", "2026-11-01"];
    shop.run(&backwards)
        .refuses("--from 2026-12-01 is after --to 2026-11-01");
    let one = shop.run(&["show", "--store", "main"]);
    assert_eq!(good(&one).len(), 3);
}

impl Shop {
    /// Handles an order as the consumer does: its link and its additions in one transaction.
    fn handle(&self, order: u64, day: Date) {
        let now = "2026-11-23T04:26:13Z".parse().unwrap();
        let mut link = Link::new("main".parse().unwrap(), OrderId(order), now);
        link.contribution = Some(contribution(day, None));
        let doc = serde_json::to_string(&link).unwrap();
        let row = json!({"pk": {"S": format!("ORDER#main#{order}")}, "sk": {"S": "LINK"},
                         "version": {"N": "1"}, "doc": {"S": doc}});
        let figures = [
            ("orders_count", "1"),
            ("gross", "119.9"),
            ("net", "100.76"),
            ("tax", "19.14"),
            ("shipping", "4.12"),
            ("discount", "5"),
            ("version", "1"),
        ];
        let names = figures.map(|(name, _)| (format!("#{name}"), json!(name)));
        let values = figures.map(|(name, amount)| (format!(":{name}"), json!({"N": amount})));
        let added = figures.map(|(name, _)| format!("#{name} :{name}"));
        let key = json!({"pk": {"S": "LEDGER#main#EUR"}, "sk": {"S": format!("DAY#{day}")}});
        let update = json!({
            "TableName": "woosync", "Key": key,
            "UpdateExpression": format!("ADD {}", added.join(", ")),
            "ExpressionAttributeNames": Value::Object(names.into_iter().collect()),
            "ExpressionAttributeValues": Value::Object(values.into_iter().collect()),
        });
        let put = json!({"TableName": "woosync", "Item": row});
        self.0.call(
            "DynamoDB_20120810.TransactWriteItems",
            &json!({"TransactItems": [{"Put": put}, {"Update": update}]}),
        );
    }
}

#[test]
fn orders_that_are_handled_meanwhile_are_no_difference() {
    let Some(shop) = Shop::open() else {
        return;
    };
    shop.handle(1, date(2026, 11, 1));
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let shop = &shop;
        scope.spawn(move || {
            let pause = std::time::Duration::from_millis(15);
            for order in 2_u64.. {
                if is_done.recv_timeout(pause) != Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                    break;
                }
                let day = i8::try_from(order % 28).unwrap() + 1;
                shop.handle(order, date(2026, 11, day));
            }
        });
        for _ in 0..20 {
            let ran = shop.run(&["verify", "--repair"]);
            let said = format!("{}{}", ran.output, ran.errors);
            let moving = said.contains("orders changed while they were compared");
            assert!(
                moving || said.starts_with("store main: the ledger agrees"),
                "{said}"
            );
        }
        drop(done);
    });
    let quiet = shop.run(&["verify"]);
    assert_eq!(good(&quiet).len(), 1);
}
