//! Credit notes: much like invoices, and in some ways not.
#![allow(clippy::unwrap_used)]

mod office;

use office::{BOTH, INVOICE, Office, credit_note, is_page, with, without};
use serde_json::json;
use sim_crm::{Flavour, Setup, StaffWork};

#[test]
fn one_stands_open_as_it_was_sent_with_its_lines_and_its_tax() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let (status, answer) = office.post("credit_notes", &credit_note());
        assert_eq!(
            (status, &answer["message"]),
            (200, &json!("Credit Note Added Successfully"))
        );
        assert_eq!(
            answer["record_id"].is_number(),
            flavour == Flavour::Themesic3
        );
        let (_, found) = office.get("credit_notes/search/wcs1-o0000001234-e");
        let id = found[0]["credit_note_id"].as_str().unwrap().to_owned();
        let (_, read) = office.get(&format!("credit_notes/{id}"));
        for (column, value) in [
            ("status", "1"),
            ("number", "57"),
            ("total", "132.00"),
            ("total_tax", "22.00"),
            ("reference_no", "1234-r9"),
            ("adminnote", "wcs1-o0000001234-e"),
            ("remaining_credits", "132.00"),
            ("clientid", "1"),
        ] {
            assert_eq!(read[column], value, "{flavour:?} {column}");
        }
        assert_eq!(read["items"].as_array().unwrap().len(), 2);
        assert_eq!(read["items"][0]["rel_type"], "credit_note");
        assert!(read["items"][0].get("taxes").is_none());
        assert_eq!(read["client"]["company"], "Jane Doe");
        assert_eq!(office.get("credit_notes").1.as_array().unwrap().len(), 1);
        assert_eq!(office.mails(), 0);
    }
}

#[test]
fn its_number_is_its_own_and_not_the_invoices() {
    for (flavour, refused) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        office.invoice();
        office.made("credit_notes", &credit_note());
        let (status, body) = office.post("credit_notes", &with(&credit_note(), "number", "57"));
        assert_eq!(status, refused);
        let errors = if flavour == Flavour::Themesic2 {
            "error"
        } else {
            "errors"
        };
        assert_eq!(
            body[errors]["number"],
            "The Credit Note number is already in use"
        );
        let next_year = with(&credit_note(), "date", "2027-09-01");
        assert_eq!(office.post("credit_notes", &next_year).0, 200);
    }
}

#[test]
fn fields_of_invoices_and_estimates_are_no_columns_of_it_in_2() {
    for field in [
        "duedate=2026-09-01",
        "expirydate=2026-09-01",
        "allowed_payment_modes[0]=1",
        "cancel_overdue_reminders=1",
        "sale_agent=1",
        "tags=shop",
        "save_as_draft=1",
        "items[0][qty]=1",
        "show_shipping_on_invoice=1",
        "colour=red",
    ] {
        let body = format!("{}&{field}", credit_note());
        let answer = Office::new(Flavour::Themesic2).post("credit_notes", &body);
        assert!(answer.0 == 500 && is_page(&answer), "{field}: {answer:?}");
        let mut new = Office::new(Flavour::Themesic3);
        assert_eq!(new.post("credit_notes", &body).0, 200, "{field}");
    }
    let mut office = Office::new(Flavour::Themesic2);
    let body = format!("{INVOICE}&reference_no=1234");
    assert_eq!(
        office.post("invoices", &body).0,
        500,
        "an invoice has no reference"
    );
}

#[test]
fn a_billing_street_is_required_in_3_alone() {
    let body = without(&credit_note(), &["billing_street"]);
    let mut old = Office::new(Flavour::Themesic2);
    assert_eq!(old.post("credit_notes", &body).0, 200);
    let (status, answer) = Office::new(Flavour::Themesic3).post("credit_notes", &body);
    assert_eq!(status, 422);
    assert!(answer["errors"]["billing_street"].is_string());
}

#[test]
fn every_other_required_field_is_missed_in_both() {
    for field in [
        "clientid", "number", "date", "currency", "subtotal", "total",
    ] {
        for (flavour, refused) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 422)] {
            let body = without(&credit_note(), &[field]);
            let (status, answer) = Office::new(flavour).post("credit_notes", &body);
            assert_eq!(status, refused, "{field}: {answer}");
        }
    }
    let no_lines: Vec<&str> = INVOICE
        .split('&')
        .filter(|pair| !pair.starts_with("newitems"))
        .collect();
    let body = without(
        &no_lines.join("&"),
        &["allowed_payment_modes%5B0%5D", "duedate"],
    );
    let (status, answer) = Office::new(Flavour::Themesic3).post("credit_notes", &body);
    assert_eq!(
        (status, answer["errors"]["newitems"].is_string()),
        (422, true)
    );
}

