//! `woosync connect` and `disconnect` against a simulated store, a simulated CRM and a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;
mod set_up;
mod shop;
mod site;

use std::path::Path;

use behaviour::stand_in::StandIn;
use run::{Ran, woosync};
use serde_json::Value;
use set_up::{SetUp, WEBHOOK_URL, good};

fn checked(file: &Path) -> Ran {
    woosync(&["settings", "check", file.to_str().unwrap()], "", &[])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_set_up_and_again_and_taken_down() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    for flavour in [sim_crm::Flavour::Themesic2, sim_crm::Flavour::Themesic3] {
        let set_up = SetUp::new(&stand_in, flavour).await;
        let others = set_up.site.webhooks().len();
        let ran = set_up.run("connect", "cs_67890");
        let said = good(&ran);
        assert!(said.contains("7 made, 0 kept"), "{said}");
        assert!(said.contains("the settings are proposed in"), "{said}");
        assert_eq!(set_up.hooks().len(), 7);
        let secret = set_up.site.secret_of("hooks")["main"]["current"].clone();
        let secret = secret.as_str().unwrap();
        assert!(secret.len() >= 40 && secret.chars().all(|letter| letter.is_ascii_alphanumeric()));
        let keys = set_up.site.secret_of("store");
        assert_eq!(keys["main"]["consumer_secret"], "cs_67890");
        assert_eq!(
            set_up.site.secret_of("crm")["token"],
            set_up.site.token.as_str()
        );
        for hidden in [secret, "cs_67890", set_up.site.token.as_str()] {
            assert!(!said.contains(hidden), "a secret is shown");
        }

        let proposed = std::fs::read_to_string(&set_up.settings).unwrap();
        for part in [
            "[stores.main.taxes]",
            "# ? Orders are in EUR",
            "number_offset = 100000",
            &format!("url = \"{}\"", set_up.site.store_url),
        ] {
            assert!(proposed.contains(part), "{part}: {proposed}");
        }
        // What only a person can know is named, and with it the file is good.
        let currency = proposed.replace("# EUR = ID", "EUR = 2");
        let marker = currency.replace("# client_marker_field = 3", "client_marker_field = 3");
        std::fs::write(&set_up.settings, &marker).unwrap();
        let check = checked(&set_up.settings);
        assert!(check.succeeded, "{}\n{marker}", check.errors);

        let again = set_up.run("connect", "cs_67890");
        let said = good(&again);
        assert!(said.contains("0 made, 7 kept"), "{said}");
        assert!(
            said.contains("is there already and was left alone"),
            "{said}"
        );
        assert_eq!(std::fs::read_to_string(&set_up.settings).unwrap(), marker);
        let kept = set_up.site.secret_of("hooks");
        assert_eq!(kept["main"]["current"], secret, "the secret stays");

        let gone = set_up.run("disconnect", "cs_67890");
        assert!(
            good(&gone).contains("7 webhooks deleted"),
            "{}",
            gone.output
        );
        assert!(set_up.hooks().is_empty());
        assert_eq!(set_up.site.webhooks().len(), others, "other webhooks stay");
        let twice = set_up.run("disconnect", "cs_67890");
        assert!(good(&twice).contains("no webhook of it delivers to"));
        std::fs::remove_file(&set_up.settings).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_is_told_before_anything_is_kept() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic3).await;
    let ran = set_up.run("connect", "cs_wrong");
    ran.refuses("the store does not answer as WooCommerce's API does");
    assert_eq!(
        set_up.site.secret_of("store"),
        Value::Object(serde_json::Map::new())
    );
    assert!(set_up.hooks().is_empty());
    assert!(!set_up.settings.exists());
}

#[test]
fn without_a_terminal_the_missing_flag_is_named() {
    let arguments = ["disconnect", "--webhook-url", WEBHOOK_URL];
    let ran = woosync(&arguments, "", &[]);
    ran.refuses("there is no terminal to ask on: give --url");
    assert_eq!(ran.code, Some(2));
}
