//! A settings file of what both sides say. What is a guess, or cannot be known, says so.

use std::fmt::Write as _;

use domain::taxes::TaxName;
use intake::StoreId;
use perfex::Flavour;
use toml::Value;
use url::Url;

use super::facts::Facts;

/// The step in which number offsets are proposed.
const STEP: u64 = 100_000;

/// What the proposal is for.
pub(super) struct Chosen<'a> {
    pub(super) id: &'a StoreId,
    pub(super) index: u16,
    pub(super) store_url: &'a Url,
    pub(super) crm_url: &'a Url,
    pub(super) flavour: Flavour,
    pub(super) facts: &'a Facts,
}

/// The file.
pub(super) fn settings(chosen: &Chosen<'_>) -> String {
    let mut text = String::from(
        "# Proposed by `woosync connect` from what the store and Perfex say of themselves. Lines that\n\
         # begin with `# ?` need a person. All settings: infra/woosync.example.toml.\n\
         version = 1\n\n[perfex]\n",
    );
    line(
        &mut text,
        "url",
        &string(chosen.crm_url.as_str().trim_end_matches('/')),
    );
    line(&mut text, "flavour", &string(chosen.flavour.name()));
    marker_field(&mut text, chosen);
    payment_modes(&mut text, chosen.facts);
    currencies(&mut text, chosen.facts);
    let id = chosen.id;
    let _ = writeln!(text, "\n[stores.{id}]");
    line(&mut text, "index", &chosen.index.to_string());
    line(
        &mut text,
        "url",
        &string(chosen.store_url.as_str().trim_end_matches('/')),
    );
    text.push_str("# Above all numbers that were found in Perfex.\n");
    let offset = (chosen.facts.highest_number / STEP + 1) * STEP;
    line(&mut text, "number_offset", &offset.to_string());
    taxes(&mut text, chosen);
    text
}

fn marker_field(text: &mut String, chosen: &Chosen<'_>) {
    let fields = &chosen.facts.fields;
    let named = |word: &str| {
        let mut found = fields.iter();
        found.find(|field| field.label.to_lowercase().contains(word))
    };
    let texts: Vec<_> = fields
        .iter()
        .filter(|field| field.kind == "input")
        .collect();
    let only = match texts.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    match named("woosync").or_else(|| named("woo")).or(only) {
        Some(field) => {
            let _ = writeln!(
                text,
                "# The custom field `{}` of customers.",
                plain(&field.label)
            );
            line(text, "client_marker_field", &field.id.to_string());
        }
        None => text.push_str(
            "# ? Create a custom field for customers (Setup > Custom Fields) and put its id here.\n\
             # client_marker_field = 3\n",
        ),
    }
}

fn payment_modes(text: &mut String, facts: &Facts) {
    let usual = facts.modes.iter().find(|mode| mode.selected_by_default);
    match usual.or(facts.modes.first()) {
        Some(mode) => {
            let _ = writeln!(text, "# {}", plain(&mode.name));
            line(text, "default_payment_mode", &string(&mode.id));
        }
        None => text.push_str(
            "# ? Perfex shows no payment mode: put the id of one here.\ndefault_payment_mode = \"1\"\n",
        ),
    }
    text.push_str("\n[perfex.payment_modes]\n");
    for (slug, title) in &facts.methods {
        let same = facts.modes.iter().find(|mode| {
            let (mode, title) = (mode.name.to_lowercase(), title.to_lowercase());
            !title.is_empty() && (mode.contains(&title) || title.contains(&mode))
        });
        match same {
            Some(mode) => {
                let _ = writeln!(text, "# {} = {}", plain(title), plain(&mode.name));
                line(text, &key(slug), &string(&mode.id));
            }
            None => {
                let _ = writeln!(
                    text,
                    "# ? Orders are paid by {}: put the id of a payment mode, or leave them to the \
                     default.\n# {} = \"ID\"",
                    plain(title),
                    key(slug)
                );
            }
        }
    }
    for mode in &facts.modes {
        let _ = writeln!(
            text,
            "# Perfex has {}: {}",
            string(&mode.id),
            plain(&mode.name)
        );
    }
}

fn currencies(text: &mut String, facts: &Facts) {
    text.push_str("\n# As documents in Perfex tell; the API has no list.\n[perfex.currencies]\n");
    for (code, id) in &facts.perfex_currencies {
        line(text, &key(code), &id.to_string());
    }
    for code in &facts.currencies {
        if !facts.perfex_currencies.contains_key(code) {
            let _ = writeln!(
                text,
                "# ? Orders are in {code}: its id stands at the end of its link in Setup > Finance > \
                 Currencies.\n# {} = ID",
                key(code)
            );
        }
    }
}