#[test]
fn the_kind_of_discount_must_be_named_though_nothing_asks_for_it() {
    for flavour in BOTH {
        let body = without(&credit_note(), &["discount_type"]);
        let answer = Office::new(flavour).post("credit_notes", &body);
        assert!(answer.0 == 500 && is_page(&answer), "{answer:?}");
    }
}

#[test]
fn an_update_writes_the_whole_and_fails_in_2_where_nothing_changes() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let id = office.made("credit_notes", &credit_note());
        let path = format!("credit_notes/{id}");
        let items = office.get(&path).1["items"].clone();
        let body = json!({
            "clientid": "1", "number": "57", "date": "2026-09-01", "currency": "1", "subtotal": "100.00",
            "total": "120.00", "billing_street": "-", "discount_type": "", "adminnote": "wcs1-r0000000009-e",
            "items": {"1": {"itemid": items[0]["id"], "order": "1", "description": "Shirt", "qty": "2",
                            "rate": "50.00", "taxname": ["VAT|20.00"]}},
            "removed_items": [items[1]["id"]], "newitems": {},
        });
        let (status, answer) = office.put(&path, &body);
        assert_eq!(
            (status, &answer["message"]),
            (200, &json!("Credit Note Updated Successfully"))
        );
        let (_, read) = office.get(&path);
        assert_eq!(
            (&read["total_tax"], &read["status"]),
            (&json!("20.00"), &json!("1"))
        );
        assert_eq!(read["reference_no"], "", "what is left out is reset");
        let (status, answer) = office.put(&path, &body);
        let expected = if flavour == Flavour::Themesic2 {
            (404, "Credit Note Update Fail")
        } else {
            (200, "Credit Note Updated Successfully")
        };
        assert_eq!((status, answer["message"].as_str().unwrap()), expected);
    }
}

#[test]
fn asking_to_send_it_would_mail() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.made(
            "credit_notes",
            &format!("{}&save_and_send=1", credit_note()),
        );
        assert_eq!(office.mails(), 1);
    }
}

#[test]
fn a_status_that_was_sent_with_a_new_one_is_not_kept() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.made("credit_notes", &format!("{}&status=2", credit_note()));
        assert_eq!(office.crm.state()["credit_notes"][0]["status"], "1");
    }
}

#[test]
fn no_credit_note_is_a_404() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        for path in ["credit_notes", "credit_notes/7", "credit_notes/search/x"] {
            let (status, body) = office.get(path);
            assert_eq!(
                (status, &body["message"]),
                (404, &json!("No data were found"))
            );
        }
        let body = json!({"clientid": "1"});
        assert_eq!(office.put("credit_notes/7", &body).0, 404);
    }
}

#[test]
fn applied_to_an_invoice_it_settles_it_and_is_closed_when_used_up() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        let credit_note = office.made("credit_notes", &credit_note());
        let apply = |amount: &str| StaffWork::ApplyCredit {
            credit_note,
            invoice,
            amount: amount.to_owned(),
        };
        let standing = |office: &mut Office| {
            let (_, invoice) = office.get(&format!("invoices/{invoice}"));
            let (_, note) = office.get(&format!("credit_notes/{credit_note}"));
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            (
                text(&invoice["status"]),
                text(&invoice["total_left_to_pay"]),
                text(&note["status"]),
                text(&note["remaining_credits"]),
            )
        };
        let expect = |a: &str, b: &str, c: &str, d: &str| {
            (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
        };
        office.staff(apply("32.00"));
        assert_eq!(standing(&mut office), expect("3", "100.00", "1", "100.00"));
        office.staff(StaffWork::RefundCredit {
            credit_note,
            amount: "40.00".to_owned(),
        });
        assert_eq!(standing(&mut office), expect("3", "100.00", "1", "60.00"));
        let error = office.crm.staff(apply("60.01"), office.now).unwrap_err();
        assert_eq!(error.to_string(), "only 60.00 of the credit note is left");
        office.staff(apply("60.00"));
        assert_eq!(standing(&mut office), expect("3", "40.00", "2", "0.00"));
        let (_, read) = office.get(&format!("credit_notes/{credit_note}"));
        assert_eq!(read["applied_credits"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_void_one_can_be_applied_to_nothing() {
    let mut office = Office::with(Flavour::Themesic3, Setup::default());
    let invoice = office.invoice();
    let credit_note = office.made("credit_notes", &credit_note());
    office.staff(StaffWork::VoidCreditNote { credit_note });
    let apply = StaffWork::ApplyCredit {
        credit_note,
        invoice,
        amount: "132.00".to_owned(),
    };
    let error = office.crm.staff(apply, office.now).unwrap_err();
    assert_eq!(error.to_string(), "only 0.00 of the credit note is left");
    assert_eq!(office.crm.state()["credit_notes"][0]["status"], "3");
}
