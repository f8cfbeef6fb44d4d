//! Invoices and estimates, written and read.
#![allow(clippy::unwrap_used)]

mod office;

use office::{BOTH, INVOICE, JSON, Office, estimate, is_page, with, without};
use serde_json::{Value, json};
use sim_crm::{Flavour, Seed, SeedCustomField, Setup};

fn update(items: &Value) -> Value {
    json!({
        "clientid": "1", "number": "57", "date": "2026-09-01", "currency": "1", "subtotal": "60.00",
        "total": "60.00", "billing_street": "-", "allowed_payment_modes": ["1"], "discount_type": "",
        "items": items, "newitems": {},
    })
}

fn fields() -> Seed {
    let field = |owner: &str, id| SeedCustomField {
        owner: owner.to_owned(),
        id,
        label: format!("Field {id}"),
        required: false,
    };
    Seed {
        custom_fields: Some(vec![
            field("customers", 3),
            field("invoice", 5),
            field("estimate", 6),
            field("credit_note", 7),
            field("items", 8),
        ]),
        ..Seed::default()
    }
}

#[test]
fn totals_need_a_point_and_more_than_zero_in_2() {
    for (total, status_2, status_3) in [
        ("132", 404, 200),
        ("0.00", 404, 200),
        ("132.00", 200, 200),
        ("-1.00", 404, 422),
        ("1.3e2", 404, 200),
        ("much", 404, 422),
    ] {
        let body = with(INVOICE, "total", total);
        for (flavour, status) in [
            (Flavour::Themesic2, status_2),
            (Flavour::Themesic3, status_3),
        ] {
            let (told, answer) = Office::new(flavour).post("invoices", &body);
            assert_eq!(told, status, "{total}: {answer}");
        }
    }
    let strict = Setup {
        accepts_zero_total: false,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic3, strict);
    assert_eq!(
        office.post("invoices", &with(INVOICE, "total", "0.00")).0,
        422
    );
}

#[test]
fn a_number_is_unique_in_the_year_of_its_date_without_its_zeros() {
    for (flavour, status) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        office.invoice();
        let (refused, body) = office.post("invoices", &with(INVOICE, "number", "57"));
        assert_eq!(refused, status);
        assert!(body.to_string().contains("already in use"), "{body}");
        let next_year = with(INVOICE, "date", "2027-01-01");
        assert_eq!(office.post("invoices", &next_year).0, 200);
        assert_eq!(office.post("estimates", &estimate()).0, 200, "another kind");
    }
}

#[test]
fn a_number_is_digits_that_an_int_column_holds() {
    for (flavour, refused) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 422)] {
        for (number, status) in [
            ("2147483647", 200),
            ("2147483648", 500),
            ("INV-000123", refused),
            ("-5", refused),
        ] {
            let (told, answer) =
                Office::new(flavour).post("invoices", &with(INVOICE, "number", number));
            assert_eq!(told, status, "{number}: {answer}");
        }
    }
}

#[test]
fn an_unknown_field_is_an_sql_error_in_2_on_create_and_update() {
    let mut old = Office::new(Flavour::Themesic2);
    let answer = old.post("invoices", &format!("{INVOICE}&colour=red"));
    assert!(answer.0 == 500 && is_page(&answer));
    let id = old.invoice();
    let mut body = update(&json!({"1": {"qty": "1", "rate": "1.00"}}));
    body["colour"] = json!("red");
    assert_eq!(old.put(&format!("invoices/{id}"), &body).0, 500);
    let mut new = Office::new(Flavour::Themesic3);
    assert_eq!(
        new.post("invoices", &format!("{INVOICE}&colour=red")).0,
        200
    );
}

#[test]
fn shipping_counts_by_presence_and_vanishes_without_its_flag() {
    for flavour in BOTH {
        let address = "shipping_city=Paris&shipping_country=76";
        for (flag, city, included, shown) in [
            ("", Value::Null, "0", "1"),
            ("&include_shipping=0", json!("Paris"), "1", "0"),
            (
                "&include_shipping=1&show_shipping_on_invoice=0",
                json!("Paris"),
                "1",
                "0",
            ),
            (
                "&include_shipping=1&show_shipping_on_invoice=1",
                json!("Paris"),
                "1",
                "1",
            ),
        ] {
            let mut office = Office::new(flavour);
            let id = office.made("invoices", &format!("{INVOICE}&{address}{flag}"));
            let (_, read) = office.get(&format!("invoices/{id}"));
            assert_eq!(read["shipping_city"], city, "{flag}");
            assert_eq!(read["include_shipping"], included);
            assert_eq!(read["show_shipping_on_invoice"], shown);
        }
    }
}

