//! The settings, and the clients of both sides made from them.

use std::sync::Arc;
use std::time::Duration;

use intake::StoreId;
use secrets::SecretError;
use sync::Settings;
use sync::ports::SettingsSource as _;
use sync::stores;
use tokio::time::Instant;
use transport::HttpTransport;

use crate::console::Console;
use crate::problem::Problem;

/// How long settings are kept: each screen asks for them, and they change once a week.
const SETTINGS_AGE: Duration = Duration::from_secs(10);

/// Settings and when they were read.
pub(crate) type KeptSettings = (Instant, Arc<Settings>);

/// A client of a store.
pub(crate) type Store = woocommerce::Client<Arc<HttpTransport>>;
/// A client of Perfex.
pub(crate) type Crm = perfex::Client<Arc<HttpTransport>>;

impl Console {
    /// The settings in force.
    pub(crate) async fn settings(&self) -> Result<Arc<Settings>, Problem> {
        let mut kept = self.settings.lock().await;
        if let Some((read_at, settings)) = &*kept
            && read_at.elapsed() < SETTINGS_AGE
        {
            return Ok(Arc::clone(settings));
        }
        let settings = self.table.settings().await?;
        let settings = Arc::new(settings.ok_or_else(Problem::no_settings)?);
        *kept = Some((Instant::now(), Arc::clone(&settings)));
        Ok(settings)
    }

    /// After a change of the settings: what was kept is old.
    pub(crate) async fn forget_settings(&self) {
        *self.settings.lock().await = None;
    }

    /// The settings, and the client of a buyer, in one request at most.
    pub(crate) async fn settings_and_client(
        &self,
        store: &StoreId,
        buyer: &str,
    ) -> Result<(Arc<Settings>, Option<u64>), Problem> {
        let mut kept = self.settings.lock().await;
        let is_kept = kept
            .as_ref()
            .is_some_and(|(read_at, _)| read_at.elapsed() < SETTINGS_AGE);
        let client = if is_kept {
            self.table.client_of(buyer).await?
        } else {
            let (client, settings) = self.table.client_and_settings(buyer).await?;
            let settings = settings.ok_or_else(Problem::no_settings)?;
            *kept = Some((Instant::now(), Arc::new(settings)));
            client
        };
        drop(kept);
        Ok((self.settings_with(store).await?, client))
    }

    /// The settings, if they know this store.
    pub(crate) async fn settings_with(&self, store: &StoreId) -> Result<Arc<Settings>, Problem> {
        let settings = self.settings().await?;
        if settings.stores.contains_key(store) {
            Ok(settings)
        } else {
            Err(Problem::not_found(
                "There is no such store in the settings.",
            ))
        }
    }

    /// A client of a store, or in one line why there is none.
    pub(crate) async fn store(&self, settings: &Settings, id: &StoreId) -> Result<Store, String> {
        // Once a minute at most: a key that was rotated is used at once.
        let fresh = self.keys.refresh().await;
        let keys = match fresh {
            Ok(Some(keys)) => keys,
            _ => self.keys.get().await.map_err(|error| unread(&error))?,
        };
        let clients = stores::clients(settings, &keys, &self.wire);
        clients
            .into_iter()
            .find(|(store, _)| store == id)
            .map_or_else(
                || {
                    Err(
                        "the store's keys are missing: `woosync secrets set-store` sets them"
                            .to_owned(),
                    )
                },
                |(_, client)| Ok(client),
            )
    }

    /// A client of Perfex, or in one line why there is none.
    pub(crate) async fn crm(&self, settings: &Settings) -> Result<Crm, String> {
        let fresh = self.token.refresh().await;
        let token = match fresh {
            Ok(Some(token)) => token,
            _ => self.token.get().await.map_err(|error| unread(&error))?,
        };
        let crm = stores::crm(settings, &token, Arc::clone(&self.wire));
        Ok(crm.with_read_budget(Duration::ZERO))
    }
}

/// What AWS said names roles and resources of ours: it is for the log only.
fn unread(error: &SecretError) -> String {
    tracing::error!(%error, "a secret was not read");
    "its secret could not be read: the console function's log says why".to_owned()
}
