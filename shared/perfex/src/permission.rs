//! What a token may read, asked so that nothing is found.

use transport::Transport;

use crate::{Client, DocumentKind, Error};

/// An id and a number that nothing bears.
const NOBODYS_NUMBER: &str = "2147483646";
/// An e-mail that nobody has (RFC 2606 keeps the name free).
const NOBODYS_EMAIL: &str = "doctor@woosync.invalid";

/// A feature for which a token has permissions of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Clients.
    Customers,
    /// Their contacts.
    Contacts,
    /// Invoices.
    Invoices,
    /// Estimates.
    Estimates,
    /// Credit notes.
    CreditNotes,
    /// Payments of invoices.
    Payments,
}

impl Feature {
    /// Each of them.
    pub const ALL: [Self; 6] = [
        Self::Customers,
        Self::Contacts,
        Self::Invoices,
        Self::Estimates,
        Self::CreditNotes,
        Self::Payments,
    ];

    /// What it is called under *API*.
    pub fn title(self) -> &'static str {
        match self {
            Self::Customers => "Customers",
            Self::Contacts => "Contacts",
            Self::Invoices => "Invoices",
            Self::Estimates => "Estimates",
            Self::CreditNotes => "Credit Notes",
            Self::Payments => "Payments",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Contacts => "contacts",
            Self::Invoices => DocumentKind::Invoice.path(),
            Self::Estimates => DocumentKind::Estimate.path(),
            Self::CreditNotes => DocumentKind::CreditNote.path(),
            Self::Payments => "payments",
        }
    }

    /// What is searched for: contacts are looked for by e-mail, and some hosts let none through.
    fn search_key(self) -> &'static str {
        match self {
            Self::Contacts => NOBODYS_EMAIL,
            _ => NOBODYS_NUMBER,
        }
    }
}

impl<T: Transport> Client<T> {
    /// Whether the token has the permission `get` for a feature: `GET {feature}/{id}` of nobody.
    pub async fn may_get(&self, feature: Feature) -> Result<bool, Error> {
        self.may_read(&[feature.path(), NOBODYS_NUMBER]).await
    }

    /// Whether it has `search`, a permission apart: `GET {feature}/search/{key}` for nobody.
    pub async fn may_search(&self, feature: Feature) -> Result<bool, Error> {
        let segments = [feature.path(), "search", feature.search_key()];
        self.may_read(&segments).await
    }

    async fn may_read(&self, segments: &[&str]) -> Result<bool, Error> {
        match self.read(segments, "").await {
            Ok(_) => Ok(true),
            Err(Error::Forbidden { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
