//! What stands before the resources: the token, permissions, limits, replays, and what a network and a host do to a call.
#![allow(clippy::unwrap_used, clippy::panic)]

mod office;

use jiff::SignedDuration;
use office::{BOTH, FORM, INVOICE, JSON, Office, is_page, read, with};
use serde_json::{Value, json};
use sim_crm::{Flavour, Setup};

#[test]
fn a_wrong_token_is_a_404_in_2_and_a_401_in_3() {
    for (flavour, expected) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 401)] {
        let mut office = Office::new(flavour);
        for (headers, text) in [
            (&[][..], "Token is not defined."),
            (&[("authtoken", "wrong")], "Signature verification failed"),
        ] {
            let reply = office.reply("GET", "/api/invoices", headers, "");
            let (status, body) = read(&reply.into_answer().unwrap());
            assert_eq!((status, &body["message"]), (expected, &json!(text)));
        }
    }
}

#[test]
fn a_token_in_the_query_is_taken_by_3_and_kept_out_of_the_log() {
    for (flavour, expected) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 200)] {
        let mut office = Office::new(flavour);
        let path = "/api/customers?authtoken=sim-token&page=1";
        let reply = office.reply("GET", path, &[], "");
        assert_eq!(reply.into_answer().unwrap().status(), expected);
        let last = office.crm.calls().last().unwrap();
        assert_eq!(last.query.as_deref(), Some("page=1"));
    }
}

#[test]
fn in_2_json_is_not_read_on_a_post_nor_a_form_on_a_put() {
    let mut office = Office::new(Flavour::Themesic2);
    let (status, body) = office.send("POST", "customers", JSON, r#"{"company":"X"}"#);
    assert_eq!((status, &body["status"]), (404, &json!(false)));
    assert!(body["message"].as_str().unwrap().contains("<p>"));
    let (status, body) = office.send("PUT", "customers/1", FORM, "company=X");
    assert_eq!(
        (status, &body["message"]),
        (406, &json!("Data Not Acceptable OR Not Provided"))
    );
    let mut office = Office::new(Flavour::Themesic3);
    let (status, _) = office.send("POST", "customers", JSON, r#"{"company":"X"}"#);
    assert_eq!(status, 200);
    assert_eq!(office.send("PUT", "customers/1", FORM, "company=X").0, 200);
}

#[test]
fn a_form_may_come_in_parts() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let mut parts = String::new();
        for (name, value) in [
            ("company", "A + B"),
            ("custom_fields[customers][3]", "wcc-2-e"),
        ] {
            parts.push_str("--b1\r\nContent-Disposition: form-data; name=\"");
            parts.extend([name, "\"\r\n\r\n", value, "\r\n"]);
        }
        let kind = "multipart/form-data; boundary=b1";
        let (status, _) = office.send("POST", "customers", kind, &format!("{parts}--b1--\r\n"));
        assert_eq!(status, 200);
        let (_, found) = office.get("customers/search/wcc-2-e");
        assert_eq!(found[0]["company"], "A + B");
    }
}

#[test]
fn a_form_past_the_limit_of_php_loses_its_last_lines_and_json_does_not() {
    let many = (2..300).fold(String::new(), |lines, n| {
        let line = "&newitems[N][description]=L&newitems[N][qty]=1&newitems[N][rate]=1.00&newitems[N][order]=N";
        lines + &line.replace('N', &n.to_string())
    });
    let mut office = Office::new(Flavour::Themesic2);
    let id = office.made("invoices", &format!("{INVOICE}{many}"));
    let kept = |office: &mut Office, id: u64| {
        let (_, read) = office.get(&format!("invoices/{id}"));
        read["items"].as_array().unwrap().len()
    };
    // 2 lines of 5 fields after 12 others, then 4 fields a line: the last one lost a part.
    assert_eq!(kept(&mut office, id), 247);

    let lines: Vec<Value> = (1..=300)
        .map(|n| json!({"description": "L", "qty": "1", "rate": "1.00", "order": n}))
        .collect();
    let body = json!({
        "clientid": 1, "number": 58, "date": "2026-09-01", "currency": 1, "discount_type": "",
        "billing_street": "-", "subtotal": "300.00", "total": "300.00", "allowed_payment_modes": ["1"],
        "newitems": lines,
    });
    let mut office = Office::new(Flavour::Themesic3);
    let (_, made) = office.send("POST", "invoices", JSON, &body.to_string());
    let id = made["record_id"].as_u64().unwrap();
    assert_eq!(kept(&mut office, id), 300);
}

