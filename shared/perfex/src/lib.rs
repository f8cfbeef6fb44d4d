//! A client of Themesic's "REST API for Perfex CRM", generations 2.x and 3.x.
//!
//! Perfex itself has no API; this module is the common one, and its quirks stop here.
//!
//! - [`Client`]: the calls, over any [`transport::Transport`]
//! - [`Error`] and its [`Disposition`]: what an answer means; the status code alone says little
//! - clients, contacts, documents, payments: what is written and read back
//! - [`Countries`], [`TaxName`]: how Perfex names countries and taxes
//! - [`Client::probe`]: what an installation offers; [`Feature`]: what the token may read of it
//!
//! A write is sent once. An unknown outcome is [`Error::Ambiguous`], and the caller looks for its
//! marker before it sends again. Neither errors nor `Debug` show names, e-mails or the token.
#![warn(missing_docs)]

mod address;
mod answer;
mod body;
mod classify;
mod client;
mod client_columns;
mod clients;
mod columns;
mod connection;
mod contacts;
mod countries;
mod custom_fields;
mod document;
mod error;
mod flavour;
mod ids;
mod lenient;
mod lookups;
mod money;
mod pages;
mod payments;
mod permission;
mod probe;
mod search_key;
mod tax_name;
mod text;
mod unexpected;

#[cfg(test)]
mod script;
#[cfg(test)]
mod tests;

pub use address::Address;
pub use client::{Client, Created};
pub use client_columns::ClientColumns;
pub use clients::{ClientRow, LabelledValue, NewClient};
pub use connection::Connection;
pub use contacts::{Contact, NewContact};
pub use countries::Countries;
pub use custom_fields::{CustomField, CustomFieldOwner, CustomFieldValue};
pub use document::{
    Addresses, Document, DocumentKind, DocumentRow, Item, ListedPage, NewDocument, NewLine,
    PaymentRow, UpdateDocument, status,
};
pub use error::{Cause, Disposition, Error};
pub use flavour::{Flavour, UnknownFlavour};
pub use ids::{ClientId, ContactId, DocumentId, ItemId};
pub use lookups::{PaymentMode, Tax};
pub use payments::NewPayment;
pub use permission::Feature;
pub use probe::Probe;
pub use tax_name::{NotATaxName, TaxName};
pub use text::plain;
pub use unexpected::{AnswerKind, UnexpectedAnswer};
