//! Updates of documents: never partial.
#![allow(clippy::unwrap_used)]

mod office;

use office::{BOTH, INVOICE, Office, estimate};
use serde_json::{Value, json};
use sim_crm::{Flavour, Setup};

fn update(items: &Value) -> Value {
    json!({
        "clientid": "1", "number": "57", "date": "2026-09-01", "currency": "1", "subtotal": "60.00",
        "total": "60.00", "billing_street": "-", "allowed_payment_modes": ["1"], "discount_type": "",
        "items": items, "newitems": {},
    })
}

#[test]
fn an_update_writes_all_and_a_line_without_taxes_loses_them() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let body = format!(
            "{INVOICE}&cancel_overdue_reminders=1&recurring=2&include_shipping=1&shipping_city=X"
        );
        let id = office.made("invoices", &body);
        let path = format!("invoices/{id}");
        let item = office.get(&path).1["items"][0]["id"].clone();
        let mut body = update(
            &json!({"1": {"itemid": item, "order": "1", "description": "Shirt", "qty": "1", "rate": "50.00"}}),
        );
        body["status"] = json!(5);
        assert_eq!(office.put(&path, &body).0, 200);
        let (_, read) = office.get(&path);
        // The line that was not named stays with its tax, the named one has lost its own.
        assert_eq!(
            (&read["total_tax"], &read["status"]),
            (&json!("2.00"), &json!("5"))
        );
        for (column, reset) in [
            ("adminnote", json!("")),
            ("cancel_overdue_reminders", json!("0")),
            ("recurring", json!("0")),
            ("include_shipping", json!("0")),
            ("shipping_city", Value::Null),
        ] {
            assert_eq!(read[column], reset, "{column}");
        }
        assert_eq!(
            read["hash"].as_str().unwrap().len(),
            32,
            "what nobody writes stays"
        );
    }
}

#[test]
fn an_update_adds_replaces_and_removes_lines() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let path = format!("invoices/{}", office.invoice());
        let items = office.get(&path).1["items"].clone();
        let mut body = update(
            &json!({"1": {"itemid": items[0]["id"], "order": "2", "description": "Cap", "qty": "1", "rate": "50.00"}}),
        );
        body["removed_items"] = json!([items[1]["id"]]);
        body["newitems"] =
            json!({"2": {"order": "1", "description": "Post", "qty": "1", "rate": "10.00"}});
        assert_eq!(office.put(&path, &body).0, 200);
        let (_, read) = office.get(&path);
        let names: Vec<&str> = read["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["description"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["Post", "Cap"], "in the order that they name");
    }
}

#[test]
fn which_lines_an_update_must_name_differs() {
    let mut old = Office::new(Flavour::Themesic2);
    let path = format!("invoices/{}", old.invoice());
    let (status, body) = old.put(&path, &update(&json!({})));
    assert_eq!((status, body["error"]["items"].is_string()), (409, true));
    let mut new = Office::new(Flavour::Themesic3);
    let path = format!("invoices/{}", new.invoice());
    let mut body = update(&json!({}));
    assert_eq!(new.put(&path, &body).0, 200);
    body.as_object_mut().unwrap().remove("newitems");
    assert_eq!(new.put(&path, &body).0, 422);
}

#[test]
fn some_builds_of_2_refuse_an_invoice_its_own_number() {
    let setup = Setup {
        own_number_refused: true,
        ..Setup::default()
    };
    let mut office = Office::with(Flavour::Themesic2, setup);
    let invoice = format!("invoices/{}", office.invoice());
    let estimate_path = format!("estimates/{}", office.made("estimates", &estimate()));
    let items = json!({"1": {"qty": "1", "rate": "1.00"}});
    let (status, body) = office.put(&invoice, &update(&items));
    assert_eq!((status, body["error"]["number"].is_string()), (409, true));
    let mut body = update(&items);
    body.as_object_mut()
        .unwrap()
        .remove("allowed_payment_modes");
    body["status"] = json!(2);
    assert_eq!(
        office.put(&estimate_path, &body).0,
        200,
        "estimates are right"
    );
}

#[test]
fn the_same_update_again_fails_in_2() {
    for (flavour, again) in [(Flavour::Themesic2, 404), (Flavour::Themesic3, 200)] {
        let mut office = Office::new(flavour);
        let path = format!("invoices/{}", office.invoice());
        let body = update(&json!({"1": {"itemid": "0"}}));
        assert_eq!(office.put(&path, &body).0, 200);
        let (status, answer) = office.put(&path, &body);
        assert_eq!(status, again, "{answer}");
        assert!(!office.crm.calls().last().unwrap().wrote);
    }
}

#[test]
fn an_update_loses_percent_escapes_and_tags() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        let path = format!("invoices/{}", office.invoice());
        let mut body = update(&json!({"1": {"itemid": "0"}}));
        body["clientnote"] = json!("10%20off <script>x</script>");
        office.put(&path, &body);
        let (_, read) = office.get(&path);
        assert_eq!(read["clientnote"], "10 off [removed]x[removed]");
    }
}
