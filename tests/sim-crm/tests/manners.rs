//! The simulated CRM has the manners that integrators report of the real thing.
#![allow(clippy::unwrap_used, clippy::panic)]

use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use serde_json::{Value, json};
use sim_crm::{Crm, Fault, FaultKind, Flavour, Reply, Setup};

const FORM: &str = "application/x-www-form-urlencoded";
const INVOICE: &str = "clientid=1&number=0057&date=2026-09-01&duedate=2026-09-01&currency=1&discount_type=&\
    allowed_payment_modes%5B0%5D=1&billing_street=1+High+St&subtotal=110.00&total=132.00&adjustment=0.00&\
    adminnote=wcs1-o0000001234-e&newitems[0][description]=Shirt&newitems[0][qty]=2&newitems[0][rate]=50.00&\
    newitems[0][order]=1&newitems[0][taxname][]=VAT%7C20.00&newitems[1][description]=Post&newitems[1][qty]=1&\
    newitems[1][rate]=10.00&newitems[1][order]=2&newitems[1][taxname][]=VAT%7C20.00";

fn now() -> Timestamp {
    "2026-09-01T10:00:00Z".parse().unwrap()
}

struct Office(Crm);

impl Office {
    fn new(flavour: Flavour) -> Self {
        let mut office = Self(Crm::new(flavour, Setup::default()));
        let made = office.post(
            "customers",
            "company=Jane+Doe&country=235&custom_fields[customers][3]=wcc-1-e",
        );
        assert_eq!(made.0, 200);
        office
    }

    fn reply(&mut self, method: &str, path: &str, kind: &str, body: &str, token: &str) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://crm.example.test/api/{path}"))
            .header("authtoken", token)
            .header("content-type", kind)
            .body(Bytes::from(body.to_owned()))
            .unwrap();
        self.0.handle(&request, now())
    }

    /// Status and body; a body that is no JSON is its text.
    fn send(&mut self, method: &str, path: &str, kind: &str, body: &str) -> (u16, Value) {
        let Reply::Answer(response) = self.reply(method, path, kind, body, "sim-token") else {
            panic!("an answer to {method} {path}");
        };
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let value = serde_json::from_str(&text).unwrap_or(json!(text));
        (response.status().as_u16(), value)
    }

    fn get(&mut self, path: &str) -> (u16, Value) {
        self.send("GET", path, FORM, "")
    }

    fn post(&mut self, path: &str, body: &str) -> (u16, Value) {
        self.send("POST", path, FORM, body)
    }

    fn invoice(&mut self) -> String {
        assert_eq!(self.post("invoices", INVOICE).0, 200);
        let (_, found) = self.get("invoices/search/wcs1-o0000001234-e");
        found[0]["invoiceid"].as_str().unwrap().to_owned()
    }
}

const BOTH: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

#[test]
fn only_3_tells_the_id_of_what_it_made() {
    let mut old = Office::new(Flavour::Themesic2);
    assert_eq!(
        old.post("invoices", INVOICE).1,
        json!({"status": true, "message": "Invoice Added Successfully"})
    );
    let mut new = Office::new(Flavour::Themesic3);
    assert!(new.post("invoices", INVOICE).1["record_id"].is_number());
}

#[test]
fn an_empty_list_is_a_404() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let (status, body) = office.get("invoices/search/nothing");
        assert_eq!(
            (status, body["message"].as_str()),
            (404, Some("No data were found"))
        );
    }
}

#[test]
fn a_wrong_token_is_a_404_in_2_and_a_401_in_3() {
    for (flavour, expected) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 401)] {
        let mut office = Office::new(flavour);
        let Reply::Answer(response) = office.reply("GET", "invoices", FORM, "", "wrong") else {
            panic!()
        };
        assert_eq!(response.status(), expected);
    }
}

#[test]
fn in_2_json_is_not_read_on_a_post_nor_a_form_on_a_put() {
    let mut office = Office::new(Flavour::Themesic2);
    let (status, body) = office.send(
        "POST",
        "customers",
        "application/json",
        r#"{"company":"X"}"#,
    );
    assert_eq!((status, &body["status"]), (404, &json!(false)));
    assert!(body["message"].as_str().unwrap().contains("<p>"));
    assert_eq!(office.send("PUT", "customers/1", FORM, "company=X").0, 406);
    let mut office = Office::new(Flavour::Themesic3);
    assert_eq!(
        office
            .send(
                "POST",
                "customers",
                "application/json",
                r#"{"company":"X"}"#
            )
            .0,
        200
    );
}

