//! The clients of the stores, made from settings and keys.

use std::collections::BTreeMap;

use intake::StoreId;
use secrecy::SecretString;
use serde::Deserialize;
use transport::Transport;
use woocommerce::{Client, Connection};

use crate::settings::Settings;

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
