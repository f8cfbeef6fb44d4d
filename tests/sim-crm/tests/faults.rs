//! What a network and a host do to calls.
#![allow(clippy::unwrap_used)]

mod office;

use jiff::SignedDuration;
use office::{BOTH, FORM, INVOICE, Office, read};
use serde_json::json;
use sim_crm::{Crm, Fault, FaultKind, Flavour, Reply, Setup};

#[test]
fn a_switched_off_module_says_so() {
    let mut office = Office::new(Flavour::Themesic2);
    office.crm.fail(Fault::new(FaultKind::ModuleInactive));
    let (status, body) = office.get("invoices");
    assert_eq!(
        (status, &body["message"]),
        (401, &json!("API Module is not active"))
    );
}

#[test]
fn a_lost_answer_leaves_its_document_behind() {
    for flavour in BOTH {
        for kind in [
            FaultKind::CommitThenTimeout,
            FaultKind::CommitThen500,
            FaultKind::CommitThenPage,
            FaultKind::CommitThenEmpty,
            FaultKind::TruncatedJson,
        ] {
            let mut office = Office::new(flavour);
            let fault = Fault::new(kind).on("POST", "/api/invoices").times(1);
            office.crm.fail(fault);
            let headers = [("authtoken", "sim-token"), ("content-type", FORM)];
            let reply = office.reply("POST", "/api/invoices", &headers, INVOICE);
            let usable = match &reply {
                Reply::Answer(response) => read(response).1.is_object(),
                _ => false,
            };
            assert!(!usable, "{kind:?}: {reply:?}");
            assert!(office.crm.calls().last().unwrap().wrote);
            assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 200);
        }
    }
}

#[test]
fn late_work_is_done_when_its_time_has_come() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let fault = Fault::new(FaultKind::CommitLate).on("POST", "/api/invoices");
        office.crm.fail(fault.times(1).delayed(30_000));
        let headers = [("authtoken", "sim-token"), ("content-type", FORM)];
        let reply = office.reply("POST", "/api/invoices", &headers, INVOICE);
        assert!(matches!(reply, Reply::LostAfterCommit));
        office.now += SignedDuration::from_secs(29);
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 404);
        office.now += SignedDuration::from_secs(1);
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 200);
        let call = &office.crm.calls()[1];
        assert!(call.wrote && call.status.is_none(), "{call:?}");
    }
}

#[test]
fn what_is_said_to_have_failed_was_not_done() {
    for flavour in BOTH {
        for (kind, status) in [(FaultKind::SaysFailed, 404), (FaultKind::StatusFalse, 200)] {
            let mut office = Office::new(flavour);
            office
                .crm
                .fail(Fault::new(kind).on("POST", "/api").times(1));
            let (told, body) = office.post("invoices", INVOICE);
            assert_eq!((told, &body["status"]), (status, &json!(false)));
            assert_eq!(office.get("invoices").0, 404);
        }
    }
    let mut office = Office::new(Flavour::Themesic2);
    office.crm.fail(Fault::new(FaultKind::SaysFailed));
    assert_eq!(
        office.post("invoices", INVOICE).1["message"],
        "Invoice Add Fail"
    );
    let (_, body) = office.put("customers/1", &json!({"company": "X"}));
    assert_eq!(body["message"], "Client Update Fail");
}

#[test]
fn two_callers_at_once_find_neither_number_nor_email_in_use() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.invoice();
        office.contact();
        office.crm.fail(Fault::new(FaultKind::DuplicateRace));
        office.invoice();
        office.contact();
        let state = office.crm.state();
        assert_eq!(state["invoices"].as_array().unwrap().len(), 2);
        assert_eq!(state["contacts"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_down_host_a_bot_check_and_a_broken_wire_do_nothing() {
    for (kind, status) in [(FaultKind::Down, 503), (FaultKind::Captcha, 200)] {
        let mut office = Office::new(Flavour::Themesic3);
        office.crm.fail(Fault::new(kind).times(1));
        let (told, body) = office.post("invoices", INVOICE);
        assert_eq!((told, body.is_string()), (status, true));
        assert!(!office.crm.calls().last().unwrap().wrote);
    }
    let mut office = Office::new(Flavour::Themesic3);
    office.crm.fail(Fault::new(FaultKind::DropBefore).times(1));
    let reply = office.reply("POST", "/api/invoices", &[], INVOICE);
    assert!(matches!(reply, Reply::NotReached));
    assert_eq!(office.get("invoices").0, 404);
}

#[test]
fn an_empty_crm_has_no_late_work_and_no_calls() {
    let mut crm = Crm::new(Flavour::Themesic3, Setup::default());
    crm.wait_until(office::now());
    assert!(crm.calls().is_empty());
}
