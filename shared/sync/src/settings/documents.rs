//! What the office adds to documents, as the settings say it.

use std::collections::BTreeMap;

use domain::office::{FieldSource, OfficeRules, OfficeText, TextWhen};
use serde::{Deserialize, Serialize};

/// What the office adds to documents of a store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentSettings {
    /// Tags of invoices and estimates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Perfex's staff id of the sale agent of invoices and estimates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_agent: Option<u32>,
    /// Perfex's id of the project of invoices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<u32>,
    /// Custom fields of invoices: Perfex's id of the field = where its value comes from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub invoice_fields: BTreeMap<String, FieldSetting>,
    /// Custom fields of estimates.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub estimate_fields: BTreeMap<String, FieldSetting>,
    /// Custom fields of credit notes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub credit_note_fields: BTreeMap<String, FieldSetting>,
    /// Wordings for the client, for reverse charge or exemption.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<TextSetting>,
}

/// Where the value of a custom field comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldSetting(FieldSource);

/// Why a text names no source.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is unknown: choose order_number, order_id, payment_method, transaction_id, coupons, or \
     meta:KEY for a meta value of the order"
)]
pub struct UnknownSource(String);

impl TryFrom<String> for FieldSetting {
    type Error = UnknownSource;

    fn try_from(text: String) -> Result<Self, UnknownSource> {
        let source = match text.as_str() {
            "order_number" => FieldSource::OrderNumber,
            "order_id" => FieldSource::OrderId,
            "payment_method" => FieldSource::PaymentMethod,
            "transaction_id" => FieldSource::TransactionId,
            "coupons" => FieldSource::Coupons,
            other => match other.strip_prefix("meta:") {
                Some(key) if !key.trim().is_empty() => FieldSource::Meta(key.trim().to_owned()),
                _ => return Err(UnknownSource(text)),
            },
        };
        Ok(Self(source))
    }
}

impl From<FieldSetting> for String {
    fn from(setting: FieldSetting) -> Self {
        match setting.0 {
            FieldSource::OrderNumber => "order_number".to_owned(),
            FieldSource::OrderId => "order_id".to_owned(),
            FieldSource::PaymentMethod => "payment_method".to_owned(),
            FieldSource::TransactionId => "transaction_id".to_owned(),
            FieldSource::Coupons => "coupons".to_owned(),
            FieldSource::Meta(key) => format!("meta:{key}"),
        }
    }
}

/// A wording for the client. It names a tax class or a meta key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSetting {
    /// Stands on documents with a line of this tax class; the standard one is `standard`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_class: Option<String>,
    /// Stands on documents of orders with this meta key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<String>,
    /// The value that the meta key must have; any if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The wording.
    pub text: String,
}

impl TextSetting {
    /// Of which orders; `None` unless it names just one of tax class and meta key.
    pub(super) fn when(&self) -> Option<TextWhen> {
        match (&self.tax_class, &self.meta) {
            (Some(class), None) if self.value.is_none() => Some(TextWhen::TaxClass(class.clone())),
            (None, Some(key)) => Some(TextWhen::Meta {
                key: key.clone(),
                value: self.value.clone(),
            }),
            _ => None,
        }
    }
}

impl DocumentSettings {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The domain's rules. What is wrong was refused before.
    pub(super) fn rules(&self) -> OfficeRules {
        OfficeRules {
            tags: self.tags.clone(),
            sale_agent: self.sale_agent,
            project: self.project,
            invoice_fields: sources(&self.invoice_fields),
            estimate_fields: sources(&self.estimate_fields),
            credit_note_fields: sources(&self.credit_note_fields),
            texts: self
                .texts
                .iter()
                .filter_map(|text| {
                    Some(OfficeText {
                        when: text.when()?,
                        text: text.text.clone(),
                    })
                })
                .collect(),
        }
    }
}

fn sources(fields: &BTreeMap<String, FieldSetting>) -> BTreeMap<u32, FieldSource> {
    fields
        .iter()
        .filter_map(|(id, source)| Some((id.parse().ok()?, source.0.clone())))
        .collect()
}
