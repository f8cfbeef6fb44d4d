//! Searches and lists.
#![allow(clippy::unwrap_used)]

mod office;

use jiff::SignedDuration;
use office::{BOTH, INVOICE, Office, estimate, is_page, with};
use serde_json::{Value, json};
use sim_crm::{Flavour, Seed, SeedPaymentMode, Setup};

fn ids(answer: &Value) -> Vec<&str> {
    let rows = answer["data"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn an_empty_list_is_a_404() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        for path in [
            "invoices",
            "invoices?page=1",
            "invoices/search/nothing",
            "estimates",
            "items",
        ] {
            let (status, body) = office.get(path);
            assert_eq!(
                (status, body),
                (
                    404,
                    json!({"status": false, "message": "No data were found"})
                ),
                "{path}"
            );
        }
    }
}

#[test]
fn a_search_key_with_a_space_is_refused_by_the_host() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        assert_eq!(office.get("customers/search/Jane%20Doe").0, 403);
        assert_eq!(office.get("customers/search/wcc-1-e").0, 200);
        assert_eq!(office.get("customers/search/a%2Fb").0, 404);
        office.crm.set_up(Setup {
            refuses_spaces: false,
            ..Setup::default()
        });
        assert_eq!(office.get("customers/search/Jane%20Doe").0, 200);
    }
}

#[test]
fn a_quote_breaks_the_search_for_clients_in_2() {
    let answer = Office::new(Flavour::Themesic2).get("customers/search/o'neill");
    assert!(answer.0 == 500 && is_page(&answer));
    assert!(!is_page(
        &Office::new(Flavour::Themesic3).get("customers/search/o'neill")
    ));
}

#[test]
fn keys_match_anywhere_in_any_case_and_underscores_match_anything() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        for key in ["DOE", "j_ne", "wcc", "%25doe"] {
            assert_eq!(
                office.get(&format!("customers/search/{key}")).0,
                200,
                "{key}"
            );
        }
        assert_eq!(office.get("customers/search/dough").0, 404);
    }
}

#[test]
fn clients_are_found_by_their_primary_contact_and_not_by_phone_or_vat() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.contact();
        office.post(
            "customers",
            "company=Other&phonenumber=555-0100&vat=DE123456789",
        );
        assert_eq!(
            office.get("customers/search/jane%40example.com").1[0]["userid"],
            "1"
        );
        assert_eq!(office.get("customers/search/555-0100").0, 404);
        assert_eq!(office.get("customers/search/DE123456789").0, 404);
    }
}

#[test]
fn rows_of_contacts_join_the_client_and_leak_the_hash() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.contact();
        let (_, found) = office.get("contacts/search/jane%40example.com");
        assert_eq!(
            (&found[0]["userid"], &found[0]["company"]),
            (&json!("1"), &json!("Jane Doe"))
        );
        assert_eq!(found[0]["country"], "235");
        assert!(found[0]["password"].is_string());
        assert!(office.crm.state()["contacts"][0].get("password").is_none());
    }
}

#[test]
fn documents_are_found_by_number_note_client_and_address() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let id = office.invoice().to_string();
        for key in [
            "57",
            "0057",
            "INV-000057",
            "wcs1-o0000001234-e",
            "High",
            "Jane",
            "o0000001234",
        ] {
            let (status, found) = office.get(&format!("invoices/search/{key}"));
            assert_eq!(status, 200, "{key}");
            assert_eq!(
                (&found[0]["invoiceid"], &found[0]["id"]),
                (&json!(id), &json!(id))
            );
            assert_eq!(
                (&found[0]["company"], &found[0]["userid"]),
                (&json!("Jane Doe"), &json!("1"))
            );
            assert!(found[0].get("items").is_none());
        }
        assert_eq!(
            office.get("invoices/search/5").0,
            404,
            "a number is matched whole"
        );
    }
}

#[test]
fn an_estimates_reference_is_not_searched() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let body = with(&estimate(), "reference_no", "ref-77");
        office.made("estimates", &body);
        assert_eq!(office.get("estimates/search/ref-77").0, 404);
        let (_, found) = office.get("estimates/search/wcs1-o0000001234-e");
        assert!(found[0]["estimateid"].is_string());
    }
}

#[test]
fn a_wrong_currency_hides_a_document_from_its_search_alone() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let id = office.made("invoices", &with(INVOICE, "currency", "9"));
        assert_eq!(office.get("invoices/search/wcs1-o0000001234-e").0, 404);
        assert_eq!(office.get(&format!("invoices/{id}")).0, 200);
    }
}

#[test]
fn in_2_a_list_is_always_whole_and_in_3_it_has_pages_where_asked() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        for number in 1..=30 {
            office.made("invoices", &with(INVOICE, "number", &number.to_string()));
        }
        assert_eq!(
            office
                .get("invoices?clientid=7")
                .1
                .as_array()
                .unwrap()
                .len(),
            30
        );
        let (_, paged) = office.get("invoices?page=2&per_page=20&sort=-id");
        if flavour.is_2() {
            assert_eq!(paged.as_array().unwrap().len(), 30);
            continue;
        }
        assert_eq!(paged["data"].as_array().unwrap().len(), 10);
        assert_eq!(
            paged["meta"],
            json!({"page": 2, "per_page": 20, "total": 30, "total_pages": 2, "has_more": false,
                   "current_page": 2, "last_page": 2})
        );
        let (_, usual) = office.get("invoices?page=1");
        assert_eq!(usual["data"].as_array().unwrap().len(), 25);
        let (_, most) = office.get("invoices?per_page=1000");
        assert_eq!(most["meta"]["per_page"], 100);
    }
}

