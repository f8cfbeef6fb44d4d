//! The clients of both sides, made from the settings and the secrets.

use std::collections::BTreeMap;

use intake::StoreId;
use sync::Settings;
use sync::stores::{self, CrmToken, StoreKeys};
use transport::{Counting, Seeds, Transport};

use crate::outside::Outside;

/// The wire to a side, whose calls are counted.
pub(crate) type CountedWire<O> = Counting<<O as Outside>::Wire>;

/// Both sides, between these parts.
pub(crate) type SidesOf<O> = Sides<CountedWire<O>>;

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
        let crm = stores::crm(&settings, token, crm_wire.clone()).with_seeds(seeds.clone());
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
