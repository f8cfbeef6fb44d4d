//! Payments, and what they make of an invoice.
#![allow(clippy::unwrap_used)]

mod office;

use jiff::SignedDuration;
use office::{BOTH, INVOICE, Office, is_page, with};
use serde_json::json;
use sim_crm::{DocumentKind, Flavour, Setup, StaffWork};

fn pay(office: &mut Office, invoice: u64, amount: &str) -> u16 {
    let body = format!(
        "invoiceid={invoice}&amount={amount}&paymentmode=1&paymentmethod=stripe&transactionid=wcs1-p1-e&note=Woo&date=2020-01-01"
    );
    office.post("payments", &body).0
}

fn standing(office: &mut Office, invoice: u64) -> (String, String) {
    let (_, read) = office.get(&format!("invoices/{invoice}"));
    let text = |name: &str| read[name].as_str().unwrap().to_owned();
    (text("status"), text("total_left_to_pay"))
}

fn expected(status: &str, left: &str) -> (String, String) {
    (status.to_owned(), left.to_owned())
}

#[test]
fn a_payment_settles_its_invoice_in_parts() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        assert_eq!(standing(&mut office, invoice), expected("1", "132.00"));
        pay(&mut office, invoice, "100.00");
        assert_eq!(standing(&mut office, invoice), expected("3", "32.00"));
        pay(&mut office, invoice, "32.00");
        assert_eq!(standing(&mut office, invoice), expected("2", "0.00"));
        pay(&mut office, invoice, "1.00");
        assert_eq!(
            standing(&mut office, invoice),
            expected("2", "-1.00"),
            "nothing refuses too much"
        );
        let (_, read) = office.get(&format!("invoices/{invoice}"));
        assert_eq!(read["payments"].as_array().unwrap().len(), 3);
        let payment = &read["payments"][0];
        assert_eq!(payment["date"], "2026-09-01", "today, whatever was sent");
        assert_eq!(
            (&payment["transactionid"], &payment["note"]),
            (&json!("wcs1-p1-e"), &json!("Woo"))
        );
    }
}

#[test]
fn in_2_the_answer_to_a_payment_is_empty_or_has_a_name_of_its_own() {
    let body = |invoice: u64| format!("invoiceid={invoice}&amount=1.00&paymentmode=1");
    let mut office = Office::new(Flavour::Themesic2);
    let invoice = office.invoice();
    assert_eq!(office.post("payments", &body(invoice)), (200, json!("")));
    office.crm.set_up(Setup {
        payment_answers: true,
        ..Setup::default()
    });
    assert_eq!(
        office.post("payments", &body(invoice)),
        (
            200,
            json!({"paymentmode": true, "message": "Payment add successful."})
        )
    );
    let mut office = Office::new(Flavour::Themesic3);
    let invoice = office.invoice();
    let (_, answer) = office.post("payments", &body(invoice));
    assert!(answer["record_id"].is_number() && answer["status"] == true);
}

#[test]
fn no_payment_is_a_404_in_words_of_its_own_in_2() {
    for (flavour, key) in [
        (Flavour::Themesic2, "paymentmode"),
        (Flavour::Themesic3, "status"),
    ] {
        let mut office = Office::new(flavour);
        for path in ["payments", "payments/7", "payments/search/9.99"] {
            let (status, body) = office.get(path);
            assert_eq!(
                (status, body),
                (404, json!({key: false, "message": "No data were found"}))
            );
        }
    }
}

#[test]
fn a_payment_of_no_invoice_or_without_its_fields_is_refused() {
    for (flavour, refused) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        let answer = office.post("payments", "invoiceid=99&amount=1.00&paymentmode=1");
        assert!(answer.0 == 500 && is_page(&answer));
        let invoice = office.invoice();
        for body in [
            format!("amount=1.00&paymentmode=1&id={invoice}"),
            format!("invoiceid={invoice}&paymentmode=1"),
            format!("invoiceid={invoice}&amount=1.00"),
        ] {
            assert_eq!(office.post("payments", &body).0, refused, "{body}");
        }
    }
}

#[test]
fn who_asked_for_invoices_by_mail_gets_a_receipt() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.contact();
        let invoice = office.invoice();
        pay(&mut office, invoice, "1.00");
        assert_eq!(office.mails(), 0);
        let contact = office.crm.state()["contacts"][0]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        office.staff(StaffWork::EditContact {
            contact,
            set: [("invoice_emails".to_owned(), "1".to_owned())].into(),
        });
        pay(&mut office, invoice, "1.00");
        assert_eq!(office.mails(), 1);
        assert_eq!(office.crm.state()["mails"], json!(["receipt"]));
    }
}

