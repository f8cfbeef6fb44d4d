//! People of the office edit, delete and convert what an API caller wrote.
#![allow(clippy::unwrap_used)]

mod office;

use jiff::SignedDuration;
use office::{BOTH, INVOICE, Office, credit_note, estimate};
use serde_json::json;
use sim_crm::{DocumentKind, Flavour, StaffError, StaffWork};

#[test]
fn a_document_is_edited_and_its_status_follows() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let id = office.invoice();
        office.edit(DocumentKind::Invoice, id, "duedate", "2026-08-01");
        office.edit(DocumentKind::Invoice, id, "adminnote", "by hand");
        let (_, read) = office.get(&format!("invoices/{id}"));
        assert_eq!(
            (&read["status"], &read["adminnote"]),
            (&json!("4"), &json!("by hand"))
        );
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 404);
    }
}

#[test]
fn a_line_is_edited_and_the_sums_follow() {
    let mut office = Office::new(Flavour::Themesic2);
    let id = office.invoice();
    let set = [("qty".to_owned(), "1".to_owned())].into();
    office.staff(StaffWork::EditLine {
        kind: DocumentKind::Invoice,
        id,
        line: 1,
        set,
    });
    let invoice = office.crm.state()["invoices"][0].clone();
    assert_eq!(
        (
            &invoice["subtotal"],
            &invoice["total_tax"],
            &invoice["total"]
        ),
        (&json!("60.00"), &json!("12.00"), &json!("72.00"))
    );
    office.staff(StaffWork::DeleteLine {
        kind: DocumentKind::Invoice,
        id,
        line: 1,
    });
    assert_eq!(office.crm.state()["invoices"][0]["total"], "12.00");
}

#[test]
fn a_deleted_document_takes_its_payments_and_credits_along() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        let credit_note = office.made("credit_notes", &credit_note());
        office.staff(StaffWork::AddPayment {
            invoice,
            amount: "1.00".to_owned(),
        });
        office.staff(StaffWork::ApplyCredit {
            credit_note,
            invoice,
            amount: "1.00".to_owned(),
        });
        office.staff(StaffWork::DeleteDocument {
            kind: DocumentKind::Invoice,
            id: invoice,
        });
        let state = office.crm.state();
        assert_eq!(
            (&state["payments"], &state["credits"]),
            (&json!([]), &json!([]))
        );
        assert_eq!(office.get(&format!("invoices/{invoice}")).0, 404);
    }
}

#[test]
fn a_deleted_client_leaves_its_documents_behind() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.contact();
        let id = office.invoice();
        office.staff(StaffWork::DeleteClient { client: 1 });
        assert_eq!(office.get("customers/1").0, 404);
        assert_eq!(office.get("contacts/search/jane%40example.com").0, 404);
        let (_, read) = office.get(&format!("invoices/{id}"));
        assert_eq!(
            (&read["clientid"], &read["client"]),
            (&json!("1"), &json!({}))
        );
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 200);
    }
}

#[test]
fn an_estimate_is_converted_under_the_next_number_and_without_its_note() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let from = office.made("estimates", &estimate());
        let invoice = office.staff(StaffWork::ConvertEstimate { estimate: from });
        let (_, read) = office.get(&format!("invoices/{invoice}"));
        assert_eq!(
            (
                &read["number"],
                &read["total"],
                &read["adminnote"],
                &read["status"]
            ),
            (&json!("1"), &json!("132.00"), &json!(""), &json!("1"))
        );
        assert_eq!(read["items"].as_array().unwrap().len(), 2);
        let (_, read) = office.get(&format!("estimates/{from}"));
        assert_eq!(
            (&read["status"], &read["invoiceid"]),
            (&json!("4"), &json!(invoice.to_string()))
        );
    }
}

#[test]
fn a_sent_estimate_expires_at_night() {
    let mut office = Office::new(Flavour::Themesic3);
    office.made("estimates", &estimate());
    office.now += SignedDuration::from_hours(7 * 24);
    office.crm.cron(office.now);
    assert_eq!(office.crm.state()["estimates"][0]["status"], "2");
    office.now += SignedDuration::from_hours(24);
    assert_eq!(office.control("POST", "cron", &json!({})).0, 200);
    assert_eq!(office.crm.state()["estimates"][0]["status"], "5");
}

#[test]
fn everything_can_be_done_over_the_control_interface() {
    let mut office = Office::new(Flavour::Themesic2);
    office.contact();
    let invoice = office.invoice();
    let note = office.made("credit_notes", &credit_note());
    let estimate = office.made("estimates", &estimate());
    let contact: u64 = office.crm.state()["contacts"][0]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    for work in [
        json!({"do": "edit_client", "client": 1, "set": {"active": "0"}, "custom_fields": {"3": ""}}),
        json!({"do": "edit_contact", "contact": contact, "set": {"invoice_emails": "1"}}),
        json!({"do": "edit_document", "kind": "invoice", "id": invoice, "set": {"total": "1.00"}}),
        json!({"do": "edit_line", "kind": "invoice", "id": invoice, "line": 2, "set": {"rate": "2.00"}}),
        json!({"do": "delete_line", "kind": "invoice", "id": invoice, "line": 2}),
        json!({"do": "apply_credit", "credit_note": note, "invoice": invoice, "amount": "1.00"}),
        json!({"do": "refund_credit", "credit_note": note, "amount": "1.00"}),
        json!({"do": "void_credit_note", "credit_note": note}),
        json!({"do": "add_payment", "invoice": invoice, "amount": "1.00"}),
        json!({"do": "convert_estimate", "estimate": estimate}),
        json!({"do": "delete_document", "kind": "credit_note", "id": note}),
        json!({"do": "delete_contact", "contact": contact}),
        json!({"do": "delete_client", "client": 1}),
    ] {
        let (status, body) = office.control("POST", "staff", &work);
        assert_eq!(
            (status, body["id"].is_number()),
            (200, true),
            "{work}: {body}"
        );
    }
    assert_eq!(office.crm.state()["clients"], json!([]));
}

#[test]
fn what_cannot_be_done_is_named_and_changes_nothing() {
    let mut office = Office::new(Flavour::Themesic3);
    let id = office.invoice();
    let before = office.crm.state();
    for (work, error) in [
        (
            json!({"do": "delete_client", "client": 9}),
            "there is no client 9",
        ),
        (
            json!({"do": "edit_document", "kind": "invoice", "id": id, "set": {"clientnote": "x", "reference_no": "1"}}),
            "there is no column `reference_no` to set",
        ),
        (
            json!({"do": "edit_client", "client": 1, "set": {"zip": "1234567890123456"}}),
            "the value of `zip` does not fit",
        ),
        (
            json!({"do": "apply_credit", "credit_note": id, "invoice": id, "amount": "1.00"}),
            "there is no credit_note",
        ),
        (json!({"do": "dance"}), "unknown variant"),
    ] {
        let (status, body) = office.control("POST", "staff", &work);
        let told = body["error"].as_str().unwrap();
        assert!(status == 400 && told.contains(error), "{told}");
    }
    assert_eq!(office.crm.state(), before);
    let gone = StaffWork::DeletePayment { payment: 99 };
    assert_eq!(
        office.crm.staff(gone, office.now),
        Err(StaffError::NoSuch("payment", 99))
    );
    assert_eq!(
        office.post("invoices", INVOICE).0,
        422,
        "the number is in use"
    );
}
