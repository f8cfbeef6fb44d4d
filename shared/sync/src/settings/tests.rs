#![expect(clippy::unwrap_used)]

use super::*;
use serde_json::{Value, json};

fn good() -> Value {
    json!({
        "version": 1,
        "perfex": {
            "url": "https://crm.example.com",
            "flavour": "themesic-3",
            "default_payment_mode": "1",
            "currencies": {"EUR": 2},
        },
        "stores": {"main": {
            "index": 1,
            "url": "https://shop.example.com/store",
            "number_offset": 100_000,
            "taxes": {"1": "MwSt. 19%|19.00"},
        }},
    })
}

/// The refusal of the good settings with one value changed.
fn refusal(pointer: &str, value: Value) -> String {
    let mut settings = good();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    settings
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .insert(key.to_owned(), value);
    Settings::from_value(settings).unwrap_err().to_string()
}

#[test]
fn good_settings_are_read_and_written_back_the_same() {
    let settings = Settings::from_value(good()).unwrap();
    let json = serde_json::to_string(&settings).unwrap();
    assert_eq!(Settings::from_json(&json).unwrap(), settings);
    let rules = settings.rules(&"main".parse().unwrap()).unwrap();
    assert_eq!(rules.taxes.rates[&1].to_string(), "MwSt. 19%|19.00");
    assert_eq!(rules.payment_mode("anything"), "1");
}

#[test]
fn every_wrong_setting_is_refused_with_its_field_named() {
    for (pointer, value, begins) in [
        ("/version", json!(2), "version: "),
        ("/colour", json!("red"), "colour: unknown field"),
        (
            "/perfex/url",
            json!("http://crm.example.com"),
            "perfex.url: must begin with https",
        ),
        (
            "/perfex/url",
            json!("https://crm.example.com/api/"),
            "perfex.url: leave out the /api",
        ),
        (
            "/perfex/url",
            json!("https://a:b@crm.example.com"),
            "perfex.url: must not hold a user",
        ),
        ("/perfex/url", json!("crm"), "perfex.url: "),
        (
            "/perfex/flavour",
            json!("themesic-2"),
            "perfex.client_marker_field: is needed",
        ),
        (
            "/perfex/flavour",
            json!("obs"),
            "perfex.flavour: unknown variant",
        ),
        (
            "/perfex/client_marker_field",
            json!(0),
            "perfex.client_marker_field: ",
        ),
        (
            "/perfex/default_payment_mode",
            json!(" "),
            "perfex.default_payment_mode: ",
        ),
        (
            "/perfex/payment_modes",
            json!({"bacs": ""}),
            "perfex.payment_modes.bacs: ",
        ),
        ("/perfex/currencies", json!({}), "perfex.currencies: "),
        (
            "/perfex/currencies",
            json!({"EURO": 2}),
            "perfex.currencies.EURO: ",
        ),
        (
            "/perfex/currencies",
            json!({"EUR": 0}),
            "perfex.currencies.EUR: must be above 0",
        ),
        (
            "/perfex/countries",
            json!({"de": 83}),
            "perfex.countries.de: ",
        ),
        (
            "/perfex/match_by",
            json!(["vat"]),
            "perfex.match_by: must name email",
        ),
        (
            "/perfex/client_fields",
            json!("sometimes"),
            "perfex.client_fields: unknown variant",
        ),
    ] {
        let said = refusal(pointer, value);
        assert!(said.starts_with(begins), "{pointer}: {said}");
    }
}

#[test]
fn every_wrong_setting_of_a_store_is_refused_with_its_field_named() {
    for (pointer, value, begins) in [
        ("/stores", json!({}), "stores: "),
        ("/stores/Main", json!({}), "stores.Main: a store id has"),
        ("/stores/main/index", json!(0), "stores.main.index: "),
        (
            "/stores/main/url",
            json!("ftp://x.example"),
            "stores.main.url: must begin with https",
        ),
        (
            "/stores/main/number_offset",
            json!(3_000_000_000_u32),
            "stores.main.number_offset: ",
        ),
        (
            "/stores/main/number_offset",
            json!(-1),
            "stores.main.number_offset: ",
        ),
        (
            "/stores/main/taxes",
            json!({"x": "A|1.00"}),
            "stores.main.taxes.x: ",
        ),
        (
            "/stores/main/taxes",
            json!({"1": "A|4.875"}),
            "stores.main.taxes.1: `A|4.875` is not",
        ),
        (
            "/stores/main/go_live",
            json!("24.11.2026"),
            "stores.main.go_live: ",
        ),
        (
            "/stores/main/locked_until",
            json!("2026-13-01"),
            "stores.main.locked_until: ",
        ),
        (
            "/stores/main/edits_after_payment",
            json!("reissue"),
            "stores.main.reissue_offset: is needed",
        ),
        (
            "/stores/main/no_email_client",
            json!(0),
            "stores.main.no_email_client: must be above 0",
        ),
        (
            "/stores/main/statuses",
            json!({"wc-packed": "processing"}),
            "stores.main.statuses.wc-packed: ",
        ),
        (
            "/stores/main/statuses",
            json!({"packed": "done"}),
            "stores.main.statuses.packed: unknown variant",
        ),
        (
            "/stores/main/vat_meta_keys",
            json!(["vat", " "]),
            "stores.main.vat_meta_keys.1: ",
        ),
        (
            "/stores/main/open_orders",
            json!("invoice"),
            "stores.main.open_orders: ",
        ),
    ] {
        let said = refusal(pointer, value);
        assert!(said.starts_with(begins), "{pointer}: {said}");
    }
}