#[test]
fn an_invoice_past_its_day_is_overdue_until_something_is_paid() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let past = office.made("invoices", &with(INVOICE, "duedate", "2026-08-31"));
        assert_eq!(standing(&mut office, past).0, "4");
        pay(&mut office, past, "1.00");
        assert_eq!(standing(&mut office, past).0, "3");
        let today = with(&with(INVOICE, "number", "58"), "duedate", "2026-09-01");
        let today = office.made("invoices", &today);
        assert_eq!(standing(&mut office, today).0, "1", "due today is not past");
        office.now += SignedDuration::from_hours(24);
        office.crm.cron(office.now);
        assert_eq!(standing(&mut office, today).0, "4", "the night makes it so");
    }
}

#[test]
fn an_invoice_of_nothing_is_paid_at_once() {
    let mut office = Office::new(Flavour::Themesic3);
    let nothing = with(&with(INVOICE, "total", "0.00"), "subtotal", "0.00");
    let invoice = office.made("invoices", &nothing);
    assert_eq!(standing(&mut office, invoice), expected("2", "0.00"));
}

#[test]
fn a_cancelled_invoice_stays_cancelled_whatever_is_paid() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        office.edit(DocumentKind::Invoice, invoice, "status", "5");
        pay(&mut office, invoice, "132.00");
        assert_eq!(standing(&mut office, invoice), expected("5", "0.00"));
    }
}

#[test]
fn a_draft_has_the_number_of_drafts_until_it_is_paid() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let draft = |number: &str| format!("{}&save_as_draft=1", with(INVOICE, "number", number));
        let first = office.made("invoices", &draft("57"));
        let second = office.made("invoices", &draft("57"));
        let read = |office: &mut Office, id: u64| {
            let (_, read) = office.get(&format!("invoices/{id}"));
            (
                read["status"].as_str().unwrap().to_owned(),
                read["number"].as_str().unwrap().to_owned(),
            )
        };
        assert_eq!(read(&mut office, first), expected("6", "1000000000"));
        assert_eq!(read(&mut office, second), expected("6", "1000000000"));
        assert_eq!(
            office.crm.state()["next_numbers"]["invoice"],
            1,
            "none was used up"
        );
        pay(&mut office, second, "132.00");
        assert_eq!(read(&mut office, second), expected("2", "1"));
        assert_eq!(office.crm.state()["next_numbers"]["invoice"], 2);
        assert_eq!(read(&mut office, first).0, "6");
    }
    let deaf = Setup {
        honours_draft: false,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic3, deaf);
    let invoice = office.made("invoices", &format!("{INVOICE}&save_as_draft=1"));
    assert_eq!(standing(&mut office, invoice).0, "1");
}

#[test]
fn each_create_moves_the_counter_on_whatever_its_number() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.made("invoices", &with(INVOICE, "number", "100183"));
        office.made("invoices", &with(INVOICE, "number", "100184"));
        assert_eq!(office.crm.state()["next_numbers"]["invoice"], 3);
    }
}

#[test]
fn a_cancellation_may_not_be_honoured() {
    let setup = Setup {
        honours_cancel: false,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic3, setup);
    let invoice = office.invoice();
    let body = json!({
        "clientid": "1", "number": "57", "date": "2026-09-01", "currency": "1", "subtotal": "110.00",
        "total": "132.00", "billing_street": "-", "allowed_payment_modes": ["1"], "status": 5, "newitems": {},
    });
    assert_eq!(office.put(&format!("invoices/{invoice}"), &body).0, 200);
    assert_eq!(standing(&mut office, invoice).0, "1");
}

#[test]
fn payments_are_searched_by_mode_and_amount_and_on_some_hosts_by_transaction() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        pay(&mut office, invoice, "12.34");
        for key in ["bank", "12.34"] {
            let (_, found) = office.get(&format!("payments/search/{key}"));
            assert_eq!(found[0]["transactionid"], "wcs1-p1-e", "{key}");
        }
        assert_eq!(office.get("payments/search/wcs1-p1-e").0, 404);
        office.crm.set_up(Setup {
            payments_search_transactions: true,
            wraps_searches: true,
            ..Setup::default()
        });
        let (_, found) = office.get("payments/search/wcs1-p1-e");
        assert_eq!(found["data"][0]["amount"], "12.34");
    }
}

#[test]
fn staff_may_record_and_take_back_payments() {
    let mut office = Office::new(Flavour::Themesic2);
    let invoice = office.invoice();
    let payment = office.staff(StaffWork::AddPayment {
        invoice,
        amount: "132.00".to_owned(),
    });
    assert_eq!(standing(&mut office, invoice), expected("2", "0.00"));
    office.staff(StaffWork::DeletePayment { payment });
    assert_eq!(standing(&mut office, invoice), expected("1", "132.00"));
}
