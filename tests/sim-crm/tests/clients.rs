//! Clients, which the API calls customers, and their contacts.
#![allow(clippy::unwrap_used)]

mod office;

use office::{BOTH, Office, is_page};
use serde_json::{Value, json};
use sim_crm::{Flavour, Seed, SeedCustomField, Setup, StaffWork};

const CONTACT: &str =
    "customer_id=1&firstname=Jane&lastname=Doe&email=jane%40example.com&password=x";

fn deactivate(office: &mut Office, client: u64) {
    office.staff(StaffWork::EditClient {
        client,
        set: [("active".to_owned(), "0".to_owned())].into(),
        custom_fields: [].into(),
    });
}

#[test]
fn a_partial_update_of_a_client_zeroes_numbers_and_drops_groups_and_custom_fields() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.post(
            "customers",
            "company=A&city=Ulm&default_currency=2&billing_country=83&groups_in[]=1&groups_in[]=4&custom_fields[customers][3]=wcc-2-e",
        );
        let id = office.crm.state()["clients"][1]["userid"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("customers/{id}");
        assert_eq!(
            office.crm.state()["clients"][1]["groups_in"],
            json!(["1", "4"])
        );
        assert_eq!(office.put(&path, &json!({"company": "B"})).0, 200);
        let (_, read) = office.get(&path);
        assert_eq!(
            (&read["company"], &read["city"]),
            (&json!("B"), &json!("Ulm"))
        );
        assert_eq!(
            (&read["default_currency"], &read["billing_country"]),
            (&json!("0"), &json!("0"))
        );
        assert_eq!(read["customfields"], json!([]));
        assert_eq!(office.crm.state()["clients"][1]["groups_in"], json!([]));
    }
}

#[test]
fn a_merged_update_of_a_client_keeps_everything() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.put(
            "customers/1",
            &json!({
                "company": "Jane Ltd", "country": "235", "groups_in": ["1"],
                "custom_fields": {"customers": {"3": "wcc-1-e"}},
            }),
        );
        let (_, read) = office.get("customers/1");
        assert_eq!(
            (&read["company"], &read["country"]),
            (&json!("Jane Ltd"), &json!("235"))
        );
        assert_eq!(
            read["customfields"],
            json!([{"label": "WooSync", "value": "wcc-1-e"}]),
            "labels, and no ids"
        );
        assert_eq!(office.get("customers/search/wcc-1-e").0, 200);
    }
}

#[test]
fn a_host_may_update_clients_in_part() {
    let setup = Setup {
        customer_put_zeroes: false,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic3, setup);
    office.put("customers/1", &json!({"company": "Jane Ltd"}));
    let (_, read) = office.get("customers/1");
    assert_eq!(read["country"], "235");
    assert_eq!(read["customfields"][0]["value"], "wcc-1-e");
}

#[test]
fn the_same_update_again_fails_in_2() {
    for (flavour, again) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 200)] {
        let mut office = Office::new(flavour);
        let body = json!({"company": "Jane Ltd"});
        assert_eq!(office.put("customers/1", &body).0, 200);
        let (status, answer) = office.put("customers/1", &body);
        assert_eq!(status, again);
        if flavour.is_2() {
            assert_eq!(answer["message"], "Customers Update Fail.");
        }
    }
}

#[test]
fn a_client_needs_a_company_on_create_and_update() {
    for (flavour, on_create, on_update) in [
        (Flavour::Themesic2, 404, 409),
        (Flavour::Themesic3, 422, 422),
    ] {
        let mut office = Office::new(flavour);
        assert_eq!(office.post("customers", "company=+&city=Ulm").0, on_create);
        assert_eq!(
            office.put("customers/1", &json!({"city": "Ulm"})).0,
            on_update
        );
        assert_eq!(office.put("customers/99", &json!({"company": "X"})).0, 404);
    }
}

