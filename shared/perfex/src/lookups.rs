//! What an installation offers: taxes and payment modes.

use rust_decimal::Decimal;
use serde::Deserialize;
use transport::Transport;

use crate::{Client, Error, TaxName, lenient};

/// A tax of the installation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tax {
    /// Its id.
    #[serde(deserialize_with = "lenient::whole")]
    pub id: u64,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Its percentage.
    #[serde(rename = "taxrate", deserialize_with = "lenient::decimal")]
    pub rate: Decimal,
}

impl Tax {
    /// What a line says to bear this tax.
    pub fn tax_name(&self) -> TaxName {
        TaxName::new(&self.name, self.rate)
    }
}

/// A payment mode of the installation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentMode {
    /// Its id: a number for offline modes, a name for gateways.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Whether the forms of Perfex select it from the start.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub selected_by_default: bool,
    /// Whether it may be used.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub active: bool,
}

impl<T: Transport> Client<T> {
    /// `GET common/tax_data`: the taxes that the admin form knows.
    pub async fn taxes(&self) -> Result<Vec<Tax>, Error> {
        self.read(&["common", "tax_data"], "").await?.records()
    }

    /// `GET common/payment_mode`: offline payment modes, without those for invoices only.
    pub async fn payment_modes(&self) -> Result<Vec<PaymentMode>, Error> {
        self.read(&["common", "payment_mode"], "").await?.records()
    }
}
