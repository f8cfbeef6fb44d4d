//! Documents as Perfex gives them back.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::Addresses;
use crate::{ClientId, DocumentId, ItemId, lenient};

/// A document as Perfex gives it back, texts decoded.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Document {
    /// Its id.
    #[serde(deserialize_with = "document_id")]
    pub id: DocumentId,
    /// Whose it is.
    #[serde(rename = "clientid", deserialize_with = "client_id")]
    pub client: ClientId,
    /// Its number; a draft invoice has 1000000000.
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    pub number: Option<u64>,
    /// The number as people see it, in recent versions of Perfex.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub formatted_number: Option<String>,
    /// Its date; `None` for a host that writes days in its own way.
    #[serde(default, deserialize_with = "lenient::day")]
    pub date: Option<Date>,
    /// Currency id.
    #[serde(deserialize_with = "lenient::whole")]
    pub currency: u64,
    /// The currency's ISO code.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub currency_name: Option<String>,
    /// As it was sent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub subtotal: Decimal,
    /// As it was sent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total: Decimal,
    /// As Perfex computed it from the lines.
    #[serde(default, deserialize_with = "lenient::decimal_or_zero")]
    pub total_tax: Decimal,
    /// The correction of the total; zero when this Perfex dropped it.
    #[serde(default, deserialize_with = "lenient::decimal_or_zero")]
    pub adjustment: Decimal,
    /// Discount that someone entered in Perfex; we send none.
    #[serde(default, deserialize_with = "lenient::decimal_or_zero")]
    pub discount_total: Decimal,
    /// One of [`status`](super::status).
    #[serde(deserialize_with = "status")]
    pub status: u8,
    /// The note for staff.
    #[serde(default, deserialize_with = "lenient::text")]
    pub adminnote: String,
    /// The note for the client.
    #[serde(default, deserialize_with = "lenient::text")]
    pub clientnote: String,
    /// The reference (estimates and credit notes).
    #[serde(default, deserialize_with = "lenient::text")]
    pub reference_no: String,
    /// Its lines, in Perfex's sequence.
    #[serde(default, deserialize_with = "lenient::list")]
    pub items: Vec<Item>,
    /// Its payments (invoices).
    #[serde(default, deserialize_with = "lenient::list")]
    pub payments: Vec<PaymentRow>,
    /// Its addresses.
    #[serde(flatten)]
    pub addresses: Addresses,
    /// What is left to pay (invoices).
    #[serde(default, deserialize_with = "lenient::optional_decimal")]
    pub total_left_to_pay: Option<Decimal>,
    /// The invoice that an estimate was converted to by a person.
    #[serde(default, rename = "invoiceid", deserialize_with = "converted")]
    pub converted_to: Option<DocumentId>,
    /// The secret part of its public link, `/invoice/{id}/{hash}`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub hash: String,
}

/// A document as a search or a list shows it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct DocumentRow {
    /// Its id.
    #[serde(deserialize_with = "document_id")]
    pub id: DocumentId,
    /// Whose it is, where the row says so.
    #[serde(default, rename = "clientid", deserialize_with = "optional_client_id")]
    pub client: Option<ClientId>,
    /// Its number.
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    pub number: Option<u64>,
    /// Its date.
    #[serde(default, deserialize_with = "lenient::day")]
    pub date: Option<Date>,
    /// Its total.
    #[serde(default, deserialize_with = "lenient::optional_decimal")]
    pub total: Option<Decimal>,
    /// One of [`status`](super::status); `None` where the row does not say.
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    pub status: Option<u64>,
    /// Currency id, where the row says so.
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    pub currency: Option<u64>,
    /// The invoice that an estimate was converted to by a person.
    #[serde(default, rename = "invoiceid", deserialize_with = "converted")]
    pub converted_to: Option<DocumentId>,
    /// The note for staff, decoded.
    #[serde(default, deserialize_with = "lenient::text")]
    pub adminnote: String,
    /// The reference (estimates and credit notes).
    #[serde(default, deserialize_with = "lenient::text")]
    pub reference_no: String,
}

/// A line of a document. Its taxes are not told.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Item {
    /// Its id, by which an update replaces or removes it.
    #[serde(deserialize_with = "item_id")]
    pub id: ItemId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: String,
    /// More about it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub long_description: String,
    /// Quantity.
    #[serde(deserialize_with = "lenient::decimal")]
    pub qty: Decimal,
    /// Price of one.
    #[serde(deserialize_with = "lenient::decimal")]
    pub rate: Decimal,
    /// Unit.
    #[serde(default, deserialize_with = "lenient::text")]
    pub unit: String,
    /// Its place, from 1.
    #[serde(
        default,
        rename = "item_order",
        deserialize_with = "lenient::optional_whole"
    )]
    pub order: Option<u64>,
}

/// A payment of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "PaymentWire")]
pub struct PaymentRow {
    /// Its id.
    pub id: Option<u64>,
    /// Our marker, or whatever a person or a gateway wrote.
    pub transaction_id: String,
    /// Amount.
    pub amount: Decimal,
}

/// The id comes under one of two names, or under both.
#[derive(Deserialize)]
struct PaymentWire {
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    id: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    paymentid: Option<u64>,
    #[serde(default, deserialize_with = "lenient::text")]
    transactionid: String,
    #[serde(deserialize_with = "lenient::decimal")]
    amount: Decimal,
}

impl From<PaymentWire> for PaymentRow {
    fn from(wire: PaymentWire) -> Self {
        Self {
            id: wire.paymentid.or(wire.id),
            transaction_id: wire.transactionid,
            amount: wire.amount,
        }
    }
}

fn document_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<DocumentId, D::Error> {
    lenient::whole(from).map(DocumentId)
}

/// Perfex writes null or 0 for an estimate that was not converted.
fn converted<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<DocumentId>, D::Error> {
    let id = lenient::optional_whole(from)?;
    Ok(id.filter(|id| *id != 0).map(DocumentId))
}

fn item_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ItemId, D::Error> {
    lenient::whole(from).map(ItemId)
}

fn client_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ClientId, D::Error> {
    lenient::whole(from).map(ClientId)
}

fn optional_client_id<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<ClientId>, D::Error> {
    Ok(lenient::optional_whole(from)?.map(ClientId))
}

fn status<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    u8::try_from(lenient::whole(from)?).map_err(serde::de::Error::custom)
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("id", &self.id)
            .field("client", &self.client)
            .field("number", &self.number)
            .field("currency", &self.currency)
            .field("total", &self.total)
            .field("total_tax", &self.total_tax)
            .field("status", &self.status)
            .field("items", &self.items.len())
            .field("payments", &self.payments.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DocumentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentRow")
            .field("id", &self.id)
            .field("client", &self.client)
            .field("number", &self.number)
            .field("total", &self.total)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("id", &self.id)
            .field("qty", &self.qty)
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}