#[test]
fn a_token_may_lack_one_permission_and_have_the_others() {
    for flavour in BOTH {
        let setup = Setup {
            denied: vec![
                "invoices.search_get".to_owned(),
                "credit_notes.post".to_owned(),
            ],
            ..Setup::default()
        };
        let mut office = Office::with(flavour, setup);
        let (status, body) = office.get("invoices/search/x");
        assert_eq!(status, 403);
        assert!(body["message"].as_str().unwrap().contains("permissions"));
        assert_eq!(office.get("invoices").0, 404);
        assert_eq!(office.post("credit_notes", "").0, 403);
        assert_eq!(office.get("estimates/search/x").0, 404);
    }
}

#[test]
fn a_search_may_find_nothing_for_want_of_a_staff_members_permission() {
    for flavour in BOTH {
        let setup = Setup {
            blind_searches: vec!["invoices".to_owned()],
            ..Setup::default()
        };
        let mut office = Office::with(flavour, setup);
        office.invoice();
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 404);
        assert_eq!(office.get("invoices").0, 200);
    }
}

#[test]
fn a_host_limits_the_rate_and_3_tells_what_is_left() {
    for (flavour, refused) in [(Flavour::Themesic2, 401), (Flavour::Themesic3, 429)] {
        let setup = Setup {
            rate_limit: Some(3),
            ..Setup::default()
        };
        let mut office = Office::with(flavour, setup);
        let left = office.headers("customers");
        let left = left.get("x-ratelimit-remaining");
        let told = left.map(|left| left.to_str().unwrap().to_owned());
        assert_eq!(told.as_deref(), (!flavour.is_2()).then_some("1"));
        office.get("customers");
        let (status, body) = office.get("customers");
        assert_eq!(status, refused);
        assert_eq!(body["status"], false);
        assert_eq!(
            body["error"]
                .as_str()
                .is_some_and(|error| error.contains("time limit")),
            flavour.is_2()
        );
        office.now += SignedDuration::from_secs(61);
        assert_eq!(office.get("customers").0, 200, "a minute later");
    }
}

#[test]
fn an_idempotency_key_is_honoured_by_3_alone_for_the_same_request() {
    for (flavour, clients) in [(Flavour::Themesic2, 3), (Flavour::Themesic3, 2)] {
        let mut office = Office::new(flavour);
        let headers = [
            ("authtoken", "sim-token"),
            ("idempotency-key", "one"),
            ("content-type", FORM),
        ];
        let mut send = |body: &str| {
            let reply = office.reply("POST", "/api/customers", &headers, body);
            read(&reply.into_answer().unwrap())
        };
        assert_eq!(send("company=Jane"), send("company=Jane"));
        let count = |office: &Office| office.crm.state()["clients"].as_array().unwrap().len();
        assert_eq!(count(&office), clients);
        let mut send = |body: &str| {
            let reply = office.reply("POST", "/api/customers", &headers, body);
            read(&reply.into_answer().unwrap())
        };
        send("company=Other");
        assert_eq!(
            count(&office),
            clients + 1,
            "other bytes are another request"
        );
        let reply = office.reply("POST", "/api/contacts", &headers, "company=Other");
        let (status, _) = read(&reply.into_answer().unwrap());
        assert!(status >= 400, "another path is another request");
    }
}

