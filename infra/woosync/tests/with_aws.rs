//! The command against a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;

use behaviour::contract::full_link;
use behaviour::stand_in::StandIn;
use run::{Ran, woosync};
use serde_json::{Value, json};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../woosync.example.toml");

fn run(stand_in: &StandIn, arguments: &[&str], input: &str) -> Ran {
    woosync(arguments, input, &stand_in.client_environment())
}

fn good(ran: &Ran) -> &str {
    assert!(ran.succeeded, "{}", ran.errors);
    assert_eq!(ran.errors, "");
    &ran.output
}

fn secret(stand_in: &StandIn, id: &str) -> Value {
    let answer = stand_in.call("secretsmanager.GetSecretValue", &json!({"SecretId": id}));
    serde_json::from_str(answer["SecretString"].as_str().unwrap()).unwrap()
}

#[test]
fn settings_are_pushed_shown_and_listed() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    stand_in.create_table("woosync");
    let queue = stand_in.create_queue("changes.fifo");
    let show = ["settings", "show", "--table", "woosync"];
    run(&stand_in, &show, "").refuses("no settings were pushed yet");

    let push = |file: &str| {
        run(
            &stand_in,
            &[
                "settings", "push", file, "--table", "woosync", "--queue", &queue, "--by", "jane",
            ],
            "",
        )
    };
    let ran = push(EXAMPLE);
    assert_eq!(
        good(&ran),
        "version 1\nchanged: digest (new), perfex (new), stores (new), version (new)\n"
    );
    assert!(good(&push(EXAMPLE)).contains("nothing was changed"));

    let shown = run(&stand_in, &show, "");
    assert!(good(&shown).starts_with("# version 1, pushed by jane at "));
    let path = std::env::temp_dir().join(format!("woosync-pushed-{}.toml", std::process::id()));
    let file = path.to_str().unwrap();
    std::fs::write(&path, &shown.output).unwrap();
    assert!(
        good(&push(file)).contains("nothing was changed"),
        "what is shown can be pushed"
    );

    std::fs::write(&path, shown.output.replace("100000", "200000")).unwrap();
    assert_eq!(good(&push(file)), "version 2\nchanged: stores.main\n");
    std::fs::write(&path, shown.output.replace("index = 1", "index = 9")).unwrap();
    push(file).refuses("stores.main.index is 1 and would become 9");
    std::fs::remove_file(&path).unwrap();

    let history = run(
        &stand_in,
        &["settings", "history", "--table", "woosync"],
        "",
    );
    let lines: Vec<&str> = good(&history).lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("2 ") && lines[0].ends_with("jane: stores.main"),
        "{lines:?}"
    );
    run(&stand_in, &["settings", "show", "--table", "elsewhere"], "")
        .refuses("not found in this AWS account");
}

#[test]
fn new_settings_release_what_they_may_cure() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    stand_in.create_table("woosync");
    let queue = stand_in.create_queue("changes.fifo");
    for (order, reason) in [
        ("183", "tax_not_mapped"),
        ("184", "paid_but_called_off"),
        ("185", "no_email"),
    ] {
        let row = json!({
            "pk": {"S": format!("ORDER#main#{order}")}, "sk": {"S": "LINK"},
            "parked": {"S": "main"}, "parked_by": {"S": format!("{reason}#order#{order}")},
        });
        let input = json!({"TableName": "woosync", "Item": row});
        stand_in.call("DynamoDB_20120810.PutItem", &input);
    }
    let push = [
        "settings", "push", EXAMPLE, "--table", "woosync", "--queue", &queue,
    ];
    let ran = run(&stand_in, &push, "");
    assert!(
        good(&ran).ends_with("parked, tried again: 2\n"),
        "{}",
        ran.output
    );
    let mut sent: Vec<u64> = Vec::new();
    for hint in stand_in.receive(&queue) {
        assert_eq!(hint["source"], "settings");
        assert_eq!(
            (&hint["store"], &hint["resource"]),
            (&json!("main"), &json!("order"))
        );
        sent.push(hint["id"].as_u64().unwrap());
    }
    sent.sort_unstable();
    assert_eq!(sent, [183, 185]);
}

