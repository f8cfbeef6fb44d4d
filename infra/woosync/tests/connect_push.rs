//! `woosync connect --push`, and the doctor's look at its end.

#![expect(clippy::unwrap_used)]

mod run;
mod set_up;
mod shop;
mod site;

use behaviour::stand_in::StandIn;
use set_up::{SetUp, good};
use site::Site;

const SECRET: &str = "cs_67890";

/// What a person does with a proposal: answers the currency, and takes away what asks.
fn complete(set_up: &SetUp<'_>) {
    let text = std::fs::read_to_string(&set_up.settings).unwrap();
    let text = text.replace("# EUR = ID", "EUR = 2");
    let lines = text.lines().filter(|line| !line.starts_with("# ?"));
    let text: Vec<&str> = lines.collect();
    std::fs::write(&set_up.settings, text.join("\n")).unwrap();
}

fn history(site: &Site<'_>) -> String {
    let ran = site.run(&["settings", "history"]);
    assert!(ran.succeeded, "{}", ran.errors);
    ran.output
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_put_in_force_once_nothing_needs_a_person() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic3).await;
    let queue = stand_in.create_queue("changes.fifo");
    let push = ["--push", "--queue", &queue];

    let open = set_up.run_with("connect", SECRET, &push);
    assert_eq!(open.code, Some(1), "{}", open.output);
    for part in [
        "error: the settings were not put in force: ",
        "still needs a person: line ",
        "Orders are in EUR",
    ] {
        assert!(open.errors.contains(part), "{part}: {}", open.errors);
    }
    assert!(open.output.contains("7 made, 0 kept"), "{}", open.output);
    for part in [
        "the doctor, with the settings of ",
        "good     main store.answers",
        "good     main perfex.answers",
        "good     main aws.queue",
    ] {
        assert!(open.output.contains(part), "{part}: {}", open.output);
    }
    let shown = set_up.site.run(&["settings", "show"]);
    assert!(!shown.succeeded, "nothing is in force: {}", shown.output);

    complete(&set_up);
    let pushed = set_up.run_with("connect", SECRET, &push);
    let said = good(&pushed);
    assert!(
        said.contains("the settings are in force: version 1"),
        "{said}"
    );
    assert!(
        said.contains("the doctor, with the settings in force, version 1"),
        "{said}"
    );

    let rows = written(&set_up);
    let again = set_up.run_with("connect", SECRET, &push);
    let said = good(&again);
    assert!(
        said.contains("in force already with these settings, version 1"),
        "{said}"
    );
    assert_eq!(written(&set_up), rows, "a second run writes nothing");

    let text = std::fs::read_to_string(&set_up.settings).unwrap();
    let other = text.replace("number_offset = 100000", "number_offset = 300000");
    std::fs::write(&set_up.settings, other).unwrap();
    let other = set_up.run_with("connect", SECRET, &push);
    assert_eq!(other.code, Some(1), "{}", other.output);
    assert!(
        other
            .errors
            .contains("in force already, with other settings"),
        "{}",
        other.errors
    );

    std::fs::remove_file(&set_up.settings).unwrap();
    let second = [&push[..], &["--store", "second", "--index", "2"]].concat();
    let open = set_up.run_with("connect", SECRET, &second);
    assert_eq!(open.code, Some(1), "{}", open.output);
    complete(&set_up);
    let joined = set_up.run_with("connect", SECRET, &second);
    assert!(
        good(&joined).contains("the settings are in force: version 2"),
        "{}",
        joined.output
    );
    let shown = set_up.site.run(&["settings", "show"]).output;
    for store in ["[stores.main]", "[stores.second]"] {
        assert!(shown.contains(store), "{store}: {shown}");
    }
}

/// The versions of the settings and of each secret.
fn written(set_up: &SetUp<'_>) -> Vec<String> {
    let mut all = vec![history(&set_up.site)];
    for secret in ["store", "crm", "hooks"] {
        all.push(set_up.site.version_of(secret));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_push_nothing_is_in_force_and_the_doctor_looks_without_aws_names_too() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic2).await;
    let ran = set_up.run("connect", SECRET);
    let said = good(&ran);
    assert!(
        said.contains("go through it, then: woosync settings push"),
        "{said}"
    );
    assert!(said.contains("good     main store.webhooks"), "{said}");
    assert!(!said.contains("main aws."), "no queue is named: {said}");
    let alone = set_up.run_with("connect", SECRET, &["--push"]);
    assert_eq!(alone.code, Some(2), "{}", alone.output);
    assert!(alone.errors.contains("--queue"), "{}", alone.errors);
}
