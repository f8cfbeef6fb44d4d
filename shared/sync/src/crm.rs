//! The CRM's client, made from settings and token.

use secrecy::SecretString;
use serde::Deserialize;
use transport::Transport;

use crate::settings::{Flavour, Settings};

/// Perfex's token, as the secret holds it.
#[derive(Deserialize)]
pub struct CrmToken {
    token: SecretString,
}

impl From<SecretString> for CrmToken {
    fn from(token: SecretString) -> Self {
        Self { token }
    }
}

/// The CRM's client over `transport`.
pub fn client<T: Transport>(
    settings: &Settings,
    token: &CrmToken,
    transport: T,
) -> perfex::Client<T> {
    let connection = perfex::Connection {
        base: settings.perfex.url.clone(),
        token: token.token.clone(),
        flavour: match settings.perfex.flavour {
            Flavour::Themesic2 => perfex::Flavour::Themesic2,
            Flavour::Themesic3 => perfex::Flavour::Themesic3,
        },
    };
    perfex::Client::new(transport, connection)
}
