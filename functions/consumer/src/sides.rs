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
use sync::stores::{self, StoreKeys};
use transport::{HttpTransport, Limits};

/// The largest answer that is read: a hundred orders of fifty kilobytes, with room.
const LARGEST_ANSWER_BYTES: usize = 32 * 1024 * 1024;

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
    /// Makes the clients.
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
        let stores = stores::clients(&settings, keys, &transports.store);
        Self {
            settings,
            crm,
            stores,
        }
    }
}
