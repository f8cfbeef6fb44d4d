//! What is found at a Perfex.

use desk::doctor::Verdict;
use perfex::Flavour;
use serde_json::json;
use sim_crm::{Seed, SeedPaymentMode, SeedTax, Setup};

use crate::find;
use crate::office::{BOTH, Office};

#[tokio::test]
async fn a_perfex_that_is_well_has_no_problem() {
    for flavour in BOTH {
        let found = Office::new(flavour, |_| {}).look().await;
        for check in [
            "answers",
            "flavour",
            "taxes",
            "payment_modes",
            "client_marker_field",
        ] {
            assert_eq!(find(&found, check).verdict, Verdict::Good, "{found:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_token_is_one_line() {
    for flavour in BOTH {
        let office = Office::new(flavour, |setup: &mut Setup| {
            setup.token = "another".to_owned();
        });
        let found = office.look().await;
        assert_eq!(found.len(), 1, "{found:?}");
        let answers = find(&found, "answers");
        assert_eq!(answers.verdict, Verdict::Problem);
        assert!(answers.said.contains("does not accept the token"));
    }
}

#[tokio::test]
async fn a_tax_of_the_settings_that_perfex_lacks_is_named() {
    let office = Office::new(Flavour::Themesic3, |_| {});
    let seed = Seed {
        taxes: Some(vec![SeedTax {
            name: "VAT".to_owned(),
            taxrate: "21.00".to_owned(),
        }]),
        ..Seed::default()
    };
    office.crm.lock().unwrap().seed(seed);
    let found = office.look().await;
    let taxes = find(&found, "taxes");
    assert_eq!(taxes.verdict, Verdict::Problem);
    assert!(taxes.said.contains("no tax VAT|20.00"), "{taxes:?}");
    assert!(taxes.said.contains("Tax Rates"), "{taxes:?}");
}

#[tokio::test]
async fn a_payment_mode_that_perfex_does_not_list_is_named() {
    let office = Office::new(Flavour::Themesic3, |_| {});
    let seed = Seed {
        payment_modes: Some(vec![SeedPaymentMode {
            id: "7".to_owned(),
            name: "Cash".to_owned(),
            invoices_only: false,
            selected_by_default: false,
        }]),
        ..Seed::default()
    };
    office.crm.lock().unwrap().seed(seed);
    let found = office.look().await;
    let modes = find(&found, "payment_modes");
    // The list leaves some out that exist, so it is no problem yet.
    assert_eq!(modes.verdict, Verdict::Note);
    assert!(modes.said.contains("does not list 1:"), "{modes:?}");
}

#[tokio::test]
async fn a_flavour_that_does_not_look_like_the_module_is_told() {
    for (flavour, other) in [
        (Flavour::Themesic2, Flavour::Themesic3),
        (Flavour::Themesic3, Flavour::Themesic2),
    ] {
        let mut office = Office::new(flavour, |_| {});
        let mut settings = json!(office.settings);
        settings["perfex"]["flavour"] = json!(other.name());
        office.settings = sync::Settings::from_value(settings).unwrap();
        let found = office.look().await;
        let finding = find(&found, "flavour");
        assert_eq!(finding.verdict, Verdict::Note, "{finding:?}");
        let said = format!("the settings say {}, and", other.name());
        assert!(finding.said.starts_with(&said), "{finding:?}");
        assert!(finding.said.contains("Setup > Modules"), "{finding:?}");
    }
}
