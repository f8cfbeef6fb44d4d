//! Every recorded customer and every recorded buyer as the client that is written for them.

#![expect(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use domain::{Card, Rules, marker};
use perfex::Address;
use serde_json::{Value, json};

use crate::compose::{client, contact};
use crate::settings::{PerfexSettings, Settings};
use crate::translate::{card, translate};

#[test]
fn every_recorded_customer_stands_as_its_snapshot_says() {
    let mut cards = Distinct::default();
    for (source, value) in recordings() {
        if value["role"].is_string() {
            let customer: woocommerce::Customer = serde_json::from_value(value).unwrap();
            let card = card(&customer, &rules().vat_meta_keys);
            cards.add(format!("customer {} in {source}", customer.id), &card);
        }
    }
    cards.assert("customers");
}

#[test]
fn the_buyer_of_every_recorded_order_stands_as_its_snapshot_says() {
    let mut cards = Distinct::default();
    for (_, value) in recordings() {
        if value["line_items"].is_array() && value["status"].is_string() {
            let order: woocommerce::Order = serde_json::from_value(value).unwrap();
            let order = translate(&order, &[]).unwrap();
            cards.add(order.id.to_string(), &Card::of_order(&order, &rules()));
        }
    }
    cards.assert("buyers");
}

/// Clients as texts, each once, with who they are.
#[derive(Default)]
struct Distinct(Vec<(String, Vec<String>)>);

impl Distinct {
    fn add(&mut self, who: String, card: &Card) {
        let text = text(card);
        match self.0.iter_mut().find(|(known, _)| *known == text) {
            Some((_, all)) if all.contains(&who) => {}
            Some((_, all)) => all.push(who),
            None => self.0.push((text, vec![who])),
        }
    }

    fn assert(self, name: &str) {
        let blocks = self.0.into_iter();
        let blocks = blocks.map(|(text, who)| format!("# {}\n{text}", who.join(", ")));
        let text = blocks.collect::<Vec<_>>().join("\n");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../tests/snapshots/clients");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}

fn text(card: &Card) -> String {
    let Some(key) = card.email_key() else {
        return "no e-mail to be recognised by\n".to_owned();
    };
    let client = client(card, &marker::client(&key), &settings());
    let contact = contact(7, card, true);
    let mut text = String::new();
    writeln!(text, "company {}", client.company).unwrap();
    for (name, value) in [
        ("vat", &client.vat),
        ("phone", &client.phonenumber),
        ("address", &address(&client.address)),
    ] {
        if !value.is_empty() {
            writeln!(text, "{name} {value}").unwrap();
        }
    }
    assert_eq!(client.billing, Some(client.address));
    for field in &client.custom_fields {
        writeln!(text, "custom field {} {}", field.id, field.value).unwrap();
    }
    let names = format!("{} | {}", contact.firstname, contact.lastname);
    writeln!(text, "contact {} ({})", contact.email, names.trim()).unwrap();
    text
}

fn address(address: &Address) -> String {
    let country = address.country.map(|id| format!("country {id}"));
    let parts = [
        &address.street.replace('\n', " / "),
        &address.zip,
        &address.city,
        &address.state,
        &country.unwrap_or_default(),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Every object that was recorded, lists taken apart, with the name of its recording.
fn recordings() -> Vec<(String, Value)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce");
    let mut bodies: BTreeMap<(usize, String), Value> = BTreeMap::new();
    for (place, folder) in ["webhooks", "rest"].into_iter().enumerate() {
        for entry in std::fs::read_dir(fixtures.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "body") {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let body = serde_json::from_slice(&std::fs::read(&path).unwrap());
                bodies.insert((place, name), body.unwrap_or_default());
            }
        }
    }
    let bodies = bodies.into_iter().flat_map(|((_, name), body)| {
        let values = match body {
            Value::Array(values) => values,
            value => vec![value],
        };
        values.into_iter().map(move |value| (name.clone(), value))
    });
    bodies.collect()
}

fn rules() -> Rules {
    Rules {
        vat_meta_keys: vec!["vat_id".to_owned()],
        ..Rules::default()
    }
}

fn settings() -> PerfexSettings {
    let settings = Settings::from_value(json!({
        "version": 1,
        "perfex": {
            "url": "https://crm.example.com", "flavour": "themesic-3", "client_marker_field": 3,
            "default_payment_mode": "1", "currencies": {"EUR": 2},
        },
        "stores": {"main": {
            "index": 1, "url": "https://shop.example.com", "number_offset": 0,
        }},
    }));
    settings.unwrap().perfex
}