#[test]
fn some_builds_of_3_read_lines_from_items_and_others_from_both() {
    let items = INVOICE.replace("newitems[", "items[");
    let setup = Setup {
        line_key_items: true,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic3, setup);
    assert_eq!(office.post("invoices", INVOICE).0, 422);
    assert_eq!(office.post("invoices", &items).0, 200);
    let mut office = Office::new(Flavour::Themesic3);
    let lines = items.split('&').filter(|pair| pair.starts_with("items["));
    let both = format!("{INVOICE}&{}", lines.collect::<Vec<_>>().join("&"));
    let id = office.made("invoices", &both);
    let (_, read) = office.get(&format!("invoices/{id}"));
    assert_eq!(read["items"].as_array().unwrap().len(), 4, "doubled");
}

#[test]
fn a_value_too_long_is_an_error_of_a_strict_database_and_is_cut_by_another() {
    let long = "x".repeat(101);
    for flavour in BOTH {
        let body = format!("{INVOICE}&billing_city={long}");
        assert_eq!(Office::new(flavour).post("invoices", &body).0, 500);
        let line = INVOICE.replace(
            "=Shirt",
            &format!("=Shirt&newitems[0][unit]={}", "u".repeat(41)),
        );
        assert_eq!(Office::new(flavour).post("invoices", &line).0, 500);
        let setup = Setup {
            strict_database: false,
            ..Setup::default()
        };
        let mut office = Office::with(flavour, setup);
        office.made("invoices", &body);
        assert_eq!(
            office.crm.state()["invoices"][0]["billing_city"],
            long[..100]
        );
    }
    let street = "x".repeat(201);
    let (status, _) =
        Office::new(Flavour::Themesic2).post("invoices", &with(INVOICE, "billing_street", &street));
    assert_eq!(status, 404, "the form knows this one");
}

#[test]
fn texts_come_back_with_entities_and_breaks() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let body =
            with(INVOICE, "billing_street", "1+%22High%22+St%0AFlat+2") + "&clientnote=a%0Ab+%26+c";
        let id = office.made("invoices", &body);
        let (_, read) = office.get(&format!("invoices/{id}"));
        assert_eq!(
            read["billing_street"],
            "1 &quot;High&quot; St<br />\nFlat 2"
        );
        assert_eq!(read["clientnote"], "a<br />\nb &amp; c");
    }
}

#[test]
fn tags_agents_projects_and_custom_fields_are_kept() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.crm.seed(fields());
        let more = "&tags=shop,%20web&sale_agent=1&project_id=4&custom_fields[invoice][5]=wcs&custom_fields[invoice][1]=lost";
        let line = "&newitems[0][custom_fields][items][8]=SKU-1";
        let id = office.made("invoices", &format!("{INVOICE}{more}{line}"));
        let path = format!("invoices/{id}");
        let (_, read) = office.get(&path);
        assert_eq!(
            (&read["sale_agent"], &read["project_id"]),
            (&json!("1"), &json!("4"))
        );
        assert_eq!(
            read["customfields"],
            json!([{"label": "Field 5", "value": "wcs"}])
        );
        assert_eq!(
            read["items"][0]["customfields"],
            json!([{"label": "Field 8", "value": "SKU-1"}])
        );
        let (_, tagged) = office.get("invoices/search/%23web");
        assert_eq!(tagged[0]["invoiceid"], id.to_string());
        assert_eq!(office.get("invoices/search/%23we").0, 404);
        let (_, values) = office.get(&format!("custom_fields/invoice/{id}"));
        assert_eq!(values[0]["value"], "wcs");
        assert_eq!(values[0]["field_name"], "custom_fields[invoice][5]");

        // They lie in tables of their own, which an update that does not name them leaves alone.
        office.put(
            &path,
            &update(&json!({"1": {"itemid": read["items"][0]["id"]}})),
        );
        let (_, read) = office.get(&path);
        assert_eq!(read["customfields"][0]["value"], "wcs");
        assert_eq!(read["items"][0]["customfields"][0]["value"], "SKU-1");
        assert_eq!(read["sale_agent"], "0", "a column, and reset");
        assert_eq!(office.get("invoices/search/%23web").0, 200);
    }
}

#[test]
fn estimates_and_credit_notes_have_custom_fields_of_their_own() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.crm.seed(fields());
        for (path, body, owner, id) in [
            ("estimates", estimate(), "estimate", 6),
            ("credit_notes", office::credit_note(), "credit_note", 7),
        ] {
            let body = format!("{body}&custom_fields[{owner}][{id}]=a%26b");
            let made = office.made(path, &body);
            let (_, read) = office.get(&format!("{path}/{made}"));
            assert_eq!(read["customfields"][0]["value"], "a&amp;b");
        }
    }
}

