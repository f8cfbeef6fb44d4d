//! The clients of the stores and of Perfex, made from settings and keys.

use std::collections::BTreeMap;

use intake::StoreId;
use secrecy::SecretString;
use serde::Deserialize;
use transport::Transport;
use woocommerce::{Client, Connection};

use crate::settings::{Flavour, Settings};

/// REST keys of one store, as the secret holds them.
#[derive(Deserialize)]
pub struct StoreKeys {
    consumer_key: String,
    consumer_secret: SecretString,
}

/// A client of each store over clones of `transport`. A store without keys, or with an address that
/// cannot be used, has none.
pub fn clients<T: Transport + Clone>(
    settings: &Settings,
    keys: &BTreeMap<StoreId, StoreKeys>,
    transport: &T,
) -> BTreeMap<StoreId, Client<T>> {
    let client = |(id, store): (&StoreId, &crate::settings::StoreSettings)| {
        let keys = keys.get(id)?;
        let connection = Connection {
            base: store.url.clone(),
            consumer_key: keys.consumer_key.clone(),
            consumer_secret: keys.consumer_secret.clone(),
        };
        match Client::new(transport.clone(), connection) {
            Ok(client) => Some((id.clone(), client)),
            Err(error) => {
                tracing::error!(store = %id, %error, "the store's address cannot be used");
                None
            }
        }
    };
    settings.stores.iter().filter_map(client).collect()
}

/// Perfex's token, as the secret holds it.
#[derive(Deserialize)]
pub struct CrmToken {
    token: SecretString,
}

/// A client of Perfex over `transport`.
pub fn crm<T: Transport>(settings: &Settings, token: &CrmToken, transport: T) -> perfex::Client<T> {
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
