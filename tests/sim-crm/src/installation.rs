//! What an installation is furnished with: taxes, currencies, payment modes, custom fields.

use crate::row::Row;
use crate::seed::{Seed, SeedCurrency, SeedCustomField, SeedPaymentMode, SeedTax};

/// The tables behind the lookups.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) taxes: Vec<Row>,
    pub(crate) currencies: Vec<Row>,
    pub(crate) payment_modes: Vec<Row>,
    pub(crate) custom_fields: Vec<Row>,
}

impl Installation {
    /// A new installation, with the custom field that clients are marked by.
    pub(crate) fn new() -> Self {
        let mut new = Self {
            taxes: Vec::new(),
            currencies: Vec::new(),
            payment_modes: Vec::new(),
            custom_fields: Vec::new(),
        };
        new.furnish(usual());
        new
    }

    pub(crate) fn furnish(&mut self, seed: Seed) {
        if let Some(taxes) = seed.taxes {
            self.taxes = (1..).zip(&taxes).map(|(id, seed)| tax(id, seed)).collect();
        }
        if let Some(currencies) = seed.currencies {
            self.currencies = currencies.iter().map(currency).collect();
        }
        if let Some(modes) = seed.payment_modes {
            self.payment_modes = modes.iter().map(payment_mode).collect();
        }
        if let Some(fields) = seed.custom_fields {
            self.custom_fields = fields.iter().map(custom_field).collect();
        }
    }

    pub(crate) fn currency(&self, id: &str) -> Option<&Row> {
        self.currencies.iter().find(|currency| currency["id"] == id)
    }

    pub(crate) fn custom_fields_of(&self, owner: &str) -> impl Iterator<Item = &Row> {
        self.custom_fields
            .iter()
            .filter(move |field| field["owner"] == owner)
    }
}

fn usual() -> Seed {
    let currency = |id, name: &str, symbol: &str| SeedCurrency {
        id,
        name: name.to_owned(),
        symbol: symbol.to_owned(),
    };
    let mode = |id: &str, name: &str| SeedPaymentMode {
        id: id.to_owned(),
        name: name.to_owned(),
        invoices_only: false,
        selected_by_default: id == "1",
    };
    Seed {
        taxes: Some(vec![SeedTax {
            name: "VAT".to_owned(),
            taxrate: "20.00".to_owned(),
        }]),
        currencies: Some(vec![
            currency(1, "USD", "$"),
            currency(2, "EUR", "€"),
            currency(3, "JPY", "¥"),
            currency(4, "KWD", "د.ك"),
        ]),
        payment_modes: Some(vec![mode("1", "Bank"), mode("2", "Cash")]),
        custom_fields: Some(vec![SeedCustomField {
            owner: "customers".to_owned(),
            id: 3,
            label: "WooSync".to_owned(),
            required: false,
        }]),
    }
}

fn row<const N: usize>(columns: [(&str, String); N]) -> Row {
    columns
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn flag(on: bool) -> String {
    u8::from(on).to_string()
}

fn tax(id: u64, seed: &SeedTax) -> Row {
    row([
        ("id", id.to_string()),
        ("name", seed.name.clone()),
        ("taxrate", seed.taxrate.clone()),
    ])
}

fn currency(seed: &SeedCurrency) -> Row {
    row([
        ("id", seed.id.to_string()),
        ("name", seed.name.clone()),
        ("symbol", seed.symbol.clone()),
    ])
}

fn payment_mode(seed: &SeedPaymentMode) -> Row {
    row([
        ("id", seed.id.clone()),
        ("name", seed.name.clone()),
        ("description", String::new()),
        ("show_on_pdf", flag(false)),
        ("invoices_only", flag(seed.invoices_only)),
        ("expenses_only", flag(false)),
        ("selected_by_default", flag(seed.selected_by_default)),
        ("active", flag(true)),
    ])
}

fn custom_field(seed: &SeedCustomField) -> Row {
    row([
        ("owner", seed.owner.clone()),
        (
            "field_name",
            format!("custom_fields[{}][{}]", seed.owner, seed.id),
        ),
        ("custom_field_id", seed.id.to_string()),
        ("label", seed.label.clone()),
        ("required", flag(seed.required)),
        ("type", "input".to_owned()),
    ])
}