#[test]
fn a_dropped_adjustment_reads_back_as_none() {
    let setup = Setup {
        drops_adjustment: true,
        ..Setup::default()
    };
    for (setup, kept) in [(Setup::default(), "-0.02"), (setup, "0.00")] {
        for flavour in BOTH {
            let mut office = Office::with(flavour, setup.clone());
            let id = office.made("invoices", &with(INVOICE, "adjustment", "-0.02"));
            assert_eq!(office.get(&format!("invoices/{id}")).1["adjustment"], kept);
        }
    }
}

#[test]
fn payment_modes_are_required_and_read_back_as_php_keeps_them() {
    let missing = without(INVOICE, &["allowed_payment_modes%5B0%5D"]);
    assert_eq!(
        Office::new(Flavour::Themesic2).post("invoices", &missing).0,
        404
    );
    let mut office = Office::new(Flavour::Themesic3);
    let id = office.made("invoices", INVOICE);
    let (_, read) = office.get(&format!("invoices/{id}"));
    assert_eq!(read["allowed_payment_modes"], "a:1:{i:0;s:1:\"1\";}");
}

#[test]
fn every_value_is_a_text_and_the_currency_is_joined() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let id = office.made("invoices", &with(INVOICE, "currency", "2"));
        let (_, read) = office.get(&format!("invoices/{id}"));
        for (column, value) in read.as_object().unwrap() {
            assert!(
                !value.is_number() && !value.is_boolean(),
                "{column}: {value}"
            );
        }
        assert_eq!(
            (&read["currency"], &read["currency_name"]),
            (&json!("2"), &json!("EUR"))
        );
        assert_eq!(read["formatted_number"], "INV-000057");
    }
}

#[test]
fn some_builds_of_2_cannot_read_one_invoice() {
    let mut office = Office::new(Flavour::Themesic2);
    let invoice = office.invoice();
    assert_eq!(office.get(&format!("invoices/{invoice}")).0, 200);
    office.crm.set_up(Setup {
        invoice_by_id_is_fatal: true,
        ..Setup::default()
    });
    assert_eq!(office.get(&format!("invoices/{invoice}")).0, 500);
    assert_eq!(office.get("invoices/search/57").0, 200);
    assert_eq!(office.get("invoices").0, 200);
}

#[test]
fn only_the_last_document_is_deleted_unless_the_option_is_off() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let first = office.invoice();
        let last = office.made("invoices", &with(INVOICE, "number", "58"));
        let (status, body) = office.delete(&format!("invoices/{first}"));
        assert_eq!(
            (status, &body["message"]),
            (404, &json!("Invoice Delete Fail"))
        );
        assert_eq!(office.crm.state()["next_numbers"]["invoice"], 3);
        assert_eq!(office.delete(&format!("invoices/{last}")).0, 200);
        assert_eq!(office.crm.state()["next_numbers"]["invoice"], 2);
        office.crm.set_up(Setup {
            deletes_only_last: false,
            ..Setup::default()
        });
        office.made("invoices", &with(INVOICE, "number", "58"));
        assert_eq!(office.delete(&format!("invoices/{first}")).0, 200);
    }
}

#[test]
fn asking_to_send_a_document_would_mail() {
    for flavour in BOTH {
        for (path, body) in [("invoices", INVOICE.to_owned()), ("estimates", estimate())] {
            let mut office = Office::new(flavour);
            office.made(path, &format!("{body}&save_and_send=1"));
            assert_eq!(office.mails(), 1);
        }
    }
}

#[test]
fn json_of_3_makes_the_same_document_as_a_form() {
    let mut office = Office::new(Flavour::Themesic3);
    let body = json!({
        "clientid": 1, "number": 58, "date": "2026-09-01", "currency": 1, "discount_type": "",
        "billing_street": "-", "subtotal": 100.5, "total": "100.50", "allowed_payment_modes": ["1"],
        "newitems": [{"description": "A", "qty": 1, "rate": "100.50", "order": 1, "taxname": []}],
    });
    let (status, answer) = office.send("POST", "invoices", JSON, &body.to_string());
    assert_eq!(status, 200, "{answer}");
    let (_, read) = office.get(&format!("invoices/{}", answer["record_id"]));
    assert_eq!(
        (&read["subtotal"], &read["total"]),
        (&json!("100.50"), &json!("100.50"))
    );
}