#[test]
fn a_post_to_a_client_makes_a_second_one() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        assert_eq!(office.post("customers/1", "company=Jane+Doe").0, 200);
        assert_eq!(office.get("customers").1.as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_country_by_its_name_is_stored_as_none() {
    let mut office = Office::new(Flavour::Themesic2);
    office.post("customers", "company=A&country=Germany");
    assert_eq!(office.crm.state()["clients"][1]["country"], "0");
}

#[test]
fn columns_of_clients_and_contacts_have_lengths() {
    for (column, length) in [
        ("company", 191),
        ("vat", 50),
        ("phonenumber", 30),
        ("zip", 15),
        ("state", 50),
    ] {
        for flavour in BOTH {
            let body = |length: usize| format!("company=A&{column}={}", "x".repeat(length));
            let answer = Office::new(flavour).post("customers", &body(length + 1));
            assert!(answer.0 == 500 && is_page(&answer), "{column}");
            assert_eq!(Office::new(flavour).post("customers", &body(length)).0, 200);
        }
    }
    let long = CONTACT.replace("jane%40", &format!("{}%40", "j".repeat(100)));
    assert_eq!(
        Office::new(Flavour::Themesic2).post("contacts", &long).0,
        500
    );
    let lax = Setup {
        strict_database: false,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic2, lax);
    office.post("customers", "company=A&zip=1234567890123456");
    assert_eq!(office.crm.state()["clients"][1]["zip"], "123456789012345");
}

#[test]
fn a_vat_number_reads_back_null_while_its_option_is_off() {
    for (shows_vat, expected) in [(true, json!("DE1")), (false, Value::Null)] {
        let setup = Setup {
            shows_vat,
            ..Setup::default()
        };
        let mut office = Office::with(Flavour::Themesic3, setup);
        office.post("customers", "company=A&vat=DE1");
        let id = office.crm.state()["clients"][1]["userid"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(office.get(&format!("customers/{id}")).1["vat"], expected);
        assert_eq!(office.get("customers").1[1]["vat"], expected);
    }
}

#[test]
fn an_inactive_client_is_found_by_no_search_and_its_email_is_still_taken() {
    for (flavour, taken) in [(Flavour::Themesic2, 409), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        office.contact();
        office.post("customers", "company=Other");
        deactivate(&mut office, 1);
        assert_eq!(office.get("customers/search/wcc-1-e").0, 404);
        assert_eq!(office.get("contacts/search/jane%40example.com").0, 404);
        assert_eq!(office.get("customers/1").1["active"], "0");
        let other = CONTACT.replace("customer_id=1", "customer_id=3");
        assert_eq!(office.post("contacts", &other).0, taken);
    }
}

#[test]
fn an_email_belongs_to_one_contact_and_mails_are_counted() {
    for (flavour, status) in [(Flavour::Themesic2, 409), (Flavour::Themesic3, 422)] {
        let mut office = Office::new(flavour);
        assert_eq!(office.post("contacts", CONTACT).0, 200);
        assert_eq!(office.mails(), 1, "a welcome");
        let (refused, body) = office.post("contacts", &CONTACT.replace("jane%40", "JANE%40"));
        assert_eq!(refused, status);
        assert!(body.to_string().contains("This Email is already exists"));
        let quiet = CONTACT.replace("jane", "joe");
        office.post("contacts", &format!("{quiet}&donotsendwelcomeemail=on"));
        assert_eq!(office.mails(), 1);
        let by_mail = CONTACT.replace("jane", "jim").replace("&password=x", "");
        assert_eq!(
            office.post("contacts", &by_mail).0,
            status,
            "a password is missing"
        );
        let by_mail = format!("{by_mail}&donotsendwelcomeemail=on&send_set_password_email=on");
        assert_eq!(office.post("contacts", &by_mail).0, 200);
        assert_eq!(office.mails(), 2);
    }
}

#[test]
fn contacts_are_listed_by_client_and_in_3_as_a_whole() {
    for (flavour, whole) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 200)] {
        let mut office = Office::new(flavour);
        office.contact();
        assert_eq!(office.get("contacts").0, whole);
        let (_, of_client) = office.get("contacts/1");
        let id = of_client[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(office.get(&format!("contacts/1/{id}")).1["id"], id);
        office.staff(StaffWork::EditContact {
            contact: id.parse().unwrap(),
            set: [("active".to_owned(), "0".to_owned())].into(),
        });
        assert_eq!(office.get("contacts/1").0, 404, "only active ones");
    }
}

#[test]
fn a_host_of_3_may_mean_a_contact_by_its_id() {
    let setup = Setup {
        contact_by_own_id: true,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic3, setup);
    office.contact();
    let id = office.get("contacts").1[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(office.get(&format!("contacts/{id}")).1.is_object());
    assert_eq!(office.get("contacts/1").0, 404);
}

#[test]
fn an_update_of_a_contact_resets_flags_and_permissions() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let all = format!(
            "{CONTACT}&is_primary=on&invoice_emails=invoice_emails&permissions[]=1&permissions[]=2"
        );
        office.post("contacts", &all);
        let contact = office.crm.state()["contacts"][0].clone();
        assert_eq!(
            (
                &contact["is_primary"],
                &contact["invoice_emails"],
                &contact["permissions"]
            ),
            (&json!("1"), &json!("1"), &json!(["1", "2"]))
        );
        let path = format!("contacts/{}", contact["id"].as_str().unwrap());
        let body = json!({"firstname": "Jane", "lastname": "Doe"});
        assert!(
            matches!(office.put(&path, &body).0, 409 | 422),
            "the e-mail is required"
        );
        let body = json!({"firstname": "Jane", "lastname": "Doe", "email": "jane@example.com"});
        assert_eq!(office.put(&path, &body).0, 200, "its own e-mail is free");
        let contact = office.crm.state()["contacts"][0].clone();
        assert_eq!(
            (
                &contact["is_primary"],
                &contact["invoice_emails"],
                &contact["permissions"]
            ),
            (&json!("0"), &json!("0"), &json!([]))
        );
    }
}