#[test]
fn totals_need_a_point_and_more_than_zero_in_2() {
    for (total, status_2, status_3) in [("132", 404, 200), ("0.00", 404, 200), ("132.00", 200, 200)]
    {
        let body = INVOICE.replace("total=132.00", &format!("total={total}"));
        assert_eq!(
            Office::new(Flavour::Themesic2).post("invoices", &body).0,
            status_2,
            "{total}"
        );
        assert_eq!(
            Office::new(Flavour::Themesic3).post("invoices", &body).0,
            status_3,
            "{total}"
        );
    }
}

#[test]
fn a_number_is_unique_in_the_year_of_its_date_without_its_zeros() {
    for (flavour, status) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        office.invoice();
        let (refused, body) = office.post("invoices", &INVOICE.replace("number=0057", "number=57"));
        assert_eq!(refused, status);
        assert!(body.to_string().contains("already in use"), "{body}");
        let next_year = INVOICE.replace("date=2026", "date=2027");
        assert_eq!(office.post("invoices", &next_year).0, 200);
    }
}

#[test]
fn tax_is_computed_from_the_lines_and_sums_are_kept_as_sent() {
    let mut office = Office::new(Flavour::Themesic2);
    let wrong = INVOICE.replace("total=132.00", "total=999.00");
    office.post("invoices", &wrong);
    let (_, found) = office.get("invoices/search/wcs1-o0000001234-e");
    assert_eq!(found[0]["total_tax"], "22.00");
    assert_eq!(found[0]["total"], "999.00");
    assert_eq!(found[0]["number"], "57");
}

#[test]
fn an_unknown_field_is_an_sql_error_in_2() {
    let body = format!("{INVOICE}&colour=red");
    assert_eq!(
        Office::new(Flavour::Themesic2).post("invoices", &body).0,
        500
    );
    assert_eq!(
        Office::new(Flavour::Themesic3).post("invoices", &body).0,
        200
    );
}

#[test]
fn a_payment_settles_its_invoice_and_2_says_nothing() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        let part =
            format!("invoiceid={invoice}&amount=100.00&paymentmode=1&transactionid=wcs1-p1-e");
        let (status, body) = office.post("payments", &part);
        assert_eq!((status, body == ""), (200, flavour == Flavour::Themesic2));
        assert_eq!(office.get(&format!("invoices/{invoice}")).1["status"], "3");
        office.post("payments", &part.replace("100.00", "32.00"));
        let (_, read) = office.get(&format!("invoices/{invoice}"));
        assert_eq!(
            (&read["status"], &read["total_left_to_pay"]),
            (&json!("2"), &json!("0.00"))
        );
        assert_eq!(read["payments"].as_array().unwrap().len(), 2);
        assert_eq!(read["payments"][0]["date"], "2026-09-01");
    }
}

#[test]
fn an_update_writes_all_and_a_line_without_taxes_loses_them() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let invoice = office.invoice();
        let item = office.get(&format!("invoices/{invoice}")).1["items"][0]["id"].clone();
        let body = json!({
            "clientid": "1", "number": "57", "date": "2026-09-01", "currency": "1", "subtotal": "60.00",
            "total": "60.00", "billing_street": "-", "allowed_payment_modes": ["1"], "status": 5,
            "items": {"1": {"itemid": item, "order": "1", "description": "Shirt", "qty": "1", "rate": "50.00"}},
        });
        let (status, _) = office.send(
            "PUT",
            &format!("invoices/{invoice}"),
            "application/json",
            &body.to_string(),
        );
        assert_eq!(status, 200);
        let (_, read) = office.get(&format!("invoices/{invoice}"));
        // The line that was not named stays with its tax, the named one has lost its own.
        assert_eq!(
            (&read["total_tax"], &read["status"]),
            (&json!("2.00"), &json!("5"))
        );
        assert_eq!(read["adminnote"], "");
    }
}

#[test]
fn the_same_update_again_fails_in_2() {
    let mut office = Office::new(Flavour::Themesic2);
    let body = r#"{"company":"Jane Ltd"}"#;
    assert_eq!(
        office
            .send("PUT", "customers/1", "application/json", body)
            .0,
        200
    );
    let (status, answer) = office.send("PUT", "customers/1", "application/json", body);
    assert_eq!(
        (status, answer["message"].as_str()),
        (404, Some("Customers Update Fail."))
    );
}

#[test]
fn a_partial_update_of_a_client_zeroes_its_numbers() {
    let mut office = Office::new(Flavour::Themesic2);
    assert_eq!(office.get("customers/1").1["country"], "235");
    office.send(
        "PUT",
        "customers/1",
        "application/json",
        r#"{"company":"Jane Ltd"}"#,
    );
    assert_eq!(office.get("customers/1").1["country"], "0");
}