fn taxes(text: &mut String, chosen: &Chosen<'_>) {
    let _ = writeln!(text, "\n[stores.{}.taxes]", chosen.id);
    for rate in &chosen.facts.rates {
        let place = [rate.country.as_str(), rate.state.as_str()];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(
            text,
            "# {} {} %{}, class {}, {}",
            plain(&rate.name),
            rate.rate.normalize(),
            if rate.compound { " compound" } else { "" },
            rate.class,
            if place.is_empty() {
                "everywhere".to_owned()
            } else {
                place.join("-")
            }
        );
        let same = chosen.facts.taxes.iter();
        let same: Vec<TaxName> = same
            .filter(|tax| tax.rate == rate.rate && !rate.compound)
            .filter_map(|tax| tax.tax_name().to_string().parse().ok())
            .collect();
        match same.as_slice() {
            [only] => line(text, &rate.id.to_string(), &string(&only.to_string())),
            [] => {
                let _ = writeln!(
                    text,
                    "# ? Perfex has no tax of this percentage: create it, then\n# {} = \"NAME|RATE\"",
                    rate.id
                );
            }
            several => {
                for tax in several {
                    let tax = string(&tax.to_string());
                    let _ = writeln!(
                        text,
                        "# ? Choose one of these taxes.\n# {} = {tax}",
                        rate.id
                    );
                }
            }
        }
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {value}");
}

/// A text as TOML writes it.
fn string(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A key as TOML writes it: bare where it can be.
fn key(text: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !text.is_empty() && text.chars().all(is_bare) {
        text.to_owned()
    } else {
        string(text)
    }
}

/// A text for a comment: what others typed must not begin a new line.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use std::collections::{BTreeMap, BTreeSet};

    use perfex::{CustomField, PaymentMode, Tax};
    use serde_json::json;

    use super::*;

    fn facts() -> Facts {
        let tax = |id, name: &str, rate: &str| Tax {
            id,
            name: name.to_owned(),
            rate: rate.parse().unwrap(),
        };
        let mode = |id: &str, name: &str, selected_by_default| PaymentMode {
            id: id.to_owned(),
            name: name.to_owned(),
            selected_by_default,
            active: true,
        };
        let rates = json!([
            {"id": 1, "country": "DE", "rate": "19.0000", "name": "MwSt", "class": "standard"},
            {"id": 2, "country": "AT", "rate": "20.0000", "name": "USt\n[x]", "class": "standard"},
            {"id": 3, "country": "", "rate": "7.0000", "name": "Low", "class": "reduced-rate"},
            {"id": 4, "country": "CA", "state": "QC", "rate": "9.9750", "name": "QST",
             "compound": true, "class": "standard"},
        ]);
        Facts {
            rates: serde_json::from_value(rates).unwrap(),
            currencies: BTreeSet::from(["EUR".to_owned(), "JPY".to_owned()]),
            methods: BTreeMap::from([
                ("bacs".to_owned(), "Bank".to_owned()),
                ("stripe.cc".to_owned(), "Card \"Visa\"".to_owned()),
            ]),
            taxes: vec![
                tax(1, "MwSt", "19.00"),
                tax(2, "Low", "7.00"),
                tax(3, "Food", "7.00"),
            ],
            modes: vec![mode("1", "Cash", false), mode("2", "Bank", true)],
            fields: vec![CustomField {
                id: 5,
                label: "WooSync mark".to_owned(),
                kind: "input".to_owned(),
                required: false,
            }],
            perfex_currencies: BTreeMap::from([("EUR".to_owned(), 2)]),
            highest_number: 123_456,
        }
    }

    fn proposed(facts: &Facts) -> String {
        settings(&Chosen {
            id: &"main".parse().unwrap(),
            index: 1,
            store_url: &"https://shop.example.com/".parse().unwrap(),
            crm_url: &"https://crm.example.com".parse().unwrap(),
            flavour: Flavour::Themesic3,
            facts,
        })
    }

    #[test]
    fn what_both_sides_tell_is_mapped_and_the_rest_is_left_to_a_person() {
        let text = proposed(&facts());
        let value: toml::Table = toml::from_str(&text).unwrap();
        let settings = sync::Settings::from_value(serde_json::to_value(&value).unwrap()).unwrap();
        let store = &settings.stores[&"main".parse().unwrap()];
        assert_eq!(store.number_offset, 200_000);
        assert_eq!(settings.perfex.client_marker_field, Some(5));
        assert_eq!(settings.perfex.default_payment_mode, "2");
        assert_eq!(settings.perfex.payment_modes["bacs"], "2");
        assert_eq!(settings.perfex.currencies.get("EUR"), Some(&2));
        let mapped: Vec<&String> = store.taxes.keys().collect();
        assert_eq!(
            mapped,
            ["1"],
            "one tax of that percentage, and not a compound rate"
        );
        for asked in [
            "# ? Orders are in JPY",
            "# 2 = \"NAME|RATE\"",
            "# 3 = \"Low|7.00\"",
            "# 3 = \"Food|7.00\"",
            "# 4 = \"NAME|RATE\"",
            "# USt [x] 20 %",
        ] {
            assert!(text.contains(asked), "{asked}: {text}");
        }
    }

    #[test]
    fn nothing_that_others_typed_becomes_a_setting() {
        let mut facts = facts();
        facts.modes[1].name = "Bank\nversion = 2".to_owned();
        facts.rates[0].name = "x\n[perfex]".to_owned();
        facts.fields[0].label = "Woo\rflavour = \"\"".to_owned();
        let value: toml::Table = toml::from_str(&proposed(&facts)).unwrap();
        assert_eq!(value["version"].as_integer(), Some(1));
    }
}