#[test]
fn pages_of_3_are_sorted_cut_and_filtered() {
    let mut office = Office::new(Flavour::Themesic3);
    let first = office
        .made("invoices", &with(INVOICE, "number", "9"))
        .to_string();
    office.now += SignedDuration::from_hours(48);
    let second = office
        .made("invoices", &with(INVOICE, "number", "10"))
        .to_string();
    let third = with(&with(INVOICE, "number", "11"), "total", "99.00");
    let third = office.made("invoices", &third).to_string();
    for (query, expected) in [
        ("sort=-id", vec![&third, &second, &first]),
        ("sort=number", vec![&first, &second, &third]),
        ("sort=total,-number", vec![&third, &second, &first]),
        ("sort=id&created_after=2026-09-02", vec![&second, &third]),
        ("sort=id&created_before=2026-09-02", vec![&first]),
    ] {
        let (_, page) = office.get(&format!("invoices?page=1&{query}"));
        assert_eq!(ids(&page), expected, "{query}");
    }
    let (_, page) = office.get("invoices?page=1&fields=number,total");
    let row = page["data"][0].as_object().unwrap();
    let mut names: Vec<&String> = row.keys().collect();
    names.sort();
    assert_eq!(names, ["id", "number", "total"]);
    let (status, _) = office.get("invoices?page=1&created_after=2030-01-01");
    assert_eq!(status, 404);
}

#[test]
fn other_lists_of_3_have_pages_too() {
    let mut office = Office::new(Flavour::Themesic3);
    office.contact();
    let invoice = office.invoice();
    office.post(
        "payments",
        &format!("invoiceid={invoice}&amount=1.00&paymentmode=1"),
    );
    for path in ["customers", "contacts", "payments", "invoices"] {
        let (_, page) = office.get(&format!("{path}?page=1"));
        assert_eq!(page["meta"]["total"], 1, "{path}");
    }
}

#[test]
fn lookups_tell_taxes_modes_and_staff() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let (_, taxes) = office.get("common/tax_data");
        assert_eq!(
            taxes[0],
            json!({"id": "1", "name": "VAT", "taxrate": "20.00"})
        );
        office.crm.seed(Seed {
            payment_modes: Some(vec![
                mode("1", "Bank", false),
                mode("7", "Invoices alone", true),
            ]),
            ..Seed::default()
        });
        let (_, modes) = office.get("common/payment_mode");
        assert_eq!(
            modes.as_array().unwrap().len(),
            1,
            "those for invoices alone are left out"
        );
        assert_eq!(
            (&modes[0]["name"], &modes[0]["description"]),
            (&json!("Bank"), &Value::Null)
        );
        assert_eq!(office.get("common/expense_category").0, 200);
        let (status, body) = office.get("common/currencies");
        assert_eq!((status, &body["message"]), (404, &json!("Not valid data")));
        assert_eq!(office.get("staffs/1").1["staffid"], "1");
        assert_eq!(office.get("staffs/9").0, 404);
    }
}

fn mode(id: &str, name: &str, invoices_only: bool) -> SeedPaymentMode {
    SeedPaymentMode {
        id: id.to_owned(),
        name: name.to_owned(),
        invoices_only,
        selected_by_default: false,
    }
}

#[test]
fn taxes_are_seeded_over_the_control_interface() {
    let mut office = Office::new(Flavour::Themesic2);
    let seed = json!({"taxes": [{"name": "MwSt", "taxrate": "19.00"}], "currencies": [{"id": 8, "name": "CHF"}]});
    assert_eq!(office.control("POST", "seed", &seed).0, 200);
    assert_eq!(office.get("common/tax_data").1[0]["name"], "MwSt");
    let id = office.made("invoices", &with(INVOICE, "currency", "8"));
    assert_eq!(
        office.get(&format!("invoices/{id}")).1["currency_name"],
        "CHF"
    );
    assert_eq!(
        office.get("custom_fields/customers").0,
        200,
        "what was not named stays"
    );
    let (status, _) = office.control("POST", "seed", &json!({"tax": []}));
    assert_eq!(status, 400);
}

#[test]
fn the_catalogue_is_written_in_3_and_read_in_both() {
    let mut office = Office::new(Flavour::Themesic3);
    assert_eq!(office.post("items", "description=Shirt").0, 422);
    let (_, made) = office.post(
        "items",
        "description=Shirt&rate=100.00&long_description=blue&tax=1",
    );
    let id = made["record_id"].to_string();
    let (_, found) = office.get("items/search/blue");
    assert_eq!(
        found,
        json!([{"id": id, "rate": "100.00", "name": "(100.00) Shirt", "subtext": "blue"}])
    );
    office.put(&format!("items/{id}"), &json!({"rate": "90.00"}));
    let (_, item) = office.get(&format!("items/{id}"));
    assert_eq!(
        (&item["rate"], &item["description"]),
        (&json!("90.00"), &json!("Shirt"))
    );
    assert_eq!(office.delete(&format!("items/{id}")).0, 200);
    let (status, _) = Office::new(Flavour::Themesic2).post("items", "description=Shirt&rate=1.00");
    assert_eq!(status, 405);
}
