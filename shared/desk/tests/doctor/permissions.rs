//! What is found of the token's permissions, feature by feature.

use desk::doctor::{Finding, Verdict};
use perfex::Flavour;
use sim_crm::{Fault, FaultKind};

use crate::find;
use crate::office::{BOTH, Office};

/// Each check, its feature's path and its name under *API*.
const FEATURES: [(&str, &str, &str); 6] = [
    ("permission_customers", "customers", "Customers"),
    ("permission_contacts", "contacts", "Contacts"),
    ("permission_invoices", "invoices", "Invoices"),
    ("permission_estimates", "estimates", "Estimates"),
    ("permission_credit_notes", "credit_notes", "Credit Notes"),
    ("permission_payments", "payments", "Payments"),
];

fn assert_good_but(found: &[Finding], but: &str) {
    for (check, ..) in FEATURES.iter().filter(|(check, ..)| *check != but) {
        assert_eq!(find(found, check).verdict, Verdict::Good, "{found:?}");
    }
}

#[tokio::test]
async fn a_token_that_may_read_everything_is_good_in_each_feature() {
    for flavour in BOTH {
        let office = Office::new(flavour, |_| {});
        assert_good_but(&office.look().await, "none");
        let calls = office.crm.lock().unwrap().calls().len();
        assert!(calls <= 16, "{calls} calls for one look");
    }
}

#[tokio::test]
async fn a_permission_that_is_missing_is_told_of_its_feature_alone() {
    for flavour in BOTH {
        for (check, path, title) in FEATURES {
            for (capability, named) in [("get", "get"), ("search_get", "search")] {
                let office = Office::new(flavour, |setup| {
                    setup.denied = vec![format!("{path}.{capability}")];
                });
                let found = office.look().await;
                assert_good_but(&found, check);
                let finding = find(&found, check);
                let lacks = format!("the token lacks {named} for {title}");
                assert!(finding.said.starts_with(&lacks), "{finding:?}");
                // Payments are read with their invoice.
                let (verdict, cure) = if path == "payments" {
                    (Verdict::Note, "it has post for Payments".to_owned())
                } else {
                    let cure = format!("give it get, search, post and put for {title} under API");
                    (Verdict::Problem, cure)
                };
                assert_eq!(finding.verdict, verdict, "{finding:?}");
                assert!(finding.said.contains(&cure), "{finding:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_bot_check_keeps_from_being_told_is_a_note_of_its_feature_alone() {
    for flavour in BOTH {
        let office = Office::new(flavour, |_| {});
        office.fail(Fault::new(FaultKind::Captcha).on("GET", "/api/contacts/search"));
        let found = office.look().await;
        assert_good_but(&found, "permission_contacts");
        let finding = find(&found, "permission_contacts");
        assert_eq!(finding.verdict, Verdict::Note);
        let unclear = "whether the token has search for Contacts could not be told";
        assert!(finding.said.starts_with(unclear), "{finding:?}");
        assert!(finding.said.contains("Are you human?"), "{finding:?}");
    }
}

#[tokio::test]
async fn what_is_missing_goes_before_what_is_unclear() {
    let office = Office::new(Flavour::Themesic3, |setup| {
        setup.denied = vec!["invoices.search_get".to_owned()];
    });
    office.fail(Fault::new(FaultKind::Captcha).on("GET", "/api/invoices/2"));
    let found = office.look().await;
    let finding = find(&found, "permission_invoices");
    assert_eq!(finding.verdict, Verdict::Problem, "{finding:?}");
}
