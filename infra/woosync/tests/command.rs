//! The command as a person meets it, without AWS.

#![expect(clippy::unwrap_used)]

mod run;

use run::{Ran, woosync};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../woosync.example.toml");

/// The command in an environment that knows no AWS.
fn offline(arguments: &[&str], input: &str) -> Ran {
    let empty = std::env::temp_dir().join("woosync-no-such-file");
    let empty = empty.to_string_lossy().into_owned();
    let environment = [
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_CONFIG_FILE", empty.clone()),
        ("AWS_SHARED_CREDENTIALS_FILE", empty),
    ];
    woosync(arguments, input, &environment)
}

#[test]
fn the_example_passes_the_check() {
    let ran = offline(&["settings", "check", EXAMPLE], "");
    assert!(ran.succeeded, "{}", ran.errors);
    assert!(
        ran.output
            .ends_with("woosync.example.toml: good, stores: main\n"),
        "{}",
        ran.output
    );
}

#[test]
fn a_wrong_file_fails_with_one_line_that_names_file_and_place() {
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    for (number, (from, to, says)) in [
        ("[perfex]", "[perfex", "line "),
        (
            "index = 1",
            "index = 0",
            "stores.main.index: must be above 0",
        ),
        (
            "https://crm",
            "http://crm",
            "perfex.url: must begin with https://",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("woosync-{}-{number}.toml", std::process::id());
        let path = std::env::temp_dir().join(&name);
        std::fs::write(&path, example.replacen(from, to, 1)).unwrap();
        let ran = offline(&["settings", "check", path.to_str().unwrap()], "");
        std::fs::remove_file(&path).unwrap();
        ran.refuses(&name);
        ran.refuses(says);
    }
    offline(&["settings", "check", "/no/such/file"], "").refuses("cannot read /no/such/file");
}

#[test]
fn bad_secrets_are_refused_before_anything_is_sent_and_never_printed() {
    let webhook = [
        "secrets",
        "set-webhook",
        "--secret-id",
        "x",
        "--store",
        "main",
    ];
    let store = [
        "secrets",
        "set-store",
        "--secret-id",
        "x",
        "--store",
        "main",
    ];
    let crm = ["secrets", "set-crm", "--secret-id", "x"];
    for (arguments, input, says) in [
        (&webhook[..], "", "the webhook secret is empty"),
        (&webhook[..], "hunter2\n", "shorter than 8 characters"),
        (
            &store[..],
            "hunter2hunter2\ncs_2\n",
            "first line must be the consumer key",
        ),
        (&store[..], "ck_hunter2\n", "the consumer secret is empty"),
        (&crm[..], "\n", "the API token is empty"),
    ] {
        let ran = offline(arguments, input);
        ran.refuses(says);
        assert!(!ran.errors.contains("hunter2"), "{}", ran.errors);
    }
}

#[test]
fn a_store_id_that_cannot_be_is_refused() {
    let ran = offline(
        &[
            "secrets",
            "set-webhook",
            "--secret-id",
            "x",
            "--store",
            "Main Shop",
        ],
        "12345678\n",
    );
    assert!(!ran.succeeded);
    assert!(ran.errors.contains("--store"), "{}", ran.errors);
}

#[test]
fn order_ids_are_checked_before_aws_is_asked() {
    let outcome = ["orders", "outcome", "--table", "t", "--store", "main"];
    offline(&outcome, "183\nabc\n").refuses("line 2: `abc` is no order id");
    offline(&outcome, "").refuses("no order ids were given");
}

#[test]
fn missing_credentials_are_told_with_what_to_do() {
    let ran = offline(&["settings", "show", "--table", "t"], "");
    ran.refuses("no usable AWS credentials: log in");
}