#[test]
fn an_email_belongs_to_one_contact_and_a_welcome_mail_is_counted() {
    for (flavour, status) in [(Flavour::Themesic2, 409), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        let contact =
            "customer_id=1&firstname=Jane&lastname=Doe&email=jane%40example.com&password=x";
        assert_eq!(office.post("contacts", contact).0, 200);
        assert_eq!(office.0.state()["mails_sent"], 1);
        assert_eq!(
            office
                .post("contacts", &contact.replace("jane%40", "JANE%40"))
                .0,
            status
        );
        let (_, found) = office.get("contacts/search/jane%40example.com");
        assert_eq!(found[0]["userid"], "1");
        assert!(
            found[0]["password"].is_string(),
            "rows leak the hash, as the real ones do"
        );
    }
}

#[test]
fn a_form_past_the_limit_of_php_loses_its_last_lines() {
    let lines = (2..300).fold(String::new(), |lines, n| {
        let line = "&newitems[N][description]=L&newitems[N][qty]=1&newitems[N][rate]=1.00&newitems[N][order]=N";
        lines + &line.replace('N', &n.to_string())
    });
    let mut office = Office::new(Flavour::Themesic2);
    assert_eq!(office.post("invoices", &format!("{INVOICE}{lines}")).0, 200);
    let (_, found) = office.get("invoices/search/wcs1-o0000001234-e");
    let id = found[0]["id"].as_str().unwrap().to_owned();
    let kept = office.get(&format!("invoices/{id}")).1["items"]
        .as_array()
        .unwrap()
        .len();
    assert!(kept < 260, "{kept} lines");
}

#[test]
fn an_idempotency_key_is_honoured_by_3_alone() {
    for (flavour, invoices) in [(Flavour::Themesic2, 2), (Flavour::Themesic3, 1)] {
        let mut crm = Crm::new(flavour, Setup::default());
        let mut send = || {
            let request = Request::post("http://crm.example.test/api/customers")
                .header("authtoken", "sim-token")
                .header("idempotency-key", "one")
                .header("content-type", FORM)
                .body(Bytes::from_static(b"company=Jane"))
                .unwrap();
            crm.handle(&request, now());
        };
        send();
        send();
        assert_eq!(crm.state()["clients"].as_array().unwrap().len(), invoices);
    }
}

#[test]
fn a_search_key_with_a_space_is_refused_by_the_host() {
    assert_eq!(
        Office::new(Flavour::Themesic2)
            .get("customers/search/Jane%20Doe")
            .0,
        403
    );
    assert_eq!(
        Office::new(Flavour::Themesic2)
            .get("customers/search/wcc-1-e")
            .0,
        200
    );
}

#[test]
fn a_lost_answer_leaves_its_document_behind() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.0.fail(
            Fault::new(FaultKind::CommitThenTimeout)
                .on("POST", "/api/invoices")
                .times(1),
        );
        let reply = office.reply("POST", "invoices", FORM, INVOICE, "sim-token");
        assert!(matches!(reply, Reply::LostAfterCommit));
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 200);
        let last = office.0.calls().iter().rev().nth(1).unwrap();
        assert!(last.wrote && last.status.is_none());
    }
}

#[test]
fn hostile_texts_are_shown_as_texts() {
    let mut office = Office::new(Flavour::Themesic3);
    office.post("customers", "company=%3Cb+onclick%3Dx%3E%26co");
    let request = Request::get("http://crm.example.test/")
        .body(Bytes::new())
        .unwrap();
    let Reply::Answer(page) = office.0.handle(&request, now()) else {
        panic!()
    };
    let html = String::from_utf8_lossy(page.body()).into_owned();
    assert!(!html.contains("<b onclick"), "{html}");
}

#[test]
fn a_token_may_lack_a_permission_and_a_host_may_limit_the_rate() {
    for (flavour, limited) in [(Flavour::Themesic2, 401), (Flavour::Themesic3, 429)] {
        let mut office = Office::new(flavour);
        office.invoice();
        let denied = Setup {
            denied: vec!["invoices.search_get".to_owned()],
            rate_limit: Some(2),
            ..Setup::default()
        };
        office.0 = Crm::new(flavour, denied);
        assert_eq!(office.get("invoices/search/x").0, 403);
        assert_eq!(office.get("invoices").0, 404);
        assert_eq!(office.get("invoices").0, limited);
    }
}

#[test]
fn some_builds_of_2_cannot_read_one_invoice() {
    let mut office = Office::new(Flavour::Themesic2);
    let invoice = office.invoice();
    assert_eq!(office.get(&format!("invoices/{invoice}")).0, 200);
    let fatal = Setup {
        invoice_by_id_is_fatal: true,
        ..Setup::default()
    };
    office.0 = Crm::new(Flavour::Themesic2, fatal);
    assert_eq!(office.get(&format!("invoices/{invoice}")).0, 500);
}
