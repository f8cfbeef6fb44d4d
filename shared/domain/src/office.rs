//! What the office wants on its documents beside the order itself: tags, a sale agent, a project,
//! custom fields, and wordings for reverse charge and exemption.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::text::plain;

/// What is added to documents, by the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeRules {
    /// Tags of invoices and estimates.
    pub tags: Vec<String>,
    /// Staff id of the sale agent of invoices and estimates.
    pub sale_agent: Option<u32>,
    /// Project id of invoices.
    pub project: Option<u32>,
    /// Custom fields of invoices by id.
    pub invoice_fields: BTreeMap<u32, FieldSource>,
    /// Custom fields of estimates by id.
    pub estimate_fields: BTreeMap<u32, FieldSource>,
    /// Custom fields of credit notes by id.
    pub credit_note_fields: BTreeMap<u32, FieldSource>,
    /// Wordings for the client.
    pub texts: Vec<OfficeText>,
}

/// Where the value of a custom field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSource {
    /// The order's number.
    OrderNumber,
    /// The order's id.
    OrderId,
    /// The payment method in words.
    PaymentMethod,
    /// The gateway's transaction id.
    TransactionId,
    /// The codes of its coupons.
    Coupons,
    /// A meta value of the order.
    Meta(String),
}

impl FieldSource {
    fn value(&self, order: &Order) -> String {
        match self {
            Self::OrderNumber => order.number.clone(),
            Self::OrderId => order.id.to_string(),
            Self::PaymentMethod => plain(&order.payment_method_title),
            Self::TransactionId => order.transaction_id.clone(),
            Self::Coupons => {
                let codes: Vec<&str> = order.coupons.iter().map(|c| c.code.as_str()).collect();
                codes.join(", ")
            }
            Self::Meta(key) => order
                .meta
                .get(key)
                .map(|value| plain(value))
                .unwrap_or_default(),
        }
    }
}

/// A wording that stands on documents of some orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeText {
    /// Of which orders.
    pub when: TextWhen,
    /// The wording.
    pub text: String,
}

/// Which orders a wording belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextWhen {
    /// Orders with a line of this tax class; the standard class is `standard`.
    TaxClass(String),
    /// Orders with this meta key, and this value of it if one is named.
    Meta {
        /// The key.
        key: String,
        /// The value, any but an empty one if none is named.
        value: Option<String>,
    },
}

impl TextWhen {
    fn holds(&self, order: &Order) -> bool {
        match self {
            Self::TaxClass(class) => order.lines.iter().any(|line| {
                let of_line = match line.tax_class.as_str() {
                    "" => "standard",
                    class => class,
                };
                of_line == class
            }),
            Self::Meta { key, value } => match (order.meta.get(key), value) {
                (Some(found), Some(wanted)) => found == wanted,
                (Some(found), None) => !found.is_empty(),
                (None, _) => false,
            },
        }
    }
}

/// What the office adds to one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Staff id of the sale agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale_agent: Option<u32>,
    /// Project id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<u32>,
    /// Values of custom fields. Empty ones are not sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldValue>,
}

/// The value of a custom field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    /// Perfex's id of the field.
    pub id: u32,
    /// The value.
    pub value: String,
}

impl Office {
    /// Whether nothing is added.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl OfficeRules {
    /// What stands beside an estimate of the order.
    pub fn of_estimate(&self, order: &Order) -> Office {
        Office {
            tags: self.tags.clone(),
            sale_agent: self.sale_agent,
            project: None,
            fields: values(&self.estimate_fields, order),
        }
    }

    /// What stands beside an invoice of the order.
    pub fn of_invoice(&self, order: &Order) -> Office {
        Office {
            tags: self.tags.clone(),
            sale_agent: self.sale_agent,
            project: self.project,
            fields: values(&self.invoice_fields, order),
        }
    }

    /// What stands beside a credit note of the order: it has neither tags nor an agent.
    pub fn of_credit_note(&self, order: &Order) -> Office {
        Office {
            fields: values(&self.credit_note_fields, order),
            ..Office::default()
        }
    }

    /// The note for the client: the coupons, and the wordings that apply.
    pub fn client_note(&self, order: &Order) -> String {
        let coupons = order.coupons.iter().map(|coupon| {
            let saved = if coupon.discount.is_zero() {
                String::new()
            } else {
                format!(
                    " (−{}, already in the prices)",
                    two_decimals(coupon.discount)
                )
            };
            format!("Coupon {}{saved}", plain(&coupon.code))
        });
        let texts = self
            .texts
            .iter()
            .filter(|text| text.when.holds(order))
            .map(|text| text.text.clone());
        coupons.chain(texts).collect::<Vec<_>>().join("\n")
    }
}

fn values(fields: &BTreeMap<u32, FieldSource>, order: &Order) -> Vec<FieldValue> {
    fields
        .iter()
        .map(|(id, source)| FieldValue {
            id: *id,
            value: source.value(order),
        })
        .filter(|field| !field.value.is_empty())
        .collect()
}

/// However many zeros the store wrote: the note is part of the document's digest.
fn two_decimals(amount: Decimal) -> String {
    let amount = crate::money::round(amount, crate::money::PERFEX_DECIMALS);
    format!("{amount:.2}")
}
