//! A postal address as Perfex keeps it.

use std::fmt;

use crate::body::Fields;
use crate::columns;

/// A postal address as Perfex keeps it. Texts longer than Perfex's columns are cut when sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and whatever else stands above the city, lines separated by a line break.
    pub street: String,
    /// City.
    pub city: String,
    /// State, province or county.
    pub state: String,
    /// Postcode.
    pub zip: String,
    /// Perfex's country id ([`Countries`](crate::Countries)); `None` leaves it open.
    pub country: Option<u64>,
}

impl Address {
    /// Writes the address with `prefix` (`billing_` or `shipping_`).
    pub(crate) fn write(&self, prefix: &str, fields: &mut Fields) {
        fields.text(
            format!("{prefix}street"),
            columns::cut(&self.street, columns::STREET),
        );
        fields.text(
            format!("{prefix}city"),
            columns::cut(&self.city, columns::CITY),
        );
        fields.text(
            format!("{prefix}state"),
            columns::cut(&self.state, columns::STATE),
        );
        fields.text(
            format!("{prefix}zip"),
            columns::cut(&self.zip, columns::ZIP),
        );
        fields.text(format!("{prefix}country"), self.country.unwrap_or(0));
    }

    /// The billing address of a document, whose street must not be empty.
    pub(crate) fn write_billing(&self, fields: &mut Fields) {
        let street = if self.street.trim().is_empty() {
            "-"
        } else {
            &self.street
        };
        Self {
            street: street.to_owned(),
            ..self.clone()
        }
        .write("billing_", fields);
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}
