//! The clients of both sides, made from the settings and the secrets.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use intake::StoreId;
use perfex::Flavour;
use secrecy::SecretString;
use serde::Deserialize;
use sync::Settings;
use sync::settings::Flavour as FlavourSetting;
use transport::{HttpTransport, Limits};

/// The largest answer that is read: a hundred orders of fifty kilobytes, with room.
const LARGEST_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// REST keys of one store, as the secret holds them.
#[derive(Deserialize)]
pub(crate) struct StoreKeys {
    consumer_key: String,
    consumer_secret: SecretString,
}

/// Perfex's token, as the secret holds it.
#[derive(Deserialize)]
pub(crate) struct CrmToken {
    token: SecretString,
}

/// Connections, kept open between invocations.
#[derive(Clone)]
pub(crate) struct Transports {
    pub(crate) store: Arc<HttpTransport>,
    pub(crate) crm: Arc<HttpTransport>,
}

impl Transports {
    pub(crate) fn new(store: Duration, crm: Duration) -> anyhow::Result<Self> {
        let transport = |timeout| {
            HttpTransport::new(Limits {
                connect_timeout: Duration::from_secs(5),
                timeout,
                max_body_bytes: LARGEST_ANSWER_BYTES,
            })
        };
        Ok(Self {
            store: Arc::new(transport(store)?),
            crm: Arc::new(transport(crm)?),
        })
    }
}

/// Both sides.
pub(crate) struct Sides {
    pub(crate) settings: Settings,
    pub(crate) crm: perfex::Client<Arc<HttpTransport>>,
    pub(crate) stores: BTreeMap<StoreId, woocommerce::Client<Arc<HttpTransport>>>,
}

impl Sides {
    /// Makes the clients. A store without keys, or with an address that cannot be used, has none.
    pub(crate) fn new(
        settings: Settings,
        keys: &BTreeMap<StoreId, StoreKeys>,
        token: &CrmToken,
        transports: &Transports,
    ) -> Self {
        let crm = perfex::Client::new(
            Arc::clone(&transports.crm),
            perfex::Connection {
                base: settings.perfex.url.clone(),
                token: token.token.clone(),
                flavour: match settings.perfex.flavour {
                    FlavourSetting::Themesic2 => Flavour::Themesic2,
                    FlavourSetting::Themesic3 => Flavour::Themesic3,
                },
            },
        );
        let stores = settings
            .stores
            .iter()
            .filter_map(|(id, store)| {
                let keys = keys.get(id)?;
                let connection = woocommerce::Connection {
                    base: store.url.clone(),
                    consumer_key: keys.consumer_key.clone(),
                    consumer_secret: keys.consumer_secret.clone(),
                };
                match woocommerce::Client::new(Arc::clone(&transports.store), connection) {
                    Ok(client) => Some((id.clone(), client)),
                    Err(error) => {
                        tracing::error!(store = %id, %error, "the store's address cannot be used");
                        None
                    }
                }
            })
            .collect();
        Self {
            settings,
            crm,
            stores,
        }
    }
}
