//! The lines of a document.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::DocumentKind;
use crate::crm::Crm;
use crate::custom_fields;
use crate::row::Row;
use crate::wire::{Column, DoesNotFit, Input, nl2br, shown};

/// A line as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) description: String,
    pub(crate) long_description: String,
    pub(crate) qty: Decimal,
    pub(crate) rate: Decimal,
    pub(crate) unit: String,
    pub(crate) order: u32,
    /// Name and rate of each tax.
    pub(crate) taxes: Vec<(String, Decimal)>,
    /// Values of custom fields by the field's id.
    pub(crate) custom: Row,
}

impl Line {
    /// A line of a form or of JSON. Taxes that are not named are lost.
    pub(crate) fn read(input: &Input, id: u64, strict: bool) -> Result<Self, DoesNotFit> {
        let kept =
            |name: &str, column: Column| column.store(input.text(name).unwrap_or_default(), strict);
        let amount = |name: &str| -> Result<Decimal, DoesNotFit> {
            Ok(kept(name, Column::Amount)?.parse().unwrap_or_default())
        };
        let mut taxes = Vec::new();
        for tax in input.texts("taxname") {
            let (name, rate) = tax.rsplit_once('|').unwrap_or((tax, ""));
            let rate = Column::Amount.store(rate, strict)?;
            let name = Column::Text(100).store(name, strict)?;
            taxes.push((name, rate.parse().unwrap_or_default()));
        }
        Ok(Self {
            id,
            description: kept("description", Column::Note)?,
            long_description: kept("long_description", Column::Note)?,
            qty: amount("qty")?,
            rate: amount("rate")?,
            unit: kept("unit", Column::Text(40))?,
            order: kept("order", Column::Whole)?.parse().unwrap_or(0),
            taxes,
            custom: custom_fields::sent(input, "items"),
        })
    }

    /// As the API shows it: without its taxes.
    pub(crate) fn shown(&self, crm: &Crm, document: u64, kind: DocumentKind) -> Value {
        json!({
            "id": self.id.to_string(), "rel_id": document.to_string(), "rel_type": kind.relation(),
            "description": shown(&self.description), "long_description": shown(&nl2br(&self.long_description)),
            "qty": format!("{:.2}", self.qty), "rate": format!("{:.2}", self.rate), "unit": shown(&self.unit),
            "item_order": self.order.to_string(), "customfields": custom_fields::shown(crm, "items", &self.custom),
        })
    }

    /// Each tax as `NAME|RATE`.
    pub(crate) fn tax_names(&self) -> Vec<String> {
        self.taxes
            .iter()
            .map(|(name, rate)| format!("{name}|{rate:.2}"))
            .collect()
    }
}