#[test]
fn the_first_push_sets_the_day_from_which_payments_are_written() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    stand_in.create_table("woosync");
    let queue = stand_in.create_queue("changes.fifo");
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    let without = example.replace("go_live = \"2026-11-24\"\n", "");
    assert_ne!(without, example);
    let path = std::env::temp_dir().join(format!("woosync-day-{}.toml", std::process::id()));
    let file = path.to_str().unwrap();
    std::fs::write(&path, &without).unwrap();
    let push = [
        "settings", "push", file, "--table", "woosync", "--queue", &queue,
    ];
    good(&run(&stand_in, &push, ""));
    let show = ["settings", "show", "--table", "woosync"];
    let shown = run(&stand_in, &show, "");
    assert!(good(&shown).contains("go_live = \"20"), "{}", shown.output);
    // It is kept, whatever the day of a later push.
    let fixed = example.replace("2026-11-24", "2026-01-02");
    std::fs::write(&path, &fixed).unwrap();
    good(&run(&stand_in, &push, ""));
    std::fs::write(&path, &without).unwrap();
    good(&run(&stand_in, &push, ""));
    assert!(good(&run(&stand_in, &show, "")).contains("go_live = \"2026-01-02\""));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn secrets_are_merged_in_their_shapes() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    for name in ["webhook", "store", "crm"] {
        let input =
            json!({"Name": name, "SecretString": "{}", "ClientRequestToken": "0".repeat(32)});
        stand_in.call("secretsmanager.CreateSecret", &input);
    }
    let set = |arguments: &[&str], input: &str| {
        let ran = run(&stand_in, &[&["secrets"], arguments].concat(), input);
        for line in input.lines() {
            assert!(
                !ran.output.contains(line) && !ran.errors.contains(line),
                "a value was printed"
            );
        }
        ran
    };
    let webhook = ["set-webhook", "--secret-id", "webhook", "--store", "main"];
    let rotate = [&webhook[..], &["--rotate"]].concat();
    set(&rotate, "first-secret\n").refuses("no webhook secret to rotate");
    assert_eq!(
        good(&set(&webhook, "first-secret\n")),
        "store main: webhook secret set\n"
    );
    assert!(good(&set(&rotate, "second-secret\n")).contains("stays valid as the previous one"));
    let other = ["set-webhook", "--secret-id", "webhook", "--store", "other"];
    good(&set(&other, "other-secret\n"));
    assert_eq!(
        secret(&stand_in, "webhook"),
        json!({
            "main": {"current": "second-secret", "previous": "first-secret"},
            "other": {"current": "other-secret", "previous": null},
        })
    );

    good(&set(
        &["set-store", "--secret-id", "store", "--store", "main"],
        "ck_12345\ncs_67890\n",
    ));
    assert_eq!(
        secret(&stand_in, "store"),
        json!({"main": {"consumer_key": "ck_12345", "consumer_secret": "cs_67890"}})
    );
    good(&set(&["set-crm", "--secret-id", "crm"], "eyJ0eXAi.x.y\n"));
    assert_eq!(secret(&stand_in, "crm"), json!({"token": "eyJ0eXAi.x.y"}));
    set(&["set-crm", "--secret-id", "elsewhere"], "eyJ0eXAi.x.y\n")
        .refuses("cannot read the secret elsewhere");
}

#[test]
fn outcomes_of_orders_are_printed_line_by_line() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    stand_in.create_table("woosync");
    let doc = serde_json::to_string(&full_link()).unwrap();
    let row = json!({"pk": {"S": "ORDER#main#183"}, "sk": {"S": "LINK"},
                     "version": {"N": "4"}, "doc": {"S": doc}});
    stand_in.call(
        "DynamoDB_20120810.PutItem",
        &json!({"TableName": "woosync", "Item": row}),
    );

    let outcome = ["orders", "outcome", "--table", "woosync", "--store", "main"];
    let named = [&outcome[..], &["--order", "184", "183"]].concat();
    let piped = [&outcome[..], &["--orders-file", "-"]].concat();
    for (arguments, input) in [
        (&named[..], ""),
        (&piped[..], "183\n184\n"),
        (&outcome[..], "184\n183\n"),
    ] {
        let ran = run(&stand_in, arguments, input);
        let lines: Vec<Value> = good(&ran)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (&lines[0]["order"], &lines[0]["outcome"]),
            (&json!(183), &json!("parked"))
        );
        assert_eq!(lines[0]["invoice"]["total"], "119.90");
        assert_eq!(
            (&lines[1]["order"], &lines[1]["outcome"]),
            (&json!(184), &Value::Null)
        );
    }
}