#[test]
fn whether_a_refusal_is_given_again_is_up_to_the_host() {
    for (replays_refusals, expected) in [(true, 422), (false, 200)] {
        let setup = Setup {
            replays_refusals,
            ..Setup::default()
        };
        let mut office = Office::with(Flavour::Themesic3, setup);
        let first = office.invoice();
        let headers = [
            ("authtoken", "sim-token"),
            ("idempotency-key", "one"),
            ("content-type", FORM),
        ];
        let send = |office: &mut Office| {
            let reply = office.reply("POST", "/api/invoices", &headers, INVOICE);
            reply.into_answer().unwrap().status().as_u16()
        };
        assert_eq!(send(&mut office), 422, "the number is in use");
        office.delete(&format!("invoices/{first}"));
        assert_eq!(send(&mut office), expected);
    }
}

#[test]
fn a_resource_that_does_not_exist_is_the_frameworks_page() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        for path in ["clients", "taxes", "currencies", "payment-modes"] {
            let answer = office.get(path);
            assert!(answer.0 == 404 && is_page(&answer), "{path}: {answer:?}");
        }
        let (status, body) = office.send("PATCH", "invoices/1", JSON, "{}");
        assert_eq!((status, &body["error"]), (405, &json!("Unknown method")));
    }
}

#[test]
fn only_3_shows_its_specification() {
    assert_eq!(Office::new(Flavour::Themesic2).get("openapi").0, 404);
    let (_, spec) = Office::new(Flavour::Themesic3).get("openapi");
    assert_eq!(spec["info"]["version"], "3.1.0");
}

#[test]
fn only_3_tells_the_id_of_what_it_made() {
    let mut old = Office::new(Flavour::Themesic2);
    assert_eq!(
        old.post("invoices", INVOICE).1,
        json!({"status": true, "message": "Invoice Added Successfully"})
    );
    let mut new = Office::new(Flavour::Themesic3);
    assert!(new.post("invoices", INVOICE).1["record_id"].is_number());

    let telling = Setup {
        tells_invoice_id: true,
        created_status: 201,
        ..Setup::default()
    };
    let mut old = Office::with(Flavour::Themesic2, telling.clone());
    let (status, answer) = old.post("invoices", INVOICE);
    assert_eq!((status, answer["invoice_id"].is_number()), (200, true));
    let mut new = Office::with(Flavour::Themesic3, telling);
    assert_eq!(new.post("invoices", &with(INVOICE, "number", "58")).0, 201);
}

#[test]
fn the_host_can_be_changed_while_it_runs() {
    let mut office = Office::new(Flavour::Themesic2);
    let (status, _) = office.control("POST", "setup", &json!({"rate_limit": 0}));
    assert_eq!(status, 200);
    assert_eq!(office.get("customers").0, 401);
    let (_, setup) = office.control("GET", "setup", &json!({}));
    assert_eq!(
        (&setup["rate_limit"], &setup["max_input_vars"]),
        (&json!(0), &json!(1000))
    );
    let (status, body) = office.control("POST", "setup", &json!({"ratelimit": 0}));
    assert_eq!(status, 400);
    assert!(
        body["error"].as_str().unwrap().contains("ratelimit"),
        "{body}"
    );
}

#[test]
fn people_see_every_document_on_a_page() {
    let mut office = Office::new(Flavour::Themesic2);
    let id = office.made("credit_notes", &office::credit_note());
    let mut page = |path: &str| {
        let response = office.reply("GET", path, &[], "").into_answer().unwrap();
        let text = String::from_utf8_lossy(response.body()).into_owned();
        (response.status().as_u16(), text)
    };
    let link = format!("/view/credit_notes/{id}");
    assert!(page("/").1.contains(&link));
    let (status, html) = page(&link);
    assert_eq!(status, 200);
    for text in [
        "Credit Note 57",
        "Jane Doe",
        "open",
        "VAT 20.00 %",
        "132.00",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert_eq!(page("/view/invoices/1").0, 404);
}

#[test]
fn hostile_texts_are_shown_as_texts() {
    let mut office = Office::new(Flavour::Themesic3);
    office.post("customers", "company=%3Cb+onclick%3Dx%3E%26co");
    let page = office.reply("GET", "/", &[], "").into_answer().unwrap();
    let html = String::from_utf8_lossy(page.body()).into_owned();
    assert!(!html.contains("<b onclick"), "{html}");
}
