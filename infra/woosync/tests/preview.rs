//! `woosync preview` of files, without AWS and network.

#![expect(clippy::unwrap_used)]

mod run;

use std::path::{Path, PathBuf};

use run::{Ran, woosync};
use serde_json::{Value, json};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../woosync.example.toml");

/// The command where nothing could answer: an address of AWS at which nobody listens.
fn preview(arguments: &[&str], input: &str) -> Ran {
    let environment = [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ];
    woosync(&[&["preview"], arguments].concat(), input, &environment)
}

fn recorded(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce");
    folder.join(name).to_str().unwrap().to_owned()
}

fn json_of(ran: &Ran) -> Value {
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
    serde_json::from_str(&ran.output).unwrap()
}

/// A file that is gone when the test ends.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let name = format!("woosync-preview-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn an_order_file_alone_is_enough() {
    let file = recorded("rest/order-customer-at-paid.body");
    let shown = json_of(&preview(&["--order-file", &file, "--format", "json"], ""));
    assert_eq!(
        (&shown["outcome"], &shown["reason"]),
        (&json!("documents"), &Value::Null)
    );
    let invoice = &shown["documents"][0];
    for (field, value) in [
        ("kind", "invoice"),
        ("total", "63.65"),
        ("total_tax", "10.61"),
        ("adjustment", "0.00"),
        ("subtotal", "53.04"),
        ("order_total", "63.65"),
        ("currency", "EUR"),
        ("status", "paid"),
    ] {
        assert_eq!(invoice[field], value, "{field}");
    }
    assert_eq!(
        invoice["lines"][0],
        json!({
            "description": "T-Shirt - S, Rot",
            "long_description": "2 ×\nSKU TEE-S-R\nSize: S\nFarbe: Rot",
            "qty": "1", "rate": "41.85", "amount": "41.85", "taxname": ["USt. 20%|20.00"],
        })
    );
    assert_eq!(
        shown["proposed"],
        json!({"taxes": {"3": "USt. 20%|20.00"}, "currencies": {"EUR": 1}})
    );
}

#[test]
fn the_proposal_is_shown_to_be_copied_and_works_once_it_is_in_the_settings() {
    let file = recorded("rest/order-customer-at-paid.body");
    let ran = preview(&["--order-file", &file], "");
    for says in [
        "INVOICE 183 · 2026-11-23 · paid",
        "made up from the order",
        "[stores.main.taxes]\n3 = \"USt. 20%|20.00\"",
        "Nothing was written.",
    ] {
        assert!(
            ran.output.contains(says),
            "`{says}` is missing: {}",
            ran.output
        );
    }
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    let copied = example.replacen("1 = \"MwSt|19.00\"", "3 = \"USt. 20%|20.00\"", 1);
    assert_ne!(copied, example);
    let settings = File::new("copied.toml", &copied);
    let shown = json_of(&preview(
        &[
            "--order-file",
            &file,
            "--settings",
            settings.path(),
            "--format",
            "json",
        ],
        "",
    ));
    assert!(shown.get("proposed").is_none());
    assert_eq!(shown["documents"][0]["number"], 100_183);
}

#[test]
fn an_order_that_would_be_parked_or_skipped_is_shown_all_the_same() {
    let austrian = recorded("rest/order-customer-at-paid.body");
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    let standard = example.replace("standard = \"MwSt|19.00\"\n", "");
    let settings = File::new("no-standard.toml", &standard);
    let settings = ["--settings", settings.path(), "--format", "json"];
    let shown = json_of(&preview(
        &[&["--order-file", &austrian], &settings[..]].concat(),
        "",
    ));
    assert_eq!(
        (&shown["outcome"], &shown["reason"]),
        (&json!("park"), &json!("tax_not_mapped"))
    );
    assert_eq!(shown["documents"], json!([]));
    assert!(
        shown["detail"].as_str().unwrap().contains("rate 3"),
        "{}",
        shown["detail"]
    );
    assert!(shown.get("proposed").is_none(), "there is a tax map");

    let cancelled = recorded("rest/order-cancelled.body");
    let shown = json_of(&preview(
        &[&["--order-file", &cancelled], &settings[..]].concat(),
        "",
    ));
    assert_eq!(
        (&shown["outcome"], &shown["reason"]),
        (&json!("skip"), &json!("never_stood"))
    );
}

