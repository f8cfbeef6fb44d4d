//! What should stand in Perfex for an order.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::address::Address;
use crate::office::Office;
use crate::taxes::TaxName;

/// An estimate or an invoice. Two documents with the same fields are the same document: its
/// [`Document::hash`] decides whether Perfex has to be told anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Digits only; unique per year in Perfex. 0: the next free one, known when it is written. It
    /// never changes afterwards, so it is no part of the digest.
    #[serde(skip)]
    pub number: u32,
    /// The store's local day.
    pub date: Date,
    /// Perfex's currency id.
    pub currency: u32,
    /// The order's number, for people.
    pub reference: String,
    /// Lines in the order's sequence.
    pub lines: Vec<DocumentLine>,
    /// Sum of quantity × rate.
    pub subtotal: Decimal,
    /// What Perfex will compute as tax.
    pub total_tax: Decimal,
    /// What is missing to the order's total: rounding, visible to everyone.
    pub adjustment: Decimal,
    /// The order's total.
    pub total: Decimal,
    /// Key of the client, a digest of the e-mail.
    pub client_key: String,
    /// Billing address.
    pub billing: Address,
    /// Shipping address, where the order has one.
    pub shipping: Option<Address>,
    /// What the client reads below the lines; often empty.
    pub client_note: String,
    /// What the office adds.
    pub office: Office,
}

impl Document {
    /// The same sums for a Perfex that keeps no adjustment: what is missing to the total becomes a
    /// line of its own, without tax.
    #[must_use]
    pub fn with_rounding_line(&self) -> Self {
        let mut document = self.clone();
        document.lines.push(DocumentLine {
            description: "Rounding".to_owned(),
            long_description: String::new(),
            quantity: Decimal::ONE,
            rate: self.adjustment,
            taxes: vec![],
        });
        document.subtotal += self.adjustment;
        document.adjustment = Decimal::ZERO;
        document
    }

    /// Digest of everything that is written.
    pub fn hash(&self) -> String {
        // A struct of strings, numbers and decimals always serialises.
        let json = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&json)
            .iter()
            .take(16)
            .fold(String::with_capacity(32), |hex, byte| {
                hex + &format!("{byte:02x}")
            })
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentLine {
    /// Name.
    pub description: String,
    /// SKU, attributes, quantity in words: one a line.
    pub long_description: String,
    /// Quantity, at most two decimals.
    pub quantity: Decimal,
    /// Price of one, at most two decimals.
    pub rate: Decimal,
    /// Its taxes.
    pub taxes: Vec<TaxName>,
}

impl DocumentLine {
    /// Its net amount.
    pub fn amount(&self) -> Decimal {
        self.quantity * self.rate
    }
}

/// Where an estimate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateStatus {
    /// The order waits for its payment.
    Sent,
    /// The order is processing or has become an invoice.
    Accepted,
    /// The order is off.
    Declined,
}

/// The payment of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Perfex's payment mode.
    pub mode: String,
    /// How much.
    pub amount: Decimal,
    /// The payment method in words.
    pub method: String,
    /// A note: order number, gateway's transaction id and the day it was paid, since Perfex dates
    /// every payment on the day it is written.
    pub note: String,
}
