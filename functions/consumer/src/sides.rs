//! The clients of both sides, made from the settings and the secrets.

use std::collections::BTreeMap;

use intake::StoreId;
use perfex::Flavour;
use secrecy::SecretString;
use serde::Deserialize;
use sync::Settings;
use sync::settings::Flavour as FlavourSetting;
use sync::stores::{self, StoreKeys};
use transport::{Seeds, Transport};

/// Perfex's token, as the secret holds it.
#[derive(Deserialize)]
pub(crate) struct CrmToken {
    token: SecretString,
}

/// Both sides.
pub(crate) struct Sides<W> {
    pub(crate) settings: Settings,
    pub(crate) crm: perfex::Client<W>,
    pub(crate) stores: BTreeMap<StoreId, woocommerce::Client<W>>,
}

impl<W: Transport + Clone> Sides<W> {
    /// Makes the clients.
    pub(crate) fn new(
        settings: Settings,
        keys: &BTreeMap<StoreId, StoreKeys>,
        token: &CrmToken,
        store_wire: &W,
        crm_wire: &W,
        seeds: &Seeds,
    ) -> Self {
        let crm = perfex::Client::new(
            crm_wire.clone(),
            perfex::Connection {
                base: settings.perfex.url.clone(),
                token: token.token.clone(),
                flavour: match settings.perfex.flavour {
                    FlavourSetting::Themesic2 => Flavour::Themesic2,
                    FlavourSetting::Themesic3 => Flavour::Themesic3,
                },
            },
        )
        .with_seeds(seeds.clone());
        let stores = stores::clients(&settings, keys, store_wire);
        let stores = stores
            .into_iter()
            .map(|(id, client)| (id, client.with_seeds(seeds.clone())))
            .collect();
        Self {
            settings,
            crm,
            stores,
        }
    }
}