#[test]
fn refunds_come_from_a_list_or_from_one_object() {
    let order = recorded("rest/order-refund-full.body");
    let list = recorded("rest/refunds-of-refund-full.body");
    let all = recorded("rest/refunds-global.body");
    let text = std::fs::read_to_string(&list).unwrap();
    let refunds: Vec<Value> = serde_json::from_str(&text).unwrap();
    let one = File::new("one.json", &refunds[0].to_string());
    for refunds in [&list, &all, one.path()] {
        let arguments = [
            "--order-file",
            &order,
            "--refunds-file",
            refunds,
            "--format",
            "json",
        ];
        let shown = json_of(&preview(&arguments, ""));
        let kinds: Vec<&Value> = shown["documents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| &d["kind"])
            .collect();
        assert_eq!(kinds, ["invoice", "credit_note"], "{refunds}");
        assert_eq!(shown["documents"][1]["total"], "84.64");
        assert_eq!(shown["documents"][1]["refund"], 214);
    }
    let without = preview(&["--order-file", &order], "");
    assert!(
        without.output.contains("details are missing (214)"),
        "{}",
        without.output
    );
    assert!(
        without.output.contains("--refunds-file"),
        "{}",
        without.output
    );
}

#[test]
fn a_webhook_body_and_standard_input_serve_as_well() {
    let file = recorded("webhooks/061-order.updated.body");
    let body = std::fs::read_to_string(&file).unwrap();
    let named = preview(&["--order-file", &file, "--format", "json"], "");
    let piped = preview(&["--order-file", "-", "--format", "json"], &body);
    let listed = format!("\u{feff}[{body}]");
    let listed = preview(&["--order-file", "-", "--format", "json"], &listed);
    assert_eq!(json_of(&named)["documents"][0]["total"], "84.64");
    assert_eq!(json_of(&named), json_of(&piped));
    assert_eq!(json_of(&named), json_of(&listed));
}

/// Fails unless the command ended with 2 and one line that says this.
fn bad_input(ran: &Ran, says: &str) {
    ran.refuses(says);
    assert_eq!(ran.code, Some(2), "{}", ran.errors);
}

#[test]
fn what_is_no_order_is_refused_with_what_it_is() {
    for (file, says) in [
        (
            "webhooks/101-order.deleted.body",
            "body of an order.deleted delivery, which names the id 217",
        ),
        ("webhooks/001-ping.body", "body of a ping"),
        (
            "webhooks/116-order.updated.body",
            "error answer of the store (woocommerce_rest_shop_order_invalid_id)",
        ),
        (
            "webhooks/010-customer.created.body",
            "is a customer, no order",
        ),
        (
            "rest/orders-default.body",
            "holds a list of 10: give one order by itself",
        ),
        ("rest/orders-empty-poll.body", "holds an empty list"),
        ("rest/webhook.body", "currency: is missing"),
        ("errors/php-fatal.body", "is a web page, no JSON"),
        ("no-such-file", "cannot be read"),
    ] {
        let path = recorded(file);
        let ran = preview(&["--order-file", &path], "");
        bad_input(&ran, says);
        assert!(
            ran.errors.contains(file),
            "the file is not named: {}",
            ran.errors
        );
    }
    for (input, says) in [
        ("", "is empty"),
        ("{\"id\": 1", "is no JSON"),
        ("7", "holds no JSON object"),
        ("[7]", "holds no JSON object"),
        (r#"{"id": 1, "amount": "3.00"}"#, "is a refund, no order"),
    ] {
        bad_input(&preview(&["--order-file", "-"], input), says);
    }
}

#[test]
fn a_wrong_field_is_named_by_its_path() {
    let file = recorded("rest/order-customer-at-paid.body");
    let good: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    for (pointer, value, says) in [
        ("/total", json!("sixty"), "total: not an amount"),
        ("/total_tax", Value::Null, "total_tax: an amount is missing"),
        ("/id", json!("183x"), "id: "),
        ("/line_items/1/total", json!([]), "line_items[1].total: "),
        (
            "/line_items/0/taxes/0/total",
            json!("x"),
            "line_items[0].taxes[0].total: not an amount",
        ),
        (
            "/date_created",
            json!("yesterday"),
            "date_created: not a time",
        ),
        ("/billing", json!("Jane"), "billing: "),
    ] {
        let mut order = good.clone();
        *order.pointer_mut(pointer).unwrap() = value;
        let ran = preview(&["--order-file", "-"], &order.to_string());
        bad_input(&ran, says);
        assert!(!ran.errors.contains("Jane"), "{}", ran.errors);
    }
    for field in [
        "id",
        "status",
        "currency",
        "total",
        "total_tax",
        "line_items",
    ] {
        let mut order = good.clone();
        order.as_object_mut().unwrap().remove(field);
        let ran = preview(&["--order-file", "-"], &order.to_string());
        bad_input(&ran, &format!("{field}: is missing"));
    }
}

#[test]
fn a_wrong_refund_is_named_by_its_path() {
    let order = recorded("rest/order-refund-full.body");
    let refunds = |text: &str| {
        let file = File::new("refunds.json", text);
        preview(&["--order-file", &order, "--refunds-file", file.path()], "")
    };
    let own_list: Value = serde_json::from_str(&std::fs::read_to_string(&order).unwrap()).unwrap();
    for (text, says) in [
        (
            r#"[{"id": 214, "amount": "x"}]"#.to_owned(),
            "refund [0]: amount: not an amount",
        ),
        (r#"{"amount": "1.00"}"#.to_owned(), "id: is missing"),
        (
            r#"[{"id": 214, "amount": "1.00", "line_items": [{"id": 1, "total": {}}]}]"#.to_owned(),
            "refund [0]: line_items[0].total: ",
        ),
        (own_list["refunds"].to_string(), "[0].amount: is missing"),
        (own_list.to_string(), "is an order, no refund"),
        (
            r#"[{"id": 211, "parent_id": 209, "amount": "1.23"}]"#.to_owned(),
            "parent_id: refund 211 is of order 209, not of 213",
        ),
        ("[3]".to_owned(), "[0] holds no JSON object"),
    ] {
        bad_input(&refunds(&text), says);
    }
}

#[test]
fn settings_and_arguments_are_checked() {
    let order = recorded("rest/order-chain.body");
    let with = |more: &[&str]| preview(&[&["--order-file", &order], more].concat(), "");
    bad_input(
        &with(&["--settings", "/no/such/file"]),
        "cannot read /no/such/file",
    );
    bad_input(
        &with(&["--settings", EXAMPLE, "--store", "other"]),
        "--store other: the settings have no such store, only main",
    );
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    let wrong = File::new("wrong.toml", &example.replacen("index = 1", "index = 0", 1));
    bad_input(
        &with(&["--settings", wrong.path()]),
        "stores.main.index: must be above 0",
    );
    // The arguments' own errors come with a usage line of their own.
    for arguments in [
        &["--store", "main"][..],
        &["--order", "183", "--order-file", &order],
        &["--store", "main", "--order", "183"],
        &[
            "--store",
            "main",
            "--order",
            "183",
            "--refunds-file",
            &order,
        ],
        &["--order-file", &order, "--format", "xml"],
    ] {
        let ran = preview(arguments, "");
        assert_eq!(
            (ran.code, ran.output.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn the_guide_shows_what_the_command_prints() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../guides/preview.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let order = recorded("rest/order-fees-pos-neg.body");
    let ran = preview(&["--order-file", &order, "--settings", EXAMPLE], "");
    let block = format!("```\n{}```\n", ran.output);
    assert!(
        guide.contains(&block),
        "the guide shows something else than\n{}",
        ran.output
    );
}
