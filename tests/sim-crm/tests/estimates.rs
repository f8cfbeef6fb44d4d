//! Estimates, where they differ from invoices.
#![allow(clippy::unwrap_used)]

mod office;

use office::{BOTH, Office, estimate, with, without};
use serde_json::json;
use sim_crm::Flavour;

#[test]
fn an_estimate_keeps_its_status_and_gets_its_own_expiry() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let id = office.made("estimates", &with(&estimate(), "expirydate", "2030-01-01"));
        let (_, read) = office.get(&format!("estimates/{id}"));
        assert_eq!(read["expirydate"], "2026-09-08", "overwritten on create");
        assert_eq!(
            (&read["status"], &read["reference_no"]),
            (&json!("2"), &json!("1234"))
        );
        assert!(read.get("duedate").is_none() && read.get("allowed_payment_modes").is_none());
    }
}

#[test]
fn an_estimate_of_2_needs_its_status_takes_no_due_date_and_wants_digits_for_flags() {
    let mut old = Office::new(Flavour::Themesic2);
    let (status, body) = old.post("estimates", &without(&estimate(), &["status"]));
    assert_eq!((status, body["error"]["status"].is_string()), (404, true));
    for field in [
        "duedate=2026-09-01",
        "allowed_payment_modes[0]=1",
        "cancel_overdue_reminders=1",
    ] {
        assert_eq!(
            old.post("estimates", &format!("{}&{field}", estimate())).0,
            500,
            "{field}"
        );
    }
    for (flag, status) in [("on", 404), ("1", 200)] {
        let body = format!("{}&include_shipping={flag}", estimate());
        assert_eq!(
            Office::new(Flavour::Themesic2).post("estimates", &body).0,
            status
        );
    }
    let mut new = Office::new(Flavour::Themesic3);
    let id = new.made("estimates", &without(&estimate(), &["status"]));
    assert_eq!(
        new.get(&format!("estimates/{id}")).1["status"],
        "1",
        "a draft"
    );
}