#[test]
fn one_contact_of_a_client_is_primary() {
    let mut office = Office::new(Flavour::Themesic3);
    office.contact();
    office.post(
        "contacts",
        &format!("{}&is_primary=0", CONTACT.replace("jane", "joe")),
    );
    let state = office.crm.state();
    let primary: Vec<&str> = state["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|contact| contact["is_primary"] == "1")
        .map(|contact| contact["email"].as_str().unwrap())
        .collect();
    assert_eq!(
        primary,
        ["joe@example.com"],
        "presence counts, whatever it says"
    );
}

#[test]
fn a_contact_of_no_client_fails() {
    for flavour in BOTH {
        let body = CONTACT.replace("customer_id=1", "customer_id=99");
        let (status, answer) = Office::new(flavour).post("contacts", &body);
        assert_eq!((status, answer["status"].as_bool()), (404, Some(false)));
    }
}

#[test]
fn custom_fields_are_looked_up_by_type_with_their_ids() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let (_, fields) = office.get("custom_fields/customers");
        assert_eq!(fields[0]["custom_field_id"], "3");
        assert_eq!(fields[0]["field_name"], "custom_fields[customers][3]");
        assert_eq!(
            office.get("custom_fields/customers/1").1[0]["value"],
            "wcc-1-e"
        );
        assert_eq!(office.get("custom_fields/invoice").0, 404);
        let (status, body) = office.get("custom_fields/colours");
        assert_eq!((status, &body["message"]), (404, &json!("Not valid data")));
        office.crm.seed(Seed {
            custom_fields: Some(vec![SeedCustomField {
                owner: "contacts".to_owned(),
                id: 9,
                label: "Ref".to_owned(),
                required: true,
            }]),
            ..Seed::default()
        });
        assert_eq!(office.get("custom_fields/contacts").1[0]["required"], "1");
        office.post(
            "contacts",
            &format!("{CONTACT}&custom_fields[contacts][9]=ref-9"),
        );
        assert_eq!(office.get("contacts/search/ref-9").0, 200);
    }
}

#[test]
fn a_client_is_deleted_in_both_spellings() {
    for flavour in BOTH {
        for path in ["customers/1", "delete/customers/1"] {
            let mut office = Office::new(flavour);
            office.contact();
            assert_eq!(office.delete(path).0, 200);
            assert_eq!(office.delete(path).0, 404);
            assert_eq!(office.crm.state()["contacts"], json!([]));
        }
    }
}