#[test]
fn every_wrong_wish_for_documents_is_refused_with_its_field_named() {
    for (pointer, value, begins) in [
        (
            "/stores/main/documents",
            json!({"tags": ["a,b"]}),
            "stores.main.documents.tags.0: ",
        ),
        (
            "/stores/main/documents",
            json!({"invoice_fields": {"x": "order_id"}}),
            "stores.main.documents.invoice_fields.x: is no id",
        ),
        (
            "/stores/main/documents",
            json!({"invoice_fields": {"4": "colour"}}),
            "stores.main.documents.invoice_fields.4: `colour` is unknown",
        ),
        (
            "/stores/main/documents",
            json!({"texts": [{"text": "Reverse charge"}]}),
            "stores.main.documents.texts.0: must name either",
        ),
    ] {
        let said = refusal(pointer, value);
        assert!(said.starts_with(begins), "{pointer}: {said}");
    }
}

#[test]
fn two_stores_cannot_share_an_index() {
    let mut store = good()["stores"]["main"].clone();
    store["url"] = json!("https://other.example.com");
    assert_eq!(
        refusal("/stores/other", store),
        "stores.other.index: 1 is taken by store main: each store needs its own"
    );
}

#[test]
fn plain_http_is_for_this_machine_only() {
    let mut settings = good();
    settings["perfex"]["url"] = json!("http://127.0.0.1:9100");
    assert!(Settings::from_value(settings).is_ok());
}

#[test]
fn the_older_module_takes_no_zero() {
    let mut settings = good();
    settings["perfex"]["flavour"] = json!("themesic-2");
    settings["perfex"]["client_marker_field"] = json!(3);
    settings["stores"]["main"]["zero_totals"] = json!("write");
    let refused = Settings::from_value(settings.clone()).unwrap_err();
    assert_eq!(refused.field, "stores.main.zero_totals");
    settings["perfex"]["flavour"] = json!("themesic-3");
    assert!(Settings::from_value(settings).is_ok());
}

#[test]
fn a_whole_policy_is_read_and_written_back_the_same() {
    let mut settings = good();
    let store = settings["stores"]["main"].as_object_mut().unwrap();
    for (field, value) in [
        ("go_live", json!("2026-11-24")),
        ("locked_until", json!("2026-09-30")),
        ("invoice_on", json!("paid")),
        ("invoice_date", json!("created")),
        ("numbers", json!("gapless")),
        ("zero_totals", json!("skip")),
        ("edits_after_payment", json!("reissue")),
        ("reissue_offset", json!(500_000_000)),
        ("no_email_client", json!(7)),
        ("customers", json!("buyers")),
        ("vat_meta_keys", json!(["vat"])),
        (
            "statuses",
            json!({"packed": "completed", "quote": "ignore"}),
        ),
        (
            "documents",
            json!({
                "tags": ["shop"], "sale_agent": 4, "project": 9,
                "invoice_fields": {"5": "meta:po_number"},
                "texts": [{"tax_class": "zero-rate", "text": "Reverse charge"}],
            }),
        ),
    ] {
        store.insert(field.to_owned(), value);
    }
    let read = Settings::from_value(settings).unwrap();
    let json = serde_json::to_string(&read).unwrap();
    assert_eq!(Settings::from_json(&json).unwrap(), read);
    let rules = read.rules(&"main".parse().unwrap()).unwrap();
    assert_eq!(rules.invoice_on, domain::InvoiceOn::Paid);
    assert_eq!(rules.numbers, domain::Numbers::Gapless);
    assert_eq!(
        rules.edits_after_payment,
        domain::EditsAfterPayment::Reissue {
            offset: 500_000_000
        }
    );
    assert_eq!(rules.statuses["quote"], None);
    assert_eq!(rules.office.tags, ["shop"]);
    assert_eq!(rules.payments_from, Some(jiff::civil::date(2026, 11, 24)));
}

#[test]
fn the_digest_comes_when_it_is_needed_unless_the_settings_say_otherwise() {
    use super::DigestSetting;
    let mut settings = good();
    let read = |settings: &Value| Settings::from_value(settings.clone()).unwrap().digest;
    assert_eq!(read(&settings), DigestSetting::WhenNeeded);
    for (word, meant) in [
        ("always", DigestSetting::Always),
        ("when_needed", DigestSetting::WhenNeeded),
        ("never", DigestSetting::Never),
    ] {
        settings["digest"] = word.into();
        assert_eq!(read(&settings), meant);
    }
    let refused = refusal("/digest", "weekly".into());
    assert!(refused.starts_with("digest: "), "{refused}");
    assert!(refused.contains("when_needed"), "{refused}");
}
