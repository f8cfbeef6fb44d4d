//! What a Perfex says about itself before the first order.

use serde_json::Value;
use transport::Transport;

use crate::classify::Answer;
use crate::{Client, CustomField, CustomFieldOwner, Error, Flavour, PaymentMode, Tax};

/// What a Perfex says about itself. Each part stands alone, so that a missing permission hides
/// only what it forbids.
#[derive(Debug)]
pub struct Probe {
    /// Version of the API module from its own specification; `None` where it serves none, as 2.x.
    pub api_version: Option<String>,
    /// Its taxes. An [`Error::Auth`] here means that the token is wrong.
    pub taxes: Result<Vec<Tax>, Error>,
    /// Its payment modes.
    pub payment_modes: Result<Vec<PaymentMode>, Error>,
    /// The custom fields of clients, one of which holds the marker.
    pub client_fields: Result<Vec<CustomField>, Error>,
}

impl Probe {
    /// The flavour that the answers suggest. A guess: a host may hide its specification.
    pub fn likely_flavour(&self) -> Flavour {
        if self.api_version.is_some() {
            Flavour::Themesic3
        } else {
            Flavour::Themesic2
        }
    }
}

impl<T: Transport> Client<T> {
    /// Asks for the specification, taxes, payment modes and the custom fields of clients. Reads only.
    pub async fn probe(&self) -> Probe {
        Probe {
            api_version: self.api_version().await,
            taxes: self.taxes().await,
            payment_modes: self.payment_modes().await,
            client_fields: self.custom_fields(CustomFieldOwner::Customers).await,
        }
    }

    /// Any failure means "not told": the other reads of the probe show whether Perfex answers.
    async fn api_version(&self) -> Option<String> {
        match self.read(&["openapi"], "").await {
            Ok(Answer::Json(spec)) => spec
                .pointer("/info/version")
                .and_then(Value::as_str)
                .map(str::to_owned),
            _ => None,
        }
    }
}
