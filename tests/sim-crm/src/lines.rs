//! The lines of a document.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::totals::{stored, text};
use crate::wire::{Input, filter_xss};

/// A line as the database keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) description: String,
    pub(crate) long_description: String,
    pub(crate) qty: Decimal,
    pub(crate) rate: Decimal,
    pub(crate) order: u32,
    /// Name and rate of each tax.
    pub(crate) taxes: Vec<(String, Decimal)>,
}

impl Line {
    /// A line of a form or of JSON. Taxes that are not named are lost.
    pub(crate) fn read(input: &Input, id: u64) -> Self {
        let amount = |name: &str| {
            stored(
                input
                    .text(name)
                    .and_then(|t| t.parse().ok())
                    .unwrap_or_default(),
            )
        };
        let note = |name: &str| filter_xss(input.text(name).unwrap_or_default());
        let taxes = input.texts("taxname").into_iter().filter_map(|tax| {
            let (name, rate) = tax.rsplit_once('|')?;
            Some((name.to_owned(), stored(rate.parse().ok()?)))
        });
        Self {
            id,
            description: note("description"),
            long_description: note("long_description"),
            qty: amount("qty"),
            rate: amount("rate"),
            order: input
                .text("order")
                .and_then(|t| t.parse().ok())
                .unwrap_or(0),
            taxes: taxes.collect(),
        }
    }

    /// As the API shows it: without its taxes.
    pub(crate) fn shown(&self, document: u64, kind: &str) -> Value {
        json!({
            "id": self.id.to_string(), "rel_id": document.to_string(), "rel_type": kind.trim_end_matches('s'),
            "description": self.description, "long_description": crate::wire::nl2br(&self.long_description),
            "qty": text(self.qty), "rate": text(self.rate), "unit": "", "item_order": self.order.to_string(),
            "customfields": [],
        })
    }
}
